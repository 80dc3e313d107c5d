// What happens, said for whoever does not see it, and shown for a moment to everybody else where it is a hint.
import { signal } from "@preact/signals";

/** Read out politely, one after the other. */
export const said = signal<readonly { id: number; text: string }[]>([]);
export const hint = signal<string | null>(null);
let last = 0;
let hiding: ReturnType<typeof setTimeout> | undefined;

export function announce(text: string): void {
  said.value = [...said.peek().slice(-39), { id: ++last, text }];
}

/** Why something did not happen. */
export function tell(text: string): void {
  announce(text);
  hint.value = text;
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    hint.value = null;
  }, 5000);
}
