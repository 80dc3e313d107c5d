// Which figures sum up an evaluation, and of what each is the mean.
import type { Parameters } from "./parameters.js";

/** A mean over categories (and over thresholds, and for precision over recalls). */
export interface Figure {
  readonly name: string;
  readonly measure: "precision" | "recall";
  /** Only at this threshold. */
  readonly threshold?: number;
  /** The name of an area range. */
  readonly area: string;
  readonly maxDetections: number;
  /** Only categories of this frequency (LVIS). */
  readonly frequency?: "r" | "c" | "f";
}

export type FigureList = (parameters: Parameters) => Figure[];

/** COCO's twelve for boxes and masks: AP, AP50, AP75, AP by size, AR by number of detections, AR by size. */
export const cocoFigures: FigureList = ({ areas, maxDetections }) => {
  const [all, ...sizes] = Object.keys(areas) as [string, ...string[]];
  const most = maxDetections.at(-1)!;
  const precision = { measure: "precision", area: all, maxDetections: most } as const;
  const recall = { measure: "recall", area: all, maxDetections: most } as const;
  return [
    { ...precision, name: "AP" },
    { ...precision, name: "AP50", threshold: 0.5 },
    { ...precision, name: "AP75", threshold: 0.75 },
    ...sizes.map((area) => ({ ...precision, name: `AP${area}`, area })),
    ...maxDetections.map((count) => ({ ...recall, name: `AR${count}`, maxDetections: count })),
    ...sizes.map((area) => ({ ...recall, name: `AR${area}`, area })),
  ];
};

/** COCO's ten for keypoints: AP and AR, each at all thresholds, at 0.5, at 0.75 and by size. */
export const keypointFigures: FigureList = ({ areas, maxDetections }) => {
  const [all, ...sizes] = Object.keys(areas) as [string, ...string[]];
  return (["precision", "recall"] as const).flatMap((measure) => {
    const common = { measure, area: all, maxDetections: maxDetections.at(-1)! };
    const name = measure === "precision" ? "AP" : "AR";
    return [
      { ...common, name },
      { ...common, name: `${name}50`, threshold: 0.5 },
      { ...common, name: `${name}75`, threshold: 0.75 },
      ...sizes.map((area) => ({ ...common, name: `${name}${area}`, area })),
    ];
  });
};
