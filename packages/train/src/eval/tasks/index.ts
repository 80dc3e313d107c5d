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

/** What is to be reached on scenes of the families that training shows, and of the one that it does not. */
const reach = (seen: number, heldOut?: number) => ({
  targets: { seen, ...(heldOut !== undefined && { "held-out": heldOut }) },
});
/** An error that is to be no larger. */
const stayBelow = (seen: number, heldOut?: number) => ({ ...reach(seen, heldOut), error: true });

export const taskFamilies: readonly TaskFamily[] = [
  points("REC accuracy at IoU 0.5", ["rec"], reach(0.9, 0.78)),
  points("RES mean IoU", ["res"], reach(0.75, 0.64)),
  referringMasks("res", ["res"], [{ name: "RES cIoU", figure: "cIoU" }]),
  points("Freeform detection F1 at IoU 0.5", ["fovd"], reach(0.72, 0.5)),
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
  ...promptKinds.map((kind) => naming(`REG names the thing (${kind})`, kind, reach(0.85, 0.6))),
  ...promptKinds.map((kind) => points(`IG-box accuracy at IoU 0.5 (${kind})`, [`ig-box-${kind}`], reach(0.86, 0.75))),
  interactiveMasks(
    "interactive",
    promptKinds.map((kind) => {
      return { name: `IG-mask mIoU (${kind})`, figure: `mIoU (${kind})`, ...reach(0.7, 0.6) };
    }),
  ),
  detection(
    "keypoint",
    "keypoint",
    ["keypoint"],
    [
      { name: "Keypoints OKS-AP", figure: "AP" },
      { name: "Keypoints OKS-AP50", figure: "AP50", ...reach(0.55) },
    ],
  ),
  points("IG-keypoint mean OKS", ["ig-keypoint"]),
  depthMaps("depth", [
    { name: "Depth AbsRel", figure: "absRel", ...stayBelow(0.15) },
    { name: "Depth AbsRel after alignment", figure: "absRel aligned", error: true },
    { name: "Depth delta 1", figure: "delta1" },
  ]),
  vqaAccuracyOf("vqa", ["vqa"], [{ name: "VQA accuracy", figure: "accuracy" }]),
  points("VQA presence and count accuracy", ["vqa-presence", "vqa-count"]),
  points("VQA presence accuracy", ["vqa-presence"], reach(0.93, 0.86)),
  presence("presence", [
    { name: "VQA presence precision", figure: "precision" },
    { name: "VQA presence recall", figure: "recall" },
    { name: "VQA presence F1", figure: "F1" },
    { name: "VQA presence yes ratio", figure: "yes ratio" },
  ]),
  points("VQA count accuracy", ["vqa-count"], reach(0.8, 0.66)),
  ...countFloors(),
  points("VQA relation accuracy", ["vqa-relation"], reach(0.85, 0.7)),
  relationsByRule("VQA relation accuracy, by rule on the pointed boxes"),
  points("Absent objects denied", ["rec-absent"], reach(0.9, 0.85)),
  points("Present objects denied (false denials)", ["rec", "res"], stayBelow(0.05, 0.05), ({ answer }) => ({
    gain: answer && isDenial(answer) ? 1 : 0,
    of: 1,
  })),
  certainty("certainty", [
    { name: "AUC of scores, right against absent", figure: "AUC", ...reach(0.92) },
    { name: "ECE of scores", figure: "ECE", ...stayBelow(0.05) },
  ]),
  points("Composite units F1", ["composite"]),
  points("Nested phrases F1", ["nested", "gcg-box", "gcg-mask"], undefined, ({ question: { turn }, result }) =>
    hasNested(turn.answer.body) ? result : undefined,
  ),
  points("Follow-up in a conversation, mask IoU", ["follow-up"], reach(0.7, 0.62)),
  points("New unit word, box accuracy at IoU 0.5", ["new-unit"], reach(0.88, 0.78)),
  points("Well-formed answers", questionKinds, undefined, ({ result }) => ({ gain: Number(result.wellFormed), of: 1 })),
];
export type { Collected, Row, ScoreFiles, TaskFamily } from "./family.js";
