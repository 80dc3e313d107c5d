// REG's plain question: do the words about a region name the thing that it shows?
import { bodyText } from "@refvlm/trp";
import type { PromptKind } from "@refvlm/vision";
import type { Row, TaskFamily } from "./family.js";
import { points } from "./points.js";

/** Regions pointed at in one way; pictures whose things have no known names are left out. */
export function naming(row: string, kind: PromptKind, goal?: Pick<Row, "targets">): TaskFamily {
  return points(row, [`reg-${kind}`], goal, ({ question: { turn, names = [] }, answer }) => {
    const thing = firstNamed(bodyText(turn.answer.body), names);
    if (thing === undefined) return undefined;
    return { gain: firstNamed(answer?.text ?? "", names) === thing ? 1 : 0, of: 1 };
  });
}

/** The first of the names in a text, the longest where several begin there: what "the dog left of the cat" is about. */
export function firstNamed(text: string, names: readonly string[]): string | undefined {
  const found = [...new Set(names)].flatMap((name) => {
    const at = ` ${plainWords(text)} `.indexOf(` ${plainWords(name)} `);
    return at < 0 ? [] : [{ name, at }];
  });
  return found.sort((a, b) => a.at - b.at || b.name.length - a.name.length)[0]?.name;
}

const plainWords = (text: string) => (text.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? []).join(" ");
