// A question for each of the 25 tasks (paper section 3.3): what one may ask, not a mode that one chooses.
import { Mask, type VisualPrompt } from "@refvlm/vision";

/** What an example points at on the picture that comes along for it; a hand may point at anything else. */
type Pointing = VisualPrompt["kind"];

export interface Example {
  readonly task: string;
  readonly question: string;
  readonly points?: Pointing;
}

export interface ExampleGroup {
  readonly label: string;
  readonly examples: readonly Example[];
}

const byPrompt = (task: string, question: (where: string) => string): Example[] =>
  Object.entries({
    point: "at the point",
    box: "in the box",
    scribble: "under the scribble",
    mask: "under the mask",
  }).map(([kind, where]) => ({ task: `${task}-${kind}`, question: question(where), points: kind as Pointing }));

export const groups: readonly ExampleGroup[] = [
  {
    label: "In words",
    examples: [
      { task: "caption", question: "describe the picture." },
      { task: "vqa", question: "how many dogs are there?" },
    ],
  },
  {
    label: "Find one thing",
    examples: [
      { task: "rec", question: "where is the dog?" },
      { task: "res", question: "segment the dog." },
    ],
  },
  { label: "Say what I point at", examples: byPrompt("reg", (where) => `what is ${where} @A?`) },
  { label: "Box what I point at", examples: byPrompt("ig-box", (where) => `draw a box around the thing ${where} @A.`) },
  { label: "Segment what I point at", examples: byPrompt("ig-mask", (where) => `segment the thing ${where} @A.`) },
  {
    label: "Describe, with units",
    examples: [
      { task: "gcg-box", question: "describe the picture with boxes." },
      { task: "gcg-mask", question: "describe the picture with masks." },
    ],
  },
  {
    label: "Find all of a kind, or everything",
    examples: [
      { task: "ovd", question: "detect all bicycles and dogs." },
      { task: "ovs", question: "segment all bicycles and dogs." },
      { task: "fovd", question: "detect all objects." },
      { task: "fovs", question: "segment all objects." },
    ],
  },
  {
    label: "Joints and depth",
    examples: [
      { task: "keypoint", question: "find the joints of everybody." },
      { task: "ig-keypoint", question: "mark the joints of the person in the box @A.", points: "box" },
      { task: "depth", question: "estimate the depth of the picture." },
    ],
  },
];

/** The picture that comes along, and where on it the dog of these examples is. */
export const EXAMPLE_PICTURE = "street.png";
const [left, top, right, bottom] = [282, 76, 366, 148] as const;

/** A prompt of each kind on the dog. */
export function pointingAtDog(kind: Pointing, size: { width: number; height: number }): VisualPrompt {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const around = Array.from({ length: 24 }, (_, i) => (i / 24) * 2 * Math.PI).flatMap((angle) => [
    x + ((right - left) / 2.4) * Math.cos(angle),
    y + ((bottom - top) / 2.2) * Math.sin(angle),
  ]);
  const prompts: Record<Pointing, VisualPrompt> = {
    point: { kind: "point", points: [[x, y]] },
    box: { kind: "box", box: [left, top, right, bottom] },
    scribble: {
      kind: "scribble",
      points: Array.from({ length: 9 }, (_, i) => [left + 14 + i * 7, y + 12 * Math.sin(i)] as const),
      width: 10,
    },
    mask: { kind: "mask", mask: Mask.fromRle(Mask.fromPolygons([around], size.width, size.height).toRle()) },
  };
  return prompts[kind];
}
