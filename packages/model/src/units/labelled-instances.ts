// What is known of the instances that <REF>s mean, and the tensors on the padded square that units compare with.
import { cat, type Tensor, tensor } from "@refvlm/torch";
import type { CxcywhBox, Frame, UnitName, UnitValues } from "@refvlm/vision";
import { boxCoverage } from "../boxes.js";

/** One instance: all that is labelled of it, in original pixels, and where its picture lies on the padded square. */
export class LabelledInstance {
  /** cxcywh in 0..1: the labelled box, or the one around the mask. */
  readonly box: CxcywhBox | undefined;
  #cells?: { n: number; values: Float32Array };

  constructor(
    readonly labels: Partial<UnitValues>,
    readonly frame: Frame,
  ) {
    const { box, mask } = labels;
    const around = box ?? (mask && mask.area() > 0 ? mask.box() : undefined);
    this.box = around && frame.toUnitSquare(around);
  }

  /** Whether nothing is labelled: an empty mask says nothing. */
  get empty(): boolean {
    if (this.box) return false;
    return Object.entries(this.labels).every(([name, label]) => label === undefined || name === "mask");
  }

  /** Coverage of the cells of an n x n grid by the mask, 0..1, row-major. */
  maskCells(n: number): Float32Array | undefined {
    const { mask } = this.labels;
    if (mask && this.#cells?.n !== n) this.#cells = { n, values: this.frame.maskToUnitSquare(mask, n) };
    return this.#cells?.values;
  }

  /** The cell of an n x n grid with the labelled point, as coverage: row-major. */
  pointCells(n: number): Float32Array | undefined {
    const { point } = this.labels;
    if (!point) return undefined;
    const [column, row] = this.frame
      .pointToUnitSquare(point)
      .map((at) => Math.min(Math.max(Math.floor(at * n), 0), n - 1));
    return new Float32Array(n * n).fill(1, row * n + column, row * n + column + 1);
  }
}

/** Instances of some groups, one group after the other: row k of every tensor is instance k. Tensors are made when asked for. */
export class LabelledInstances {
  readonly list: readonly LabelledInstance[];
  /** Rows of each group. */
  readonly rows: readonly (readonly number[])[];
  #boxes?: Tensor;
  #coverage?: { n: number; cells: Tensor };

  constructor(
    groups: readonly (readonly LabelledInstance[])[],
    readonly device?: string,
  ) {
    this.list = groups.flat();
    let next = 0;
    this.rows = groups.map((group) => group.map(() => next++));
  }

  /** What each instance is labelled with for a unit. */
  labels<Name extends UnitName>(unit: Name): (UnitValues[Name] | undefined)[] {
    return this.list.map(({ labels }) => labels[unit]);
  }

  /** cxcywh on the padded square, [K, 4]; zeros where none is known. */
  get boxes(): Tensor {
    return (this.#boxes ??= tensor(Float32Array.from(this.list.flatMap(({ box = [0, 0, 0, 0] }) => [...box])), {
      shape: [this.list.length, 4],
      device: this.device,
    }));
  }

  get boxKnown(): boolean[] {
    return this.list.map(({ box }) => box !== undefined);
  }

  get maskKnown(): boolean[] {
    return this.list.map(({ labels }) => labels.mask !== undefined);
  }

  /** Whether it is known at all where the instance is. */
  get placed(): boolean[] {
    return this.list.map(({ box, labels }) => (box ?? labels.point) !== undefined);
  }

  /** Coverage of cells of the padded square, 0..1: [K, n, n]; a box, or else a point, stands in for a mask that is not known. */
  coverage(n: number): Tensor {
    if (this.#coverage?.n !== n) this.#coverage = { n, cells: this.#cover(n) };
    return this.#coverage.cells;
  }

  #cover(n: number): Tensor {
    const { list, device } = this;
    const shape = [list.length, n, n];
    const cells = list.map(
      (each) => each.maskCells(n) ?? (each.box ? undefined : (each.pointCells(n) ?? new Float32Array(n * n))),
    );
    if (cells.every((values) => values !== undefined)) {
      const all = new Float32Array(list.length * n * n);
      for (const [i, values] of cells.entries()) all.set(values, i * n * n);
      return tensor(all, { shape, device });
    }
    const parts = cells.map((values, i) =>
      values ? tensor(values, { shape: [1, n * n], device }) : boxCoverage(this.boxes.narrow(0, i, 1), n),
    );
    return cat(parts).reshape(shape);
  }
}
