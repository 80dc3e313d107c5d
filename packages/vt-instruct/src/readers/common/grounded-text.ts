// A text put together from words and phrases that mean objects, with the places of the phrases.
import type { GroundedCaption } from "../../sample/annotated.js";

/** Collects pieces; spans come out in the order in which their phrases begin. */
export class GroundedText {
  #text = "";
  readonly #spans: GroundedCaption["spans"][number][] = [];

  words(words: string): this {
    this.#text += words;
    return this;
  }

  /** Words that mean these objects; without objects they are words like others. */
  phrase(words: string, objects: readonly number[]): this {
    const start = this.#text.length;
    this.#text += words;
    if (objects.length > 0 && words !== "") this.#spans.push({ start, end: this.#text.length, objects: [...objects] });
    return this;
  }

  /** The text without blanks at its ends. */
  caption(): GroundedCaption {
    const text = this.#text.trim();
    const shift = this.#text.length - this.#text.trimStart().length;
    const spans = this.#spans.map(({ start, end, objects }) => ({
      start: Math.max(start - shift, 0),
      end: Math.min(end - shift, text.length),
      objects,
    }));
    return { text, spans };
  }
}

type Span = GroundedCaption["spans"][number];

/**
 * Spans in order, outer ones first. Equal ones become one of all their objects; one inside another of the same objects
 * says nothing new; of two that cross, the one that begins later is left out.
 */
export function nestedSpans(spans: readonly Span[]): Span[] {
  const joined = new Map<string, Span>();
  for (const { start, end, objects } of spans) {
    const known = joined.get(`${start}-${end}`)?.objects ?? [];
    joined.set(`${start}-${end}`, { start, end, objects: [...new Set([...known, ...objects])] });
  }
  const kept: Span[] = [];
  for (const span of [...joined.values()].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const around = kept.filter(({ end }) => end > span.start);
    const crosses = around.some(({ end }) => end < span.end);
    const repeats = around.some(({ objects }) => sameMembers(objects, span.objects));
    if (!crosses && !repeats) kept.push(span);
  }
  return kept;
}

function sameMembers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((member) => b.includes(member));
}

/** Published sentences are often cut into words: "a yard ." becomes "a yard.". */
export function withoutLooseMarks(words: string): string {
  return words.replace(/\s+([.,;:!?)]|'s\b|n't\b)/g, "$1").replace(/\s{2,}/g, " ");
}

/** A noun phrase as a name: "a wire hanger" is a "wire hanger". */
export function nameOf(phrase: string): string {
  const words = phrase.trim().replace(/[.,;:!?]+$/, "");
  return words.replace(/^(?:an?|the|this|that|his|her|its|their|some)\s+(?=\S)/i, "").toLowerCase() || words;
}
