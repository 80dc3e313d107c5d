// The kernels for products with few rows: all give the product, in whatever type the weights are stored.
import { arange, linear, noGrad, randn, scope, type Tensor, tensor } from "@refvlm/torch";
import { afterEach, describe, expect, it } from "vitest";
import { project } from "../src/language-model/project.js";
import {
  kernelsFor,
  MANY_ROWS,
  manyRowsKernel,
  measureManyRowsKernel,
  measureRowKernel,
  rowKernel,
  useManyRowsKernel,
  useRowKernel,
} from "../src/language-model/row-kernel.js";

const types = ["float32", "bfloat16", "float16"] as const;
const usual = new Map(types.map((dtype) => [dtype, rowKernel(dtype)]));
/** [[0, 1, 2], [3, 4, 5]] */
const weight = () => arange(0, 6, 1, { dtype: "float32" }).view([2, 3]);
const row = () => tensor([[[1, 2, 4]]]);
const numbers = (x: Tensor) => [...(x.to("float32").toTypedArray() as Float32Array)];

afterEach(() => {
  for (const [dtype, kernel] of usual) useRowKernel(dtype, kernel);
  for (const dtype of types) useManyRowsKernel(dtype, "narrow");
});

describe("the product of one row", () => {
  const all = types.flatMap((dtype) => kernelsFor(dtype).map((kernel) => [dtype, kernel] as const));

  it.each(all)("1. with weights of %s is W x + b by the kernel %s, in the row's type", (dtype, kernel) => {
    useRowKernel(dtype, kernel);
    expect(rowKernel(dtype)).toBe(kernel);
    noGrad(() => {
      const plain = project(row(), weight().to(dtype));
      expect([plain.dtype, plain.shape]).toEqual(["float32", [1, 1, 2]]);
      expect(numbers(plain)).toEqual([10, 31]);
      expect(numbers(project(row(), weight().to(dtype), tensor([0.5, -1])))).toEqual([10.5, 30]);
    });
  });

  it("2. may be all of bfloat16", () => {
    const product = noGrad(() => project(row().to("bfloat16"), weight().to("bfloat16")));
    expect([product.dtype, numbers(product)]).toEqual(["bfloat16", [10, 31]]);
  });

  it.each(types)("3. goes through one of them after a measurement (%s)", (dtype) => {
    measureRowKernel(dtype);
    expect(kernelsFor(dtype)).toContain(rowKernel(dtype));
  });
});

describe("products with weights of 16 bits", () => {
  it.each([
    ["bfloat16", 1],
    ["bfloat16", 3],
    ["bfloat16", 5],
    ["float16", 7],
    ["bfloat16", 20],
    ["float16", 21],
    ["bfloat16", 40],
  ] as const)("1. are those of the same weights in float32 (%s, %i rows), whatever the width", (dtype, rows) => {
    noGrad(() =>
      scope(() => {
        for (const [outputs, inputs] of [
          [3, 7],
          [40, 32],
          [130, 77],
          [600, 4100], // several blocks
        ]) {
          const [stored, bias] = [randn([outputs, inputs]).to(dtype), randn([outputs])];
          const x = randn([rows, inputs]);
          const expected = linear(x, stored.to("float32"), bias);
          const difference = project(x, stored, bias).sub(expected).abs().max().item() as number;
          expect(difference).toBeLessThan(1e-5 * inputs ** 0.5 * 10);
        }
      }),
    );
  });

  it("2. widen every float16: subnormal, largest, infinite, none", () => {
    const values = [2 ** -24, -(2 ** -15), 65504, -0.1, Number.POSITIVE_INFINITY, Number.NaN];
    const stored = tensor(values).to("float16").unsqueeze(1);
    const product = noGrad(() => project(tensor([[1]]), stored));
    expect(numbers(product)).toEqual(numbers(stored.to("float32")));
    expect(numbers(product).slice(0, 3)).toEqual(values.slice(0, 3));
  });

  it("3. teach: the row's gradient comes through", () => {
    const x = row();
    x.requiresGrad = true;
    project(x, weight().to("bfloat16")).sum().backward();
    expect(numbers(x.grad!)).toEqual([3, 5, 7]);
  });

  it("4. of a prompt's many rows are of 16 bits where that was measured to be quicker; the result is float32", () => {
    noGrad(() =>
      scope(() => {
        const stored = randn([24, 64]).to("bfloat16");
        const inFull = (x: Tensor) => linear(x, stored.to("float32"));
        const error = (x: Tensor) => {
          const product = project(x, stored);
          expect([product.dtype, product.shape]).toEqual(["float32", [...x.shape.slice(0, -1), 24]]);
          return product.sub(inFull(x)).abs().max().item() as number;
        };
        const [few, many] = [randn([1, MANY_ROWS - 1, 64]), randn([1, MANY_ROWS, 64])];
        useManyRowsKernel("bfloat16", "linear");
        expect(error(few)).toBeLessThan(1e-4);
        const rounded = error(many);
        expect(rounded).toBeGreaterThan(1e-4);
        expect(rounded).toBeLessThan(0.25); // 24 x 32 sums near 8, of which the result keeps 8 bits
        useManyRowsKernel("bfloat16", "narrow");
        expect(error(many)).toBeLessThan(1e-4);
      }),
    );
  });

  it("5. are measured for bfloat16 alone: libtorch has no quick ones of float16 on CPUs", () => {
    for (const dtype of types) measureManyRowsKernel(dtype);
    expect(["narrow", "linear"]).toContain(manyRowsKernel("bfloat16"));
    expect(manyRowsKernel("float16")).toBe("narrow");
  });
});
