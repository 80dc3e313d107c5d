// What counts and relations are to be read beside: the constant answer, and a rule on the boxes that the answer itself points at.
import { bodyText, groups } from "@refvlm/trp";
import { leansTo, relations, shortAnswer } from "@refvlm/vt-instruct";
import type { AnsweredQuestion, EvalQuestion } from "../question.js";
import type { Score } from "../score.js";
import type { TaskFamily } from "./family.js";
import { givenUnits, questionText } from "./grounded.js";
import { points } from "./points.js";

const truthOf = ({ turn: { answer } }: EvalQuestion) =>
  shortAnswer(bodyText(answer.body), groups(answer.body).length > 0);

/** Most things are there once: what "one" earns every time, and what the answers earn where it is wrong. */
export function countFloors(): TaskFamily[] {
  const isFew = (question: EvalQuestion) => ["zero", "no", "one"].includes(truthOf(question));
  return [
    points('VQA count accuracy, always "one"', ["vqa-count"], undefined, ({ question }) => ({
      gain: Number(truthOf(question) === "one"),
      of: 1,
    })),
    points("VQA count accuracy, two and more", ["vqa-count"], undefined, ({ question, result }) =>
      isFew(question) ? undefined : result,
    ),
  ];
}

/** Relations read off the two boxes that an answer points at; answers that point at no two are left out. */
export function relationsByRule(name: string): TaskFamily {
  return points(name, ["vqa-relation"], undefined, byRule);
}

function byRule({ question, answer }: AnsweredQuestion): Score | undefined {
  const words = questionText(question).toLowerCase();
  const relation = relations.find((each) => words.includes(` ${each} `));
  const places = givenUnits(answer, "box").map(({ phrase, value }) => ({ place: words.indexOf(phrase), value }));
  const [first, second, ...others] = places.sort((a, b) => a.place - b.place);
  if (!relation || !first || !second || others.length > 0) return undefined;
  const { width, height } = question.picture;
  const said = leansTo(relation, first.value, second.value, Math.min(width, height)) ? "yes" : "no";
  return { gain: Number(said === truthOf(question)), of: 1 };
}
