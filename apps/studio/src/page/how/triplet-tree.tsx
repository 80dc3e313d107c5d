// The answer as a tree: words, phrases, and the groups of references that make triplets of them.
import { type Node, parseAnswer, type TripletNode, triplets } from "@refvlm/trp";
import { useMemo } from "preact/hooks";
import { isLit, lighting, lit, pinned } from "../state/looking.js";
import { chosenReference, explanation } from "./looking-at.js";

export function TripletTree({ trp }: { trp: string }) {
  const { body } = useMemo(() => parseAnswer(trp, { mode: "tolerant" }).answer, [trp]);
  const numbers = new Map(triplets(body).map((triplet, number) => [triplet, number]));
  return (
    <section>
      <h2>Triplets</h2>
      <ul class="tree">
        {body.map((node, i) => (
          <Branch key={i} node={node} numbers={numbers} />
        ))}
      </ul>
    </section>
  );
}

function Branch({ node, numbers }: { node: Node; numbers: ReadonlyMap<TripletNode, number> }) {
  if (node.kind === "text") return node.text.trim() === "" ? null : <li class="quiet">“{node.text}”</li>;
  const phrase = node.kind === "phrase" ? node : node.phrase;
  const isPlain = phrase.children.every(({ kind }) => kind === "text");
  const words = phrase.children.map((child) => (child.kind === "text" ? child.text : "…")).join("");
  return (
    <li>
      <b>{words}</b>
      <ul>
        {!isPlain && phrase.children.map((child, i) => <Branch key={i} node={child} numbers={numbers} />)}
        {node.kind === "triplet" && <Groups triplet={node} number={numbers.get(node)!} />}
      </ul>
    </li>
  );
}

function Groups({ triplet: { groups }, number }: { triplet: TripletNode; number: number }) {
  const { references = [] } = explanation.value ?? {};
  const by = lit.value ?? pinned.value;
  return (
    <>
      {groups.map(({ units, instances }) => (
        <li key={units.join()}>
          {units.join(", ")}
          {instances.map((index) => {
            const self = { triplet: number, key: `${number}.${index}` };
            const place = references.findIndex((each) => each.triplet === number && each.index === index);
            return (
              <button
                key={index}
                type="button"
                class={isLit(self, by) ? "ref lit" : "ref"}
                aria-label={`Reference ${index} of ${units.join(", ")}`}
                aria-pressed={place >= 0 && chosenReference.value === place}
                {...lighting(self)}
                onClick={() => {
                  chosenReference.value = chosenReference.value === place || place < 0 ? null : place;
                }}
              >
                [{index}]
              </button>
            );
          })}
        </li>
      ))}
    </>
  );
}
