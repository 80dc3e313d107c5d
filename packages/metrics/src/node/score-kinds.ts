// What `refvlm score` can score: one line a kind.

import type { TextEncoder } from "../detection/freeform.js";
import { boxes } from "../detection/shapes/box.js";
import { keypoints } from "../detection/shapes/keypoints.js";
import { masks } from "../detection/shapes/mask.js";
import type { Evaluation } from "../evaluation.js";
import { scorePope } from "./answers/pope-files.js";
import { scoreTrp } from "./answers/trp-files.js";
import { scoreVqa } from "./answers/vqa-files.js";
import { scoreCaptions, scoreReg } from "./captions/caption-files.js";
import { functionWordSetting } from "./captions/function-word-file.js";
import { scoreDepth } from "./dense/depth-files.js";
import { scoreCoco, scoreLvis } from "./detection/detection-files.js";
import { detectionSettings, keypointSettings, lvisSettings, sigmasOf } from "./detection/detection-settings.js";
import { scoreErrors } from "./detection/error-files.js";
import { scoreFreeform } from "./detection/freeform-files.js";
import { scoreGcg } from "./grounding/gcg-files.js";
import { scoreInteractive } from "./grounding/interactive-files.js";
import { scorePck } from "./grounding/pck-files.js";
import { scoreRec } from "./grounding/rec-files.js";
import { scoreRes } from "./grounding/res-files.js";

/** A kind of result file and how it is scored. */
export interface ScoreKind {
  /** What is measured and on which format, in a line. */
  about: string;
  /** Further settings by name, each with what it says; all are optional unless `score` says otherwise. */
  settings?: Readonly<Record<string, string>>;
  /**
   * Compares two files.
   * @param gt path of the truth
   * @param pred path of the results
   * @param encode makes vectors of texts, for kinds that take an encoder
   * @throws MetricsError naming file, record and field
   */
  score(
    gt: string,
    pred: string,
    settings: Readonly<Record<string, string>>,
    encode?: TextEncoder,
  ): Evaluation | Promise<Evaluation>;
  /** Compares texts by their vectors where it is given what makes them. */
  takesEncoder?: true;
}

const freeformSettings = {
  embeddings: "a file of vectors, or clip:FOLDER with a published CLIP, as for the paper's mAP_S (words)",
};

/** Kinds by name, in the order in which they are listed. */
export const scoreKinds: Readonly<Record<string, ScoreKind>> = {
  "coco-box": { about: "boxes in COCO's files: AP and AR", settings: detectionSettings, score: scoreCoco(boxes) },
  "coco-mask": { about: "masks in COCO's files: AP and AR", settings: detectionSettings, score: scoreCoco(masks) },
  "coco-keypoints": {
    about: "keypoints in COCO's files: AP and AR by OKS",
    settings: keypointSettings,
    score: scoreCoco((settings) => keypoints(sigmasOf(settings))),
  },
  "lvis-box": {
    about: "boxes in LVIS's files: AP, rare, common and frequent",
    settings: lvisSettings,
    score: scoreLvis(boxes),
  },
  "lvis-mask": {
    about: "masks in LVIS's files: AP, rare, common and frequent",
    settings: lvisSettings,
    score: scoreLvis(masks),
  },
  "freeform-box": {
    about: "boxes with free phrases on COCO's annotations: mAP_S, and AP under other scores",
    settings: freeformSettings,
    takesEncoder: true,
    score: scoreFreeform(boxes),
  },
  "freeform-mask": {
    about: "masks with free phrases on COCO's annotations: mAP_S, and AP under other scores",
    settings: freeformSettings,
    takesEncoder: true,
    score: scoreFreeform(masks),
  },
  errors: {
    about: "what is wrong in grounded answers: missed, wrong phrase, count, unit, loose box",
    score: scoreErrors,
  },
  rec: { about: "boxes of referring expressions: accuracy at IoU, mean IoU", score: scoreRec },
  res: { about: "masks of referring expressions: cIoU, gIoU, mIoU, precision at IoU, N-acc, T-acc", score: scoreRes },
  interactive: { about: "masks for visual prompts: mIoU and cIoU for each kind of prompt", score: scoreInteractive },
  gcg: {
    about: "grounded conversations in GLaMM's files: METEOR, CIDEr-D, AP50, mIoU, recall",
    settings: {
      captions: "the truth's captions with labels (needed)",
      embeddings: "vectors of phrases, for recall",
      "function-words": functionWordSetting,
    },
    score: scoreGcg,
  },
  pck: {
    about: "keypoints of persons: PCK and PCKh",
    settings: { reference: "bbox (default), torso or head" },
    score: scorePck,
  },
  depth: {
    about: "depth maps: AbsRel, SqRel, RMSE, RMSElog, log10, SILog, delta 1-3",
    settings: {
      alignment: "none (default), median, leastSquares or leastSquaresInverse",
      min: "smallest depth (0.001)",
      max: "largest depth (80)",
    },
    score: scoreDepth,
  },
  captions: {
    about: "captions in COCO's files: BLEU, METEOR, ROUGE-L, CIDEr-D, CIDEr",
    settings: { "function-words": functionWordSetting },
    score: scoreCaptions,
  },
  reg: {
    about: "regions in words, in COCO's caption files: METEOR, CIDEr-D",
    settings: { "function-words": functionWordSetting },
    score: scoreReg,
  },
  vqa: { about: "VQA v2: accuracy, by answer type and question type", score: scoreVqa },
  okvqa: { about: "OK-VQA in VQA's files: accuracy", score: scoreVqa },
  pope: { about: "POPE's yes and no: accuracy, precision, recall, F1, yes ratio", score: scorePope },
  trp: { about: "answers in the paper's language: do they parse, keep plan, units, counts, phrases", score: scoreTrp },
};
