// Things said as they appear, for whoever hears the answer.
import { effect } from "@preact/signals";
import type { LiveAnswer } from "../answer/live-answer.js";
import { describeThing } from "../answer/thing.js";
import { announce } from "./announce.js";

/** Nobody listens to more. */
const MOST = 30;

/** @returns ends it */
export function sayThings(answer: LiveAnswer): () => void {
  const said = new Set<string>();
  return effect(() => {
    for (const thing of answer.things.value.slice(0, MOST)) {
      if (said.has(thing.key)) continue;
      said.add(thing.key);
      announce(describeThing(thing));
    }
  });
}
