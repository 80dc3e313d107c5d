// Outside scopes garbage collection frees tensors in the end; inside them it has nothing to do.
import { expect, it } from "vitest";
import { liveTensors, ones, scope, type Tensor } from "../src/index.js";
import { collected } from "./settled-tensors.js";

function forget(count: number): void {
  for (let i = 0; i < count; i++) ones([4]);
}

it("frees forgotten tensors", async () => {
  const before = liveTensors();
  forget(100);
  expect(liveTensors()).toBe(before + 100);
  await collected();
  expect(liveTensors()).toBe(before);
});

it("never frees a slot that another tensor has taken over", async () => {
  const kept: Tensor[] = [];
  for (let i = 0; i < 50; i++) {
    const early = ones([1]);
    early.dispose();
    kept.push(scope(() => ones([1]).mul(i)));
  }
  await collected();
  expect(kept.map((t) => t.item())).toEqual(Array.from({ length: 50 }, (_, i) => i));
  for (const t of kept) t.dispose();
});
