// The listed names as a trie over the language model's tokens: which names a token leads to, wherever a plan writes a name.
import { type Codec, WORDING } from "@refvlm/trp";

/** A name begun. */
export interface NameNode {
  /** What the next token may be: a piece of a name, or the token that ends one. */
  next: Map<number, NameStep>;
}

export interface NameStep {
  /** Numbers of the names that the token leads to. */
  names: number[];
  /** What follows; null behind the token that ends a name. */
  node: NameNode | null;
}

/** The trie's root. A name ends with the first token of " Unit: ", as the automaton ends it. */
export function nameTrie(names: readonly string[], codec: Codec): NameNode {
  const root: NameNode = { next: new Map() };
  const [end] = codec.encodeText(WORDING.unit);
  for (const [number, name] of names.entries()) {
    let node = root;
    for (const id of codec.encodeText(name)) {
      const step: NameStep = node.next.get(id) ?? { names: [], node: { next: new Map() } };
      node.next.set(id, step);
      step.names.push(number);
      node = step.node!;
    }
    node.next.set(end, { names: [...(node.next.get(end)?.names ?? []), number], node: null });
  }
  return root;
}

/** Whether a step ends one of some names, as far as a sentence can tell: "dog" ends before "dogs" does. */
export function says({ node, names }: NameStep, some: ReadonlySet<number>): boolean {
  const ends = node ? [...node.next.values()].flatMap((next) => (next.node ? [] : next.names)) : names;
  return ends.some((name) => some.has(name));
}
