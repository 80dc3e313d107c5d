// What of an answer is shown, and what is lit: in words, in the list and on the picture alike.
import { signal } from "@preact/signals";

/** A phrase with all its things, or one of them. */
export interface Lit {
  readonly triplet: number;
  readonly key: string | null;
}

export const minScore = signal(0);
/** Under the pointer, or with the focus. */
export const lit = signal<Lit | null>(null);
/** Clicked: stays lit. */
export const pinned = signal<Lit | null>(null);

export function isLit(thing: { triplet: number; key: string }, by: Lit | null): boolean {
  return by !== null && by.triplet === thing.triplet && (by.key === null || by.key === thing.key);
}

/** Handlers of an element that lights a thing while the pointer or the focus is on it. */
export function lighting(self: Lit) {
  const on = () => {
    lit.value = self;
  };
  const off = () => {
    lit.value = null;
  };
  return { onPointerEnter: on, onPointerLeave: off, onFocus: on, onBlur: off };
}

export function pin(next: Lit | null): void {
  const same = next && pinned.value && next.triplet === pinned.value.triplet && next.key === pinned.value.key;
  pinned.value = same ? null : next;
}
