// The kernels for a product with one row: all give the product, and the one in use can be another.
import { arange, noGrad, type Tensor, tensor } from "@refvlm/torch";
import { afterEach, describe, expect, it } from "vitest";
import { measureRowKernel, type RowKernel, rowKernel, rowKernels, useRowKernel } from "../src/index.js";
import { project } from "../src/language-model/projection.js";

const kernels = Object.keys(rowKernels) as RowKernel[];
/** [[0, 1, 2], [3, 4, 5]] */
const weight = () => arange(0, 6, 1, { dtype: "float32" }).view([2, 3]);
const row = () => tensor([[[1, 2, 4]]]);
const numbers = (x: Tensor) => [...(x.to("float32").toTypedArray() as Float32Array)];

afterEach(() => useRowKernel("float32", "mv"));

describe("the product of one row", () => {
  it.each(kernels)("1. is W x + b by the kernel %s", (kernel) => {
    useRowKernel("float32", kernel);
    expect(rowKernel("float32")).toBe(kernel);
    noGrad(() => {
      const plain = project(row(), weight());
      expect(plain.shape).toEqual([1, 1, 2]);
      expect(numbers(plain)).toEqual([10, 31]);
      expect(numbers(project(row(), weight(), tensor([0.5, -1])))).toEqual([10.5, 30]);
    });
  });

  it.each(kernels)("2. is that of bfloat16 weights, too, by the kernel %s", (kernel) => {
    useRowKernel("bfloat16", kernel);
    expect(numbers(noGrad(() => project(row().to("bfloat16"), weight().to("bfloat16"))))).toEqual([10, 31]);
    useRowKernel("bfloat16", "linear");
  });

  it("3. goes through one of them after a measurement, and keeps the usual one where nothing else is much quicker", () => {
    measureRowKernel("float32");
    expect(kernels).toContain(rowKernel("float32"));
    measureRowKernel("float16");
    expect(rowKernel("float16")).toBe("linear");
  });
});
