// The choices of a batch's plans and sentences for the peer: what the bridges of evidence read before anything is computed.
import type { PackedBatch, RefVlmNetwork } from "@refvlm/model";
import type { Tensor } from "@refvlm/torch";
import { integers, marks } from "./recorded-tensors.js";

type Evidence = NonNullable<RefVlmNetwork["evidence"]>;
type PackedEvidence = NonNullable<PackedBatch["evidence"]>;
type Place = PackedEvidence["choices"][number]["place"];
type NameNode = Extract<Place, { writes: "name" }>["node"];
type NameStep = NameNode["next"] extends Map<number, infer Step> ? Step : never;

/**
 * `choices`: of all M their supervised token, picture, and which names their question says, their plan or sentence has written,
 * and which prompts it shows; the others, by what is written: rows among those and what may come next.
 */
export function choiceTensors(evidence: Evidence, packed: PackedEvidence): Record<string, Record<string, Tensor>> {
  const { config } = evidence;
  const count = config.names.length;
  const numberOf = new Map(config.names.map((name, number) => [name.toLowerCase(), number]));
  const { choices, pointed } = packed;
  const encode = () => {
    throw new Error("the peer knows names that are said by themselves only");
  };
  const said = evidence.namesSaid(
    choices.flatMap(({ words }) => words),
    { encode },
  );
  const numbersSaid = choices.map(({ words }) => [...new Set(words.flatMap((word) => said.get(word) ?? []))]);
  const numbersOf = (named: readonly string[]) =>
    named.flatMap((name) => numberOf.get((evidence.descriptions.read(name).name ?? name).toLowerCase()) ?? []);
  const written = (place: Place): readonly number[] => {
    if (place.writes === "words") return place.told;
    if (place.writes !== "name" && place.writes !== "line") return [];
    return numbersOf(place.written);
  };
  const of = <Writes extends Place["writes"]>(writes: Writes) =>
    choices.flatMap(({ place }, row) =>
      place.writes === writes ? [{ row, place: place as Extract<Place, { writes: Writes }> }] : [],
    );
  const rowsOf = (chosen: readonly { row: number }[]) => integers(chosen.map(({ row }) => row));
  const [names, lines, numbers, denied, told] = [of("name"), of("line"), of("number"), of("denied"), of("words")];
  return {
    choices: {
      supervised: integers(choices.map(({ supervised }) => supervised)),
      picture: integers(choices.map(({ picture }) => picture)),
      said: marks(numbersSaid, count),
      written: marks(
        choices.map(({ place }) => written(place)),
        count,
      ),
      prompts: marks(
        choices.map(({ prompts }) => prompts),
        pointed.length,
      ),
    },
    nameChoices: {
      rows: rowsOf(names),
      ...nameSteps(
        names.map(({ place }) => place.node),
        count,
      ),
    },
    lineChoices: { rows: rowsOf(lines), tokens: integers(lines.map(({ place }) => place.line)) },
    numberChoices: {
      rows: rowsOf(numbers),
      ...numberSteps(
        numbers.map(({ place }) => place),
        config.proposals.most,
      ),
    },
    deniedChoices: deniedSteps(
      denied.map(({ row, place }) => ({ row, place, told: new Set([...place.told, ...numbersOf(place.written)]) })),
      numbersSaid,
    ),
    toldChoices: {
      rows: rowsOf(told),
      ...toldSteps(
        told.map(({ place }) => place.node),
        count,
      ),
    },
  };
}

/** Each token that may come next, with all names that it leads to, as places in [M', names], padded to the most. */
function nameSteps(nodes: readonly NameNode[], count: number) {
  const steps = nodes.flatMap(({ next }, m) => [...next].map(([token, { names }]) => ({ m, token, names })));
  const most = Math.max(1, ...steps.map(({ names }) => names.length));
  return {
    stepRows: integers(steps.map(({ m }) => m)),
    stepTokens: integers(steps.map(({ token }) => token)),
    leads: integers(
      steps.flatMap(({ m, names }) => Array.from({ length: most }, (_, i) => m * count + (names[i] ?? 0))),
      [steps.length, most],
    ),
    leading: marks(
      steps.map(({ names }) => names.keys()),
      most,
    ),
  };
}

/** Which of the distinct texts each place counts, and the token that writes each count from 0; -1 where none does. */
function numberSteps(places: readonly Extract<Place, { writes: "number" }>[], most: number) {
  const texts = [...new Set(places.map(({ name }) => name))];
  const tokens = places.flatMap(({ tokenOf }) =>
    Array.from({ length: most + 1 }, (_, number) => (number > 0 ? (tokenOf(number) ?? -1) : -1)),
  );
  return {
    texts: integers(places.map(({ name }) => texts.indexOf(name))),
    tokens: integers(tokens, [places.length, most + 1]),
  };
}

/** Whether a step ends one of some names: "dog" ends before "dogs" does. */
function says({ node, names }: NameStep, some: ReadonlySet<number>): boolean {
  const ends = node ? [...node.next.values()].flatMap((next) => (next.node ? [] : next.names)) : names;
  return ends.some((name) => some.has(name));
}

/** Tokens that lead to a name that the question says, where something is denied, and those that say one that has been told. */
function deniedSteps(
  denied: readonly { row: number; place: { node: NameNode }; told: ReadonlySet<number> }[],
  said: readonly (readonly number[])[],
) {
  const steps = denied.flatMap(({ row, place, told }) =>
    [...place.node.next].flatMap(([token, step]) => {
      const isTold = says(step, told);
      return isTold || (step.node && step.names.some((name) => said[row].includes(name)))
        ? [{ row, token, isTold }]
        : [];
    }),
  );
  return {
    rows: integers(steps.map(({ row }) => row)),
    tokens: integers(steps.map(({ token }) => token)),
    told: integers(steps.map(({ isTold }) => Number(isTold))),
  };
}

/** The distinct nodes of the trie: which one each place has, and for each step its node, its token and the names it leads to. */
function toldSteps(nodes: readonly NameNode[], count: number) {
  const distinct = [...new Set(nodes)];
  const steps = distinct.flatMap(({ next }, number) =>
    [...next].flatMap(([token, { names, node }]) => (node ? [{ number, token, names }] : [])),
  );
  return {
    nodes: integers(nodes.map((node) => distinct.indexOf(node))),
    stepNodes: integers(steps.map(({ number }) => number)),
    stepTokens: integers(steps.map(({ token }) => token)),
    leads: marks(
      steps.map(({ names }) => names),
      count,
    ),
  };
}
