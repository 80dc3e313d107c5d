// Every loss, its value and its gradients, against golden/losses.
import { type Tensor, tensor } from "@refvlm/torch";
import { describe, it } from "vitest";
import {
  alignedDepthError,
  binaryLoss,
  boxL1Loss,
  cornersOf,
  diceLoss,
  fitScaleShift,
  focalLoss,
  giouDistance,
  keypointLoss,
  keypointSimilarity,
  maskFocalLoss,
  overlaps,
  pairwiseDice,
  pairwiseFocal,
  probabilityLoss,
  scaleShiftInvariantLoss,
  scaleShiftInvariantTerms,
  smoothL1Loss,
  tokenLoss,
} from "../src/index.js";
import { Golden } from "./golden-data.js";

const golden = new Golden("losses");
const { loss: lossTolerance, grad: gradTolerance, oks: oksTolerance, depth } = golden.config.tolerance;
const depthTolerance = { atol: 1e-6, ...depth };

/** Checks value and gradients of `compute`, given leaf copies of the named golden tensors. */
function check(
  name: string,
  inputs: Record<string, string>,
  compute: (leaves: Record<string, Tensor>) => Tensor,
  { loss = lossTolerance, grad = gradTolerance } = {},
): void {
  const leaves = Object.fromEntries(
    Object.entries(inputs).map(([input, key]) => {
      const leaf = golden.get(key).clone().detach();
      leaf.requiresGrad = true;
      return [input, leaf];
    }),
  );
  const value = compute(leaves);
  golden.expectClose(value, `${name}.loss`, loss);
  value.backward();
  for (const [input, leaf] of Object.entries(leaves)) golden.expectClose(leaf.grad!, `${name}.grad.${input}`, grad);
}

const masks = { targets: golden.get("mask.targets"), valid: golden.get("mask.valid") };
const logits = { logits: "mask.logits" };
const boxes = golden.get("box.target");
const pred = { pred: "box.pred" };

describe("mask losses", () => {
  it("focal", () => {
    golden.expectClose(focalLoss(golden.get("mask.logits"), masks.targets), "focal_none", lossTolerance);
    check("focal_mean", logits, (x) => focalLoss(x.logits, masks.targets).mean());
    check("focal_sum", logits, (x) => focalLoss(x.logits, masks.targets).sum());
    check("focal_no_alpha", logits, (x) => focalLoss(x.logits, masks.targets, { alpha: null }).mean());
    check("focal_per_mask", logits, (x) => maskFocalLoss(x.logits, masks.targets));
    check("focal_valid", logits, (x) => maskFocalLoss(x.logits, masks.targets, masks.valid));
  });

  it("dice", () => {
    check("dice", logits, (x) => diceLoss(x.logits, masks.targets));
    check("dice_valid", logits, (x) => diceLoss(x.logits, masks.targets, masks.valid));
  });

  it("binary cross-entropy", () => {
    check("bce_mean", logits, (x) => binaryLoss(x.logits, masks.targets));
    const positiveWeight = tensor(2.5);
    check("bce_pos_weight", logits, (x) => binaryLoss(x.logits, masks.targets, { positiveWeight }));
    check("bce_prob", { p: "bce_prob.p" }, (x) => probabilityLoss(x.p, golden.get("bce_prob.target")));
  });

  it("all pairs at once", () => {
    const [a, b] = [golden.get("pair.logits").flatten(1), masks.targets.flatten(1)];
    golden.expectClose(pairwiseDice(a, b), "pair.dice", lossTolerance);
    golden.expectClose(pairwiseFocal(a, b), "pair.focal", lossTolerance);
  });
});

describe("box losses", () => {
  it("L1", () => {
    check("l1_mean", { pred: "box.pred", target: "box.target" }, (x) => boxL1Loss(x.pred, x.target).div(4));
    check("l1_sum_over_n", pred, (x) => boxL1Loss(x.pred, boxes));
    check("smooth_l1", pred, (x) => smoothL1Loss(x.pred, boxes, 0.1));
  });

  it("GIoU", () => {
    golden.expectClose(giouDistance(golden.get("box.pred"), boxes), "giou_none", lossTolerance);
    check("giou_sum_over_n", pred, (x) => giouDistance(x.pred, boxes).mean());
    const corners = cornersOf(golden.get("box.pred")).detach();
    corners.requiresGrad = true;
    overlaps(corners, cornersOf(boxes)).giou.neg().add(1).sum().backward();
    golden.expectClose(corners.grad!, "giou.grad.xyxy", gradTolerance);
  });
});

describe("depth losses", () => {
  const [target, mask] = [golden.get("depth.target"), golden.get("depth.mask")];
  const input = { pred: "depth.pred" };
  const tolerances = { loss: depthTolerance, grad: { ...depthTolerance, atol: 1e-6 } };

  it("fit scale and shift", () => {
    const { scale, shift } = fitScaleShift(golden.get("depth.pred"), target, mask);
    golden.expectClose(scale, "depth.scale", depthTolerance);
    golden.expectClose(shift, "depth.shift", depthTolerance);
  });

  it("scale-and-shift-invariant terms and total", () => {
    const terms = scaleShiftInvariantTerms(golden.get("depth.pred"), target, mask);
    golden.expectClose(terms.data, "depth.ssi_data", depthTolerance);
    golden.expectClose(terms.gradient, "depth.ssi_gradient", depthTolerance);
    check("depth.ssi_data", input, (x) => scaleShiftInvariantTerms(x.pred, target, mask).data, tolerances);
    check("depth.ssi_total", input, (x) => scaleShiftInvariantLoss(x.pred, target, mask), tolerances);
  });

  it("a picture without valid pixels adds nothing", () => {
    const partly = golden.get("depth.mask_with_empty");
    check("depth.ssi_total_with_empty", input, (x) => scaleShiftInvariantLoss(x.pred, target, partly), tolerances);
  });

  it("error after alignment by median and spread", () => {
    check("depth.ssi_mae", input, (x) => alignedDepthError(x.pred, target, mask), tolerances);
  });
});

describe("keypoint losses", () => {
  const sigmas64 = tensor(golden.config.coco_sigmas as number[], { dtype: "float64" });

  it("OKS of all pairs", () => {
    const matrix = keypointSimilarity(
      golden.get("oks.pred").unsqueeze(1),
      golden.get("oks.gt").unsqueeze(0),
      golden.get("oks.area"),
      sigmas64,
    );
    golden.expectClose(matrix, "oks.matrix", oksTolerance);
  });

  it("OKS loss", () => {
    const [truth, area, sigmas] = [golden.get("oks.gt"), golden.get("oks.area"), sigmas64].map((x) => x.to("float32"));
    check("oks_loss", { pred: "oks_loss.pred" }, (x) => keypointLoss(x.pred, truth, area, sigmas));
  });
});

describe("token loss", () => {
  it("ignores labels of -100", () => {
    check("ce", { logits: "ce.logits" }, (x) => tokenLoss(x.logits, golden.get("ce.labels")));
  });
});
