// The syntax tree of an answer: a plan and a body of texts, phrases and triplets (paper section 3.1).

/** Offsets [start, end) in the printed answer, in UTF-16 code units. */
export type Range = readonly [start: number, end: number];

/** Plain words. */
export interface TextNode {
  kind: "text";
  text: string;
  range?: Range;
}

/** A visual concept `<Phrase>…</Phrase>`; alone it is a bare concept. */
export interface PhraseNode {
  kind: "phrase";
  children: Node[];
  range?: Range;
}

/** A phrase with its units and references: `<Phrase>dogs</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>)`. */
export interface TripletNode {
  kind: "triplet";
  phrase: PhraseNode;
  groups: Group[];
  range?: Range;
}

export type Node = TextNode | PhraseNode | TripletNode;

/**
 * References that each go to the decoder of every unit in `units`. `instances` are the numbers that they write: the first
 * group of a triplet names all of its instances, 0 to Num - 1; a later one has other units and takes up some of them again,
 * each once, ascending.
 */
export interface Group {
  units: string[];
  instances: number[];
  range?: Range;
}

/** One line of the plan: one triplet of the body. `count` is the number of its instances, whatever groups take up again. */
export interface PlanLine {
  name: string;
  units: string[];
  count: number;
  range?: Range;
}

/** The visual-decoding chain of thought (VD-CoT) that precedes the body. */
export interface Plan {
  decode: boolean;
  lines: PlanLine[];
  range?: Range;
}

/** A whole answer; `plan` is null where an answer was written without one. */
export interface Answer {
  plan: Plan | null;
  body: Node[];
}

/** The words of a phrase without markers, units or references; nested phrases give their words. */
export function phraseText(phrase: PhraseNode): string {
  return bodyText(phrase.children);
}

/** The words of a body without markers, units or references. */
export function bodyText(body: readonly Node[]): string {
  return body
    .map((node) => (node.kind === "text" ? node.text : phraseText(node.kind === "phrase" ? node : node.phrase)))
    .join("");
}

/** The triplets of a body in the order in which their phrases close: inner ones before the one around them. */
export function triplets(body: readonly Node[]): TripletNode[] {
  return body.flatMap((node) => {
    if (node.kind === "text") return [];
    if (node.kind === "phrase") return triplets(node.children);
    return [...triplets(node.phrase.children), node];
  });
}

/** The groups of a body in the order in which they are written: the order of targets and decoder groups. */
export function groups(body: readonly Node[]): { phrase: string; triplet: TripletNode; group: Group }[] {
  return triplets(body).flatMap((triplet) =>
    triplet.groups.map((group) => ({ phrase: phraseText(triplet.phrase), triplet, group })),
  );
}

/** Makes a text node. */
export function text(value: string): TextNode {
  return { kind: "text", text: value };
}

/** Makes a bare concept; a string stands for one text child. */
export function phrase(children: string | Node[]): PhraseNode {
  return { kind: "phrase", children: typeof children === "string" ? [text(children)] : children };
}

/** Makes a triplet; e.g. `triplet("dog", { units: ["box"], instances: [0, 1] })`. */
export function triplet(name: string | Node[], ...tripletGroups: Group[]): TripletNode {
  return { kind: "triplet", phrase: phrase(name), groups: tripletGroups };
}

/** The same body with neighbouring texts joined and empty texts left out: the form that the parser gives. */
export function normalizeBody(body: readonly Node[]): Node[] {
  const out: Node[] = [];
  for (const node of body) {
    const last = out.at(-1);
    if (node.kind === "phrase") out.push(normalizePhrase(node));
    else if (node.kind === "triplet") out.push({ ...node, phrase: normalizePhrase(node.phrase) });
    else if (last?.kind === "text") out[out.length - 1] = text(last.text + node.text);
    else if (node.text !== "") out.push(node);
  }
  return out;
}

function normalizePhrase(node: PhraseNode): PhraseNode {
  return { ...node, children: normalizeBody(node.children) };
}
