// What a fine-tuning has changed: figures on held-out pictures, before and after side by side.
import type { Evaluation } from "../eval/evaluate.js";
import type { Figure } from "../eval/figures.js";
import { figureTable } from "../eval/report.js";

/** The figures that both have, with what has changed. */
export function changeTable({ before, after }: Record<"before" | "after", Evaluation>): string {
  const measured = ({ figures }: Evaluation) => figures.filter((each): each is Figure => !("lacks" in each));
  const earlier = new Map(measured(before).map((figure) => [figure.name, figure.value]));
  const rows = [
    ...measured(before).map((figure) => ({ ...figure, set: "before" })),
    ...measured(after).map((figure) => ({ ...figure, set: "after" })),
  ];
  return figureTable(rows, {
    heading: "change",
    cell({ name, set, value }) {
      const old = earlier.get(name);
      if (set === "before" || old === undefined) return "";
      const change = value - old;
      return `${change < 0 ? "-" : "+"}${Math.abs(change).toFixed(3)}`;
    },
  });
}
