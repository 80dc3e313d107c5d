// Visual prompts with the letters by which a question names them: “what is @A?”.
import { promptToJson, type VisualPrompt } from "@refvlm/vision";
import type { Part } from "../server/shapes.js";

export interface NamedPrompt {
  /** A, B, … Z, AA, … */
  readonly name: string;
  readonly visual: VisualPrompt;
}

/** The name of the prompt at a place, from 0. */
export function letters(place: number): string {
  const last = String.fromCharCode(65 + (place % 26));
  return place < 26 ? last : letters(Math.floor(place / 26) - 1) + last;
}

const MENTION = /@([A-Z]+)(?![A-Za-z])/g;

/** A question's words with prompts where they are named; those that nobody names stand behind the words. */
export function questionParts(words: string, prompts: readonly NamedPrompt[]): Part[] {
  const parts: Part[] = [];
  const open = new Map(prompts.map((prompt) => [prompt.name, prompt]));
  const say = (text: string) => text !== "" && parts.push({ type: "text", text });
  const point = ({ visual }: NamedPrompt) => parts.push({ type: "visual_prompt", visual_prompt: promptToJson(visual) });
  let end = 0;
  for (const { 0: mention, 1: name, index } of words.matchAll(MENTION)) {
    const prompt = open.get(name);
    if (!prompt) continue;
    say(words.slice(end, index));
    point(prompt);
    open.delete(name);
    end = index + mention.length;
  }
  say(words.slice(end));
  for (const prompt of open.values()) point(prompt);
  return parts;
}

/** A question's words in pieces, with the letters that stand for prompts told apart. */
export function mentions(words: string, prompts: readonly NamedPrompt[]): { text: string; isName: boolean }[] {
  const known = new Set(prompts.map(({ name }) => `@${name}`));
  return words.split(/(@[A-Z]+(?![A-Za-z]))/).map((text) => ({ text, isName: known.has(text) }));
}

/** What a screen reader says of it. */
export function describePrompt({ name, visual }: NamedPrompt): string {
  const round = (values: readonly number[]) => values.map(Math.round).join(", ");
  if (visual.kind === "box") return `${name}: box ${round(visual.box)}`;
  if (visual.kind === "mask") return `${name}: mask of ${visual.mask.area()} pixels`;
  if (visual.kind === "scribble") return `${name}: scribble of ${visual.points.length} points`;
  const minus = visual.minus?.length ?? 0;
  const plus = visual.points.map((point) => `(${round(point)})`).join(" ");
  return `${name}: ${visual.points.length === 1 ? "point" : "points"} ${plus}${minus > 0 ? `, ${minus} minus` : ""}`;
}
