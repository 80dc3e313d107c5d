// Loss of pointing among listed proposals: what may be pointed at, what is taken, what counts for nothing.
import { scope, type Tensor, tensor } from "@refvlm/torch";
import { expect, it } from "vitest";
import { listedPointingLoss } from "../src/index.js";

const left = [0.2, 0.5, 0.2, 0.2];
const right = [0.8, 0.5, 0.2, 0.2];
const nowhere = [0.5, 0.1, 0.1, 0.1];
const listed = tensor([[left, right, nowhere]]);
const group = (slots: number[]) => ({ sample: 0, group: 0, slots, refs: slots, indices: slots });
/** @param logits of each <REF> at the three proposals */
const loss = (logits: number[][], boxes: number[][], known = boxes.map(() => true)) =>
  scope(() =>
    listedPointingLoss(tensor([logits]), listed, [group(logits.map((_, slot) => slot))], {
      rows: [boxes.map((_, row) => row)],
      boxes: tensor(boxes),
      known,
    }).item(),
  );

it("1. is -log of the attention on all that shows an instance", () => {
  expect(loss([[0, 0, 0]], [left])).toBeCloseTo(Math.log(3), 4);
  expect(loss([[0, 0, 0]], [left, right])).toBeCloseTo(Math.log(3 / 2), 4);
});

it("2. asks later <REF>s for what is left", () => {
  const first = -Math.log((Math.exp(2) + 1) / (Math.exp(2) + 2)); // either will do
  const second = Math.log(3); // the right one only
  const logits = [
    [2, 0, 0],
    [0, 0, 0],
  ];
  expect(loss(logits, [left, right])).toBeCloseTo((first + second) / 2, 4);
});

it("3. never asks for what is masked, nor for what nothing proposes or nobody knows", () => {
  expect(loss([[-1e4, 0, 0]], [left])).toBeCloseTo(0, 12);
  expect(loss([[0, 0, 0]], [[0.5, 0.9, 0.05, 0.05]])).toBeCloseTo(0, 12);
  expect(loss([[0, 0, 0]], [left], [false])).toBeCloseTo(0, 12);
});

it("4. takes the best proposal for an instance that none fits well, if it overlaps a little", () => {
  const aside = [0.27, 0.5, 0.2, 0.2]; // IoU .48 with the left one
  expect(loss([[0, 0, 0]], [aside])).toBeCloseTo(Math.log(3), 4);
});

it("5. moves attention towards what it asks for", () => {
  scope(() => {
    const logits: Tensor = tensor([[[0, 0, 0]]], { dtype: "float32" });
    logits.requiresGrad = true;
    listedPointingLoss(logits, listed, [group([0])], { rows: [[0]], boxes: tensor([right]), known: [true] }).backward();
    const [[gradient]] = logits.grad!.toArray() as number[][][];
    expect(gradient.map(Math.sign)).toEqual([1, -1, 1]);
  });
});
