// A row of every unit and prompt, sound, for tests that break one thing of it.
import { Mask, promptKinds } from "@refvlm/vision";
import type { SampleRow } from "../../src/sample/row.js";

const [width, height] = [40, 30];
const area = new Mask(
  width,
  height,
  Uint8Array.from({ length: width * height }, (_, i) => (i % width < 9 ? 1 : 0)),
);
const mask = { size: [height, width] as [number, number], counts: area.toRle().counts };

/** Two turns: a prompted one that asks for box and mask of two dogs, and one about joints. */
export function soundRow(more: Partial<SampleRow> = {}): SampleRow {
  const dog = () => ({ box: [0, 0, 9, 30] as [number, number, number, number], mask: { ...mask } });
  const joints = Array.from({ length: 17 }, (_, i): [number, number, 0 | 1 | 2] =>
    i < 3 ? [10 + i, 20, 2] : [0, 0, 0],
  );
  return {
    id: "made:1:0",
    image: { bytes: null, path: "1.png" },
    width,
    height,
    source: "made",
    licence: "CC0",
    split: "train",
    tasks: ["ig-box-point", "keypoint"],
    independent: false,
    turns: [
      {
        task: "ig-box-point",
        user: [
          { type: "text", text: "What is at " },
          ...promptKinds.map((_, index) => ({ type: "prompt" as const, index })),
          { type: "text", text: "?" },
        ],
        prompts: [
          { kind: "point", points: [[4, 5]] },
          { kind: "box", box: [1, 1, 8, 20] },
          {
            kind: "scribble",
            points: [
              [1, 1],
              [6, 20],
            ],
            width: 2,
          },
          { kind: "mask", mask },
        ],
        answer:
          "<Task>\nUnit decode (True). Class name, target unit and number:\n- Name: two dogs Unit: box, mask Num: 2\n</Task>\nI see <Phrase>two dogs</Phrase>(<Unit>box, mask</Unit>[0]<REF>[1]<REF>) & more.",
        targets: [[dog(), dog()]],
      },
      {
        task: "keypoint",
        user: [{ type: "text", text: "And the joints?" }],
        answer:
          "<Task>\nUnit decode (True). Class name, target unit and number:\n- Name: person Unit: keypoint Num: 1\n</Task>\n<Phrase>person</Phrase>(<Unit>keypoint</Unit>[0]<REF>)",
        targets: [[{ box: [5, 5, 20, 25], keypoint: joints }]],
      },
    ],
    depth: null,
    objects: [{ name: "dog", ...dog() }],
    caption: "Two dogs.",
    ...more,
  };
}

export { mask as soundMask };
