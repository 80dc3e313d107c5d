// Exact linear assignment by shortest augmenting paths: the solver behind Grouped Hungarian Matching (section 4.3, eq. 7-8).

/** An optimal assignment. `colOfRow[r]` is the column of row r, -1 where columns ran out. */
export interface Assignment {
  colOfRow: Int32Array;
  /** Sum of the chosen costs, in float64. */
  total: number;
}

/**
 * Chooses min(rows, cols) pairs, each row and column at most once, with the least total cost.
 *
 * Method: Jonker and Volgenant's augmentation (Computing 38, 1987): for each row a Dijkstra search over reduced costs
 * c[i][j] - u[i] - v[j], which stay non-negative on the tree, then the path is flipped. O(rows^2 cols).
 *
 * @param cost row-major numbers; +Infinity forbids a pair
 * @returns null when every full assignment needs a forbidden pair
 * @throws when an entry is NaN or -Infinity
 */
export function solveAssignment(cost: ArrayLike<number>, rows: number, cols: number): Assignment | null {
  const tall = rows > cols;
  // The search walks the short side, so a tall matrix is read transposed.
  const [n, m] = tall ? [cols, rows] : [rows, cols];
  const dense = new Float64Array(n * m);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const value = cost[r * cols + c];
      if (Number.isNaN(value) || value === -Infinity) {
        throw new Error(`cost[${r}][${c}] is ${value}: assignment costs must be numbers or +Infinity`);
      }
      dense[tall ? c * m + r : r * m + c] = value;
    }
  }
  const rowOfCol = augmentRows(dense, n, m);
  if (rowOfCol === null) return null;

  const colOfRow = new Int32Array(rows).fill(-1);
  let total = 0;
  for (let j = 0; j < m; j++) {
    const i = rowOfCol[j];
    if (i < 0) continue;
    total += dense[i * m + j];
    if (tall) colOfRow[j] = i;
    else colOfRow[i] = j;
  }
  return { colOfRow, total };
}

/** Assigns every one of n rows to one of m >= n columns; returns the row of each column (-1 = free) or null. */
function augmentRows(cost: Float64Array, n: number, m: number): Int32Array | null {
  const u = new Float64Array(n); // row potentials
  const v = new Float64Array(m); // column potentials
  const rowOfCol = new Int32Array(m).fill(-1);
  const colOfRow = new Int32Array(n).fill(-1);
  const distance = new Float64Array(m);
  const parent = new Int32Array(m); // the row from which a column was reached
  const open = new Int32Array(m); // columns not yet on the tree, packed in front
  const settled = new Int32Array(m);

  for (let root = 0; root < n; root++) {
    distance.fill(Infinity);
    for (let j = 0; j < m; j++) open[j] = j;
    let openCount = m;
    let settledCount = 0;
    let row = root;
    let reach = 0; // length of the shortest path to `row`
    let sink = -1;

    while (sink < 0) {
      let nearest = Infinity;
      let at = -1;
      for (let k = 0; k < openCount; k++) {
        const j = open[k];
        const through = reach + cost[row * m + j] - u[row] - v[j];
        if (through < distance[j]) {
          distance[j] = through;
          parent[j] = row;
        }
        // Among equals a free column ends the search sooner.
        if (distance[j] < nearest || (distance[j] === nearest && at >= 0 && rowOfCol[j] < 0)) {
          nearest = distance[j];
          at = k;
        }
      }
      if (at < 0) return null; // only forbidden pairs lead on
      reach = nearest;
      const j = open[at];
      open[at] = open[--openCount];
      if (rowOfCol[j] < 0) sink = j;
      else {
        row = rowOfCol[j];
        settled[settledCount++] = j;
      }
    }

    u[root] += reach;
    for (let k = 0; k < settledCount; k++) {
      const j = settled[k];
      const slack = reach - distance[j];
      v[j] -= slack;
      u[rowOfCol[j]] += slack;
    }
    for (let j = sink, i = -1; i !== root; ) {
      i = parent[j];
      rowOfCol[j] = i;
      const next = colOfRow[i];
      colOfRow[i] = j;
      j = next;
    }
  }
  return rowOfCol;
}
