// What an evaluation's table shows, family by family: a new row is one line here.
import { promptKinds } from "@refvlm/vision";
import { hasNested, questionKinds } from "../kinds.js";
import { isDenial } from "../score.js";
import { captions, regionWords } from "./captions.js";
import { certainty } from "./certainty.js";
import { depthMaps } from "./depth.js";
import { detection } from "./detection.js";
import type { TaskFamily } from "./family.js";
import { countFloors, relationsByRule } from "./floors.js";
import { gcgRows, groundedCaptions } from "./grounded-caption.js";
import { interactiveMasks } from "./interactive.js";
import { naming } from "./naming.js";
import { points } from "./points.js";
import { presence, vqaAccuracyOf } from "./questions-in-words.js";
import { referringMasks } from "./referring.js";
import { repeatedBoxes } from "./repeated.js";
import { segmentation } from "./segmentation.js";

/** The same for both sets of scenes. */
const both = (value: number) => ({ seen: value, "held-out": value });

export const taskFamilies: readonly TaskFamily[] = [
  points("REC accuracy at IoU 0.5", ["rec"], { seen: 0.8, "held-out": 0.65 }),
  points("RES mean IoU", ["res"], { seen: 0.65, "held-out": 0.55 }),
  referringMasks("res", ["res"], [{ name: "RES cIoU", figure: "cIoU" }]),
  points("Freeform detection F1 at IoU 0.5", ["fovd"], { seen: 0.7, "held-out": 0.55 }),
  repeatedBoxes("Freeform boxes given twice"),
  detection("fovd", "box", ["fovd"], [{ name: "Freeform detection AP50", figure: "AP50" }]),
  detection("fovs", "mask", ["fovs"], [{ name: "Freeform segmentation mAP", figure: "AP" }]),
  segmentation("fovs-pixels", ["fovs"], [{ name: "Freeform segmentation mIoU", figure: "mIoU" }]),
  points("Detection of given names F1 at IoU 0.5", ["ovd"]),
  detection("ovd", "box", ["ovd"], [{ name: "Detection of given names AP50", figure: "AP50" }]),
  detection("ovs", "mask", ["ovs"], [{ name: "Segmentation of given names mAP", figure: "AP" }]),
  segmentation("ovs-pixels", ["ovs"], [{ name: "Segmentation of given names mIoU", figure: "mIoU" }]),
  groundedCaptions("gcg-box", gcgRows("GCG-box")),
  groundedCaptions("gcg-mask", gcgRows("GCG-mask")),
  captions("captions", [
    { name: "Caption CIDEr", figure: "CIDEr-D" },
    { name: "Caption METEOR", figure: "METEOR" },
    { name: "Caption BLEU-4", figure: "BLEU-4" },
    { name: "Caption ROUGE-L", figure: "ROUGE-L" },
  ]),
  regionWords(
    "reg",
    promptKinds.map((kind) => `reg-${kind}` as const),
    [
      { name: "REG CIDEr", figure: "CIDEr-D" },
      { name: "REG METEOR", figure: "METEOR" },
    ],
  ),
  ...promptKinds.map((kind) => naming(`REG names the thing (${kind})`, kind, both(0.6))),
  ...promptKinds.map((kind) => points(`IG-box accuracy at IoU 0.5 (${kind})`, [`ig-box-${kind}`])),
  interactiveMasks(
    "interactive",
    promptKinds.map((kind) => {
      return { name: `IG-mask mIoU (${kind})`, figure: `mIoU (${kind})`, targets: both(0.55) };
    }),
  ),
  detection(
    "keypoint",
    "keypoint",
    ["keypoint"],
    [
      { name: "Keypoints OKS-AP", figure: "AP" },
      { name: "Keypoints OKS-AP50", figure: "AP50", targets: both(0.3) },
    ],
  ),
  points("IG-keypoint mean OKS", ["ig-keypoint"]),
  depthMaps("depth", [
    { name: "Depth AbsRel", figure: "absRel", targets: both(0.2), error: true },
    { name: "Depth AbsRel after alignment", figure: "absRel aligned", error: true },
    { name: "Depth delta 1", figure: "delta1" },
  ]),
  vqaAccuracyOf("vqa", ["vqa"], [{ name: "VQA accuracy", figure: "accuracy" }]),
  points("VQA presence and count accuracy", ["vqa-presence", "vqa-count"], { seen: 0.85, "held-out": 0.75 }),
  points("VQA presence accuracy", ["vqa-presence"]),
  presence("presence", [
    { name: "VQA presence precision", figure: "precision" },
    { name: "VQA presence recall", figure: "recall" },
    { name: "VQA presence F1", figure: "F1" },
    { name: "VQA presence yes ratio", figure: "yes ratio" },
  ]),
  points("VQA count accuracy", ["vqa-count"]),
  ...countFloors(),
  points("VQA relation accuracy", ["vqa-relation"]),
  relationsByRule("VQA relation accuracy, by rule on the pointed boxes"),
  points("Absent objects denied", ["rec-absent"]),
  points("Present objects denied (false denials)", ["rec", "res"], undefined, ({ answer }) => ({
    gain: answer && isDenial(answer) ? 1 : 0,
    of: 1,
  })),
  certainty("certainty", [
    { name: "AUC of scores, right against absent", figure: "AUC", targets: both(0.85) },
    { name: "ECE of scores", figure: "ECE", targets: both(0.05), error: true },
  ]),
  points("Composite units F1", ["composite"]),
  points("Nested phrases F1", ["nested", "gcg-box", "gcg-mask"], undefined, ({ question: { turn }, result }) =>
    hasNested(turn.answer.body) ? result : undefined,
  ),
  points("Follow-up in a conversation, mask IoU", ["follow-up"]),
  points("New unit word, box accuracy at IoU 0.5", ["new-unit"]),
  points("Well-formed answers", questionKinds, undefined, ({ result }) => ({ gain: Number(result.wellFormed), of: 1 })),
];
export type { Collected, Row, ScoreFiles, TaskFamily } from "./family.js";
