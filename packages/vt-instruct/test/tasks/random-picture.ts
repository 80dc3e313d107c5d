// Annotated pictures at random: everything that a data set may say, in any combination.
import { type Box, JOINTS, type Keypoint, Mask } from "@refvlm/vision";
import fc from "fast-check";
import type { AnnotatedObject, AnnotatedPicture, ObjectName } from "../../src/index.js";

export const names: readonly ObjectName[] = [
  { name: "person", plural: "people" },
  { name: "dog", plural: "dogs" },
  { name: "traffic light", plural: "traffic lights" },
  { name: "sheep", plural: "sheep" },
  { name: "cat", plural: "cats" },
  { name: "bus", plural: "buses" },
];

const [width, height] = [64, 48];

/** A box of at least three pixels a side inside the picture. */
const boxes: fc.Arbitrary<Box> = fc
  .tuple(fc.nat(width - 4), fc.nat(height - 4), fc.integer({ min: 3, max: 40 }), fc.integer({ min: 3, max: 40 }))
  .map(([x, y, w, h]): Box => [x, y, Math.min(width, x + w), Math.min(height, y + h)]);

/** The lower left triangle of a box: not every point of the box is in it. */
export function triangle([x1, y1, x2, y2]: Box): Mask {
  return Mask.fromPolygons([[x1, y1, x1, y2, x2, y2]], width, height);
}

function joints([x1, y1, x2, y2]: Box): Keypoint[] {
  return JOINTS.map((_, i) => [x1 + ((x2 - x1) * i) / 17, y1 + ((y2 - y1) * i) / 17, i === 3 ? 0 : 2]);
}

const objects: fc.Arbitrary<AnnotatedObject> = fc
  .record({ box: boxes, name: fc.constantFrom(...names), masked: fc.boolean(), crowd: fc.nat(9), posed: fc.boolean() })
  .map(({ box, name: { name }, masked, crowd, posed }) => ({
    name,
    box,
    ...(masked && { mask: triangle(box) }),
    ...(crowd === 0 && { crowd: true }),
    ...(posed && name === "person" && { keypoint: joints(box) }),
  }));

/** Pictures of 64 x 48 pixels. */
export const pictures: fc.Arbitrary<AnnotatedPicture> = fc
  .record({
    objects: fc.array(objects, { maxLength: 7 }),
    exhaustive: fc.boolean(),
    deep: fc.boolean(),
    said: fc.boolean(),
    published: fc.boolean(),
  })
  .map(({ objects, exhaustive, deep, said, published }): AnnotatedPicture => {
    const one = objects.findIndex(({ crowd }) => !crowd);
    return {
      id: "1",
      picture: { path: "1.jpg" },
      width,
      height,
      objects,
      ...(exhaustive && { exhaustive: names }),
      ...(deep && { depth: { path: "1.png", scale: 0.001, kind: "metric" } }),
      ...(said && { captions: ["A dog and two cats.", "People with a dog next to a bus"] }),
      ...(published &&
        one >= 0 && {
          expressions: [{ text: "the one in front.", objects: [one] }],
          descriptions: [{ object: one, text: "It stands in front." }],
          questions: [{ question: "What is [VPT] doing?", answers: ["standing"], objects: [one] }],
        }),
    };
  });
