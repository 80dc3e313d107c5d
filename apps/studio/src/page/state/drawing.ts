// What the user has drawn for the next question, and with what.
import { signal } from "@preact/signals";
import type { Point, VisualPrompt } from "@refvlm/vision";
import { History } from "../prompts/history.js";
import { letters, type NamedPrompt } from "../prompts/named-prompt.js";
import { tools } from "../tools/index.js";
import type { Board, Tool } from "../tools/tool.js";
import { tell } from "./announce.js";

export const prompts = new History<readonly NamedPrompt[]>([]);
export const tool = signal<Tool>(tools[0]!);
/** Diameter in pixels of the picture. */
export const brush = signal(24);
export const live = signal<VisualPrompt | null>(null);
export const corners = signal<readonly Point[]>([]);
/** The prompt that points, brush and polygon go on with; null: the next gesture begins one. */
export const current = signal<string | null>(null);

/** Takes a tool; what the last one has not finished is given up. */
export function take(next: Tool): void {
  if (kindOf(next) !== kindOf(tool.value)) current.value = null;
  cancel();
  tool.value = next;
}

/** Ends what is being drawn without a prompt of it. */
export function cancel(): void {
  live.value = null;
  corners.value = [];
}

/** The next gesture begins a prompt. */
export function beginAnother(): void {
  cancel();
  current.value = null;
}

export function remove(name: string): void {
  prompts.set(prompts.peek().filter((prompt) => prompt.name !== name));
  if (current.value === name) current.value = null;
}

/** @param amends whether this goes on with the change before it, as a drag does */
export function replace(name: string, visual: VisualPrompt, amends = false): void {
  const next = prompts.peek().map((prompt) => (prompt.name === name ? { name, visual } : prompt));
  if (amends) prompts.amend(next);
  else prompts.set(next);
}

/** The board on which prompts are drawn. @param before letters that earlier questions have used */
export function promptBoard(size: { width: number; height: number }, zoom: number, before: number): Board {
  return {
    ...size,
    reach: 1 / zoom,
    brush: brush.value,
    live,
    corners,
    current: () => prompts.peek().find(({ name }) => name === current.peek())?.visual ?? null,
    put(visual, { begin = false } = {}) {
      if (!begin && current.peek() !== null) return replace(current.peek()!, visual);
      const name = freeName(before);
      prompts.set([...prompts.peek(), { name, visual }]);
      current.value = name;
    },
    tell,
  };
}

function freeName(before: number): string {
  const taken = new Set(prompts.peek().map(({ name }) => name));
  for (let place = before; ; place++) if (!taken.has(letters(place))) return letters(place);
}

/** Tools that go on with each other's prompts. */
function kindOf({ name }: Tool): string {
  return ["brush", "eraser", "polygon"].includes(name) ? "mask" : name;
}
