// Which masks of a grounded caption belong together: greedily by IoU, as GLaMM's evaluation matches them.

/** IoU values, row-major [rows * columns]. */
export interface OverlapMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

export interface OverlapEntry {
  row: number;
  column: number;
  iou: number;
}

/** Takes the largest entry (the first of equals), leaves out its row and column, and so on while one is above 0. */
export function* largestEntries({ rows, columns, values }: OverlapMatrix): Generator<OverlapEntry> {
  const left = values.slice();
  for (;;) {
    let best = -1;
    for (let i = 0; i < left.length; i++) if (left[i]! > (best < 0 ? 0 : left[best]!)) best = i;
    if (best < 0) return;
    const [row, column] = [Math.floor(best / columns), best % columns];
    yield { row, column, iou: left[best]! };
    for (let i = 0; i < columns; i++) left[row * columns + i] = 0;
    for (let i = 0; i < rows; i++) left[i * columns + column] = 0;
  }
}

/** The same matrix seen from the other side. */
export function transposed({ rows, columns, values }: OverlapMatrix): OverlapMatrix {
  return {
    rows: columns,
    columns: rows,
    values: Float64Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!),
  };
}
