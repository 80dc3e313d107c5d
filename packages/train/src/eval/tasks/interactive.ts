// IG-mask: the mask of what a visual prompt points at, by kind of prompt (COCO-Interactive's mIoU and cIoU).
import { evaluateInteractive, type InteractiveTruth, type ResAnswer } from "@refvlm/metrics";
import { promptKinds } from "@refvlm/vision";
import { type Row, type TaskFamily, taskFamily } from "./family.js";
import { givenUnits, recordId, truthUnits } from "./grounded.js";
import { united } from "./referring.js";

interface Pointed {
  readonly truth: InteractiveTruth;
  readonly answer: ResAnswer;
}

export function interactiveMasks(name: string, rows: readonly Row[]): TaskFamily {
  return taskFamily<Pointed>({
    name,
    kinds: promptKinds.map((kind) => `ig-mask-${kind}` as const),
    rows,
    keep({ question, answer }) {
      const [truth] = truthUnits(question, "mask");
      const [prompt] = question.turn.prompts ?? [];
      if (!truth || !prompt) return undefined;
      const id = recordId(question);
      const mask = united(givenUnits(answer, "mask").map(({ value }) => value.toRle()));
      return { truth: { id, prompt: prompt.kind, mask: truth.value.toRle() }, answer: { id, mask } };
    },
    measure: (kept) =>
      evaluateInteractive(
        kept.map(({ truth }) => truth),
        kept.map(({ answer }) => answer),
      ),
    files: (kept) => ({
      score: "interactive",
      gt: kept.map(({ truth }) => truth),
      pred: kept.map(({ answer }) => answer),
    }),
  });
}
