// What a question's truth and an answer say in one unit, phrase by phrase.
import { type GroundedAnswer, unitsOfAnswer } from "@refvlm/model";
import { decodedUnits, groups } from "@refvlm/trp";
import type { UnitName } from "@refvlm/vision";
import { promptMark, type Target } from "@refvlm/vt-instruct";
import type { EvalQuestion } from "../question.js";

interface Said<K extends UnitName> {
  /** The words that mean it. */
  readonly phrase: string;
  readonly value: NonNullable<Target[K]>;
  /** All that is known of the instance. */
  readonly target: Target;
}

interface Given<K extends UnitName> extends Omit<Said<K>, "target"> {
  /** 0..1. */
  readonly score: number;
}

/** True instances of the phrases that are to be told in this unit; those of which it is not known are left out. */
export function truthUnits<K extends UnitName>({ turn }: Pick<EvalQuestion, "turn">, unit: K): Said<K>[] {
  const { newUnits = {} } = turn.command ?? {};
  return groups(turn.answer.body).flatMap(({ phrase, group }, i) => {
    if (!decodedUnits(group.units, newUnits).includes(unit)) return [];
    return turn.targets[i].flatMap((target) => {
      const value = target[unit];
      return value === undefined || value === null ? [] : [{ phrase: plain(phrase), value, target } as Said<K>];
    });
  });
}

/** Instances that an answer tells in this unit; none of an answer that failed. */
export function givenUnits<K extends UnitName>(answer: GroundedAnswer | null, unit: K): Given<K>[] {
  if (!answer) return [];
  return unitsOfAnswer(answer).flatMap((each) => {
    const value = each[unit];
    if (each.unit !== unit || value === undefined) return [];
    return [{ phrase: plain(each.phrase), value, score: each.score } as Given<K>];
  });
}

const plain = (phrase: string) => phrase.trim();

/** The words of a question; `[VPT]` stands for what it points with. */
export function questionText({ turn }: Pick<EvalQuestion, "turn">): string {
  const words = turn.user.map((part) => (part.type === "text" ? part.text : part.type === "prompt" ? promptMark : ""));
  return words.join("");
}

/** What a question is called in files for `refvlm score`: unique among those of a family. */
export function recordId({ kind, id }: Pick<EvalQuestion, "kind" | "id">): string {
  return `${kind}/${id}`;
}
