// Answers in sentences: captions of pictures and words about regions (REG), as COCO's caption evaluation judges them.
import { type CaptionSample, type Evaluation, evaluateCaptions, evaluateReg } from "@refvlm/metrics";
import { englishWords } from "@refvlm/metrics/node";
import { bodyText } from "@refvlm/trp";
import type { QuestionKind } from "../kinds.js";
import { type Row, type TaskFamily, taskFamily } from "./family.js";
import { recordId } from "./grounded.js";

/** CIDEr is CIDEr-D, as papers have it. */
export function captions(name: string, rows: readonly Row[]): TaskFamily {
  return sentences(name, ["caption"], rows, "captions", evaluateCaptions);
}

/** Words about a region that the user points at: METEOR and CIDEr. */
export function regionWords(name: string, kinds: readonly QuestionKind[], rows: readonly Row[]): TaskFamily {
  return sentences(name, kinds, rows, "reg", evaluateReg);
}

function sentences(
  name: string,
  kinds: readonly QuestionKind[],
  rows: readonly Row[],
  score: string,
  evaluate: (samples: readonly CaptionSample[], words: typeof englishWords) => Evaluation,
): TaskFamily {
  return taskFamily<CaptionSample>({
    name,
    kinds,
    rows,
    keep({ question, answer }) {
      const references = question.references ?? [bodyText(question.turn.answer.body)];
      return { id: recordId(question), references, ...(answer && { caption: answer.text }) };
    },
    measure: (samples) => evaluate(samples, englishWords),
    files(samples) {
      const annotations = samples.flatMap(({ id, references }) =>
        references.map((caption) => ({ image_id: id, caption })),
      );
      return {
        score,
        gt: { annotations: annotations.map((each, i) => ({ id: i + 1, ...each })) },
        pred: samples.map(({ id, caption }) => ({ image_id: id, caption: caption ?? null })),
      };
    },
  });
}
