// The table of photographs: what the preset photo is to reach, row by row.
import type { AnswerWarning } from "@refvlm/model";
import { bodyText } from "@refvlm/trp";
import { boxArea } from "@refvlm/vision";
import { cocoNames, wordsFor } from "@refvlm/vt-instruct";
import { type QuestionKind, questionKinds } from "../kinds.js";
import type { AnsweredQuestion } from "../question.js";
import { isDenial, type Score } from "../score.js";
import { captions } from "../tasks/captions.js";
import { certainty } from "../tasks/certainty.js";
import type { TaskFamily } from "../tasks/family.js";
import { firstNamed } from "../tasks/naming.js";
import { points } from "../tasks/points.js";
import { FOUND } from "../units/index.js";
import { PHOTOGRAPHS } from "./photo-questions.js";

const reach = (value: number) => ({ targets: { [PHOTOGRAPHS]: value } });

/** Root of the area of the thing's box from which on it counts as large, pixels: COCO's bound of small things. */
const LARGE = 32;

const ifLarge = ({ question: { turn }, result }: AnsweredQuestion): Score | undefined => {
  const [{ box }] = turn.targets.flat();
  return box && Math.sqrt(boxArea(box)) >= LARGE ? result : undefined;
};

/** The score of questions that have another answer than "one". */
const ifSeveral = ({ question: { turn }, result }: AnsweredQuestion): Score | undefined =>
  bodyText(turn.answer.body) === "one" ? undefined : result;

const isOne = ({ question: { turn } }: AnsweredQuestion): Score => ({
  gain: bodyText(turn.answer.body) === "one" ? 1 : 0,
  of: 1,
});

/** All words for the names of COCO, and the name that each is for. */
const nameOf = new Map(cocoNames.flatMap((name) => wordsFor(name).map((word) => [word, name] as const)));
const kindIn = (text: string) => nameOf.get(firstNamed(text, [...nameOf.keys()]) ?? "");

/** Whether the first thing in an answer's words is of the true kind, in whatever word for it. */
const namesKind = ({ question: { turn }, answer }: AnsweredQuestion): Score => ({
  gain: answer && kindIn(answer.text) === kindIn(bodyText(turn.answer.body)) ? 1 : 0,
  of: 1,
});

const warned =
  (about: AnswerWarning["about"]) =>
  ({ answer }: AnsweredQuestion): Score => ({
    gain: answer?.warnings?.some((each) => each.about === about) ? 1 : 0,
    of: 1,
  });

const row = (name: string, kinds: readonly QuestionKind[], target?: number, score?: Parameters<typeof points>[3]) =>
  points(name, kinds, target === undefined ? undefined : reach(target), score);

/** The rows of the table, in its order. */
export const photoFamilies: readonly TaskFamily[] = [
  row("REC, a kind that occurs once", ["rec"], 0.66),
  row("REC, a kind that occurs once, 32 px and more", ["rec"], 0.82, ifLarge),
  row("REC by place, size and relation", ["rec-place"]),
  row("REC by place, size and relation, 32 px and more", ["rec-place"], 0.45, ifLarge),
  row("Freeform detection F1", ["fovd"], 0.52),
  row("Detection of given names F1", ["ovd"], 0.57),
  row("Presence", ["vqa-presence"], 0.9),
  row("Count", ["vqa-count"], 0.62),
  row("Count of two and more", ["vqa-count"], 0.35, ifSeveral),
  row('Count, if always "one"', ["vqa-count"], undefined, isOne),
  row("Left or right, above or below", ["vqa-relation"], 0.85),
  row("Absent things denied", ["rec-absent"], 0.93),
  row("Present things denied", ["rec", "res"], undefined, ({ answer }) => ({
    gain: answer && isDenial(answer) ? 1 : 0,
    of: 1,
  })),
  certainty("certainty", [
    { name: "AUC of scores, right against absent", figure: "AUC", ...reach(0.92) },
    { name: "ECE of scores", figure: "ECE", ...reach(0.05), error: true },
    { name: "ECE, if scores were exact", figure: "ECE by chance", error: true },
  ]),
  row("Everyday words (man, sofa, bike)", ["rec-word"], 0.8),
  row("Everyday words, the first thing 32 px and more", ["rec-word"], undefined, ifLarge),
  row("Colour and word", ["rec-color"], 0.88),
  row("Mask of a box, IoU", ["ig-mask-box"], 0.66),
  row("Segment the X, IoU, 32 px and more", ["res"], 0.52, ifLarge),
  row("People above 96 px: OKS above 0.5", ["ig-keypoint"], 0.4, ({ result: { gain } }) => ({
    gain: gain > FOUND ? 1 : 0,
    of: 1,
  })),
  row("REG by box names the kind", ["reg-box"], 0.8, namesKind),
  row("REG by point names the kind", ["reg-point"], 0.75, namesKind),
  captions("captions", [{ name: "Caption CIDEr (by rule: the best constant caption)", figure: "CIDEr-D" }]),
  row("Photographs warned of as unlike others", questionKinds, undefined, warned("picture")),
  row("Names asked for that are warned of as unknown", ["rec", "rec-word", "res"], undefined, warned("name")),
  row("Well-formed answers", questionKinds, undefined, ({ result }) => ({ gain: Number(result.wellFormed), of: 1 })),
];
