// Depth of a picture or of the part that a phrase means: AbsRel as it is, and after fitting scale and shift.
import { depthErrors, type Evaluation, ratioEvaluation } from "@refvlm/metrics";
import type { DepthMap } from "@refvlm/vision";
import { type Row, type TaskFamily, taskFamily } from "./family.js";
import { givenUnits, truthUnits } from "./grounded.js";

/** Errors of one map, by alignment. */
interface DepthResult {
  /** null where either is relative: metres cannot be compared. */
  readonly metric: { absRel: number; delta1: number } | null;
  readonly aligned: { absRel: number; delta1: number };
}

/** What one that gave no map has: the smallest depth everywhere. */
const everywhere = { minDepth: 0.001, maxDepth: Number.POSITIVE_INFINITY };

export function depthMaps(name: string, rows: readonly Row[]): TaskFamily {
  return taskFamily<DepthResult>({
    name,
    kinds: ["depth"],
    rows,
    keep({ question, answer }) {
      const [said] = truthUnits(question, "depth");
      if (!said) return undefined;
      const { mask } = said.target;
      const truth = said.value as DepthMap; // decoded with its picture
      const meant = mask ? truth.data.map((value, i) => (mask.data[i] ? value : 0)) : truth.data;
      const map = givenUnits(answer, "depth").at(0)?.value as DepthMap | undefined;
      const errors = (alignment: "none" | "leastSquares") =>
        depthErrors(map?.data ?? null, meant, { ...everywhere, alignment });
      const aligned = errors("leastSquares");
      if (!aligned) return undefined;
      const isMetric = truth.kind === "metric" && map?.kind !== "relative";
      return { metric: isMetric ? errors("none") : null, aligned };
    },
    measure: meanErrors,
  });
}

function meanErrors(results: readonly DepthResult[]): Evaluation {
  const metric = (figure: "absRel" | "delta1") => ({
    gain: results.map((each) => each.metric?.[figure] ?? 0),
    of: results.map((each) => (each.metric ? 1 : 0)),
  });
  const aligned = (figure: "absRel" | "delta1") => ({
    gain: results.map((each) => each.aligned[figure]),
    of: results.map(() => 1),
  });
  return ratioEvaluation(
    results.length,
    {
      absRel: metric("absRel"),
      delta1: metric("delta1"),
      "absRel aligned": aligned("absRel"),
      "delta1 aligned": aligned("delta1"),
    },
    { errors: ["absRel", "absRel aligned"] },
  );
}
