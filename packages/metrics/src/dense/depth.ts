// Depth of pictures: the errors of every map, as their mean over the pictures in which depth was measured.
import { type Evaluation, MetricsError } from "../evaluation.js";
import { idText, type RecordId } from "../record-id.js";
import { answersInOrder } from "../records.js";
import { mean, meanWhere, ratioEvaluation } from "../statistics/ratios.js";
import { type DepthOptions, depthErrors, depthFigures } from "./depth-errors.js";

/** A map of depths, row-major [height * width], in the unit of the truth. */
export interface DepthRecord {
  id: RecordId;
  /** Of the truth: NaN, or a depth outside the range, where nothing was measured. */
  depth: ArrayLike<number>;
  picture?: string;
}

/** An answer; `depth` is null where there is no map, which counts as the smallest depth everywhere. */
export type DepthAnswer = Omit<DepthRecord, "depth"> & { depth: ArrayLike<number> | null };

/**
 * Means over pictures. A picture without a measured pixel is in no mean but in `measured`, the share of pictures with one.
 * @throws MetricsError for maps of different sizes, depths that are no numbers or cannot be aligned, unknown ids
 */
export function evaluateDepth(
  truth: readonly DepthRecord[],
  answers: readonly DepthAnswer[],
  options: DepthOptions = {},
  lists = { truth: "truth", answers: "answers" },
): Evaluation {
  const paired = answersInOrder(truth, answers, lists);
  const errors = truth.map((map, i) => {
    if (map.depth.length === 0)
      throw new MetricsError(`${lists.truth}: record with id ${idText(map.id)}, field depth: no pixel at all`);
    const answer = paired[i]?.depth ?? null;
    if (answer)
      checkDepth(`${lists.answers}: record with id ${idText(map.id)}`, answer, lists.truth, map.depth.length, options);
    return depthErrors(answer, map.depth, options);
  });
  const measured = Uint8Array.from(errors, (each) => Number(each !== null));
  const ratios = Object.fromEntries(
    depthFigures.map((name) => [
      name,
      meanWhere(
        Float64Array.from(errors, (each) => each?.[name] ?? 0),
        measured,
      ),
    ]),
  );
  return ratioEvaluation(
    truth.length,
    { ...ratios, measured: mean(measured) },
    {
      errors: depthFigures.filter((name) => !name.startsWith("delta")),
      note: (i) => ({
        id: truth[i]!.id,
        picture: truth[i]!.picture,
        answer: paired[i]?.depth ? "a map" : undefined,
      }),
    },
  );
}

function checkDepth(
  record: string,
  depth: ArrayLike<number>,
  truth: string,
  wanted: number,
  { alignment }: DepthOptions,
): void {
  if (depth.length !== wanted)
    throw new MetricsError(
      `${record}, field depth: ${depth.length} pixels, but ${truth} has ${wanted} there; resize the map to the truth's size`,
    );
  for (let i = 0; i < depth.length; i++) {
    if (!Number.isFinite(depth[i]))
      throw new MetricsError(`${record}, field depth: pixel ${i} is ${depth[i]}; give a finite depth for every pixel`);
    if (alignment && alignment !== "leastSquares" && alignment !== "none" && depth[i]! <= 0)
      throw new MetricsError(
        `${record}, field depth: pixel ${i} is ${depth[i]}; alignment ${alignment} needs depths above 0, leastSquares does not`,
      );
  }
}
