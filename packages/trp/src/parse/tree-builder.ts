// Gathers the streaming parser's events into a tree.
import type { Answer, Node, Plan, TripletNode } from "../ast.js";
import type { TrpEvent } from "./events.js";

/** Takes events in order; `answer` is the tree of what came so far, open phrases left out. */
export class TreeBuilder {
  private plan: Plan | null = null;
  private readonly open: { children: Node[]; start: number }[] = [{ children: [], start: 0 }];
  private groupStart = 0;

  get answer(): Answer {
    return { plan: this.plan, body: this.open[0].children };
  }

  add(event: TrpEvent): void {
    const { children } = this.open.at(-1)!;
    const [start, end] = event.range;
    switch (event.type) {
      case "plan":
        this.plan = event.plan;
        return;
      case "text": {
        const last = children.at(-1);
        if (last?.kind !== "text") {
          children.push({ kind: "text", text: event.text, range: event.range });
        } else {
          last.text += event.text;
          last.range = [last.range![0], end];
        }
        return;
      }
      case "phrase-open":
        this.open.push({ children: [], start });
        return;
      case "phrase-close": {
        const phrase = this.open.pop()!;
        if (event.text === "") return;
        this.open.at(-1)!.children.push({ kind: "phrase", children: phrase.children, range: [phrase.start, end] });
        return;
      }
      case "unit":
        this.groupStart = start;
        return;
      case "ref": {
        const triplet = lastTriplet(children);
        if (event.instance === 0) triplet.groups.push({ units: event.units, instances: [] });
        const group = triplet.groups.at(-1)!;
        group.instances.push(event.index);
        group.range = [this.groupStart, end];
        triplet.range = [triplet.range![0], end];
        return;
      }
      case "triplet-close": {
        const triplet = lastTriplet(children);
        triplet.range = [triplet.range![0], end];
      }
    }
  }
}

/** The last phrase of a row of nodes as a triplet; it becomes one with its first reference. */
function lastTriplet(children: Node[]): TripletNode {
  const at = children.findLastIndex((node) => node.kind !== "text");
  const node = children[at];
  if (node?.kind === "triplet") return node;
  if (node?.kind !== "phrase") throw new Error("a reference came before any phrase");
  const triplet: TripletNode = { kind: "triplet", phrase: node, groups: [], range: node.range };
  children[at] = triplet;
  return triplet;
}
