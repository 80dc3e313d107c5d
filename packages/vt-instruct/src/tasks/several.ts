// Several things of a name are rarer than single ones, and there is more to learn from them: how often each is asked for.
import type { Random } from "../random.js";
import type { AnnotatedObject } from "../sample/annotated.js";
import type { AskOptions } from "./ask-options.js";

/** Groups in an order in which one of `n` things comes first `n ** severalWeight` times as often as a single thing. */
export function severalFirst<Group extends readonly AnnotatedObject[]>(
  groups: readonly Group[],
  random: Random,
  { severalWeight = 1 }: AskOptions,
): Group[] {
  const left = [...groups];
  return groups.map(() => left.splice(random.weighted(left.map(({ length }) => length ** severalWeight)), 1)[0]);
}
