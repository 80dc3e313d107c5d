// Depth of a picture or of the part that a phrase means: AbsRel as it is, and after fitting scale and shift.
import { type Evaluation, ratioEvaluation } from "@refvlm/metrics";
import type { DepthMap } from "@refvlm/vision";
import { type DepthErrors, errorsOver, knownDepths, meantDepths } from "../units/depth.js";
import { type Row, type TaskFamily, taskFamily } from "./family.js";
import { givenUnits, truthUnits } from "./grounded.js";

/** Errors of one map, by alignment. */
interface DepthResult {
  /** null where both are not of one scale: what cannot be compared as it is. */
  readonly metric: DepthErrors | null;
  readonly aligned: DepthErrors;
}

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
      const map = givenUnits(answer, "depth").at(0)?.value as DepthMap | undefined;
      const meant = meantDepths(truth, mask);
      if (knownDepths(meant) === 0) return undefined;
      const isOneScale = truth.kind !== "relative" && (map === undefined || map.kind === truth.kind);
      return {
        metric: isOneScale ? errorsOver(meant, map, "none") : null,
        aligned: errorsOver(meant, map, "leastSquares"),
      };
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
