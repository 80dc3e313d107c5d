// A labelled picture as in a mirror: as true as the picture itself, and another one to learn from.
import { type Box, type Keypoint, Mask, type Picture } from "@refvlm/vision";
import type { AnnotatedObject } from "@refvlm/vt-instruct";

/** What is mirrored of a sample; its conversation may speak of left and right, and is not. */
export interface LabelledPicture {
  picture: Picture;
  objects: readonly AnnotatedObject[];
}

export function mirrored({ picture, objects }: LabelledPicture): LabelledPicture {
  const { width } = picture;
  return {
    picture: { ...picture, data: mirroredRows(picture.data, width, 3) },
    objects: objects.map(({ depth: _, ...object }: AnnotatedObject & { depth?: unknown }) => ({
      ...object,
      box: mirroredBox(object.box, width),
      ...(object.mask && { mask: mirroredMask(object.mask) }),
      ...(object.keypoint && { keypoint: mirroredJoints(object.keypoint, width) }),
    })),
  };
}

function mirroredBox([x1, y1, x2, y2]: Box, width: number): Box {
  return [width - x2, y1, width - x1, y2];
}

function mirroredMask({ width, height, data }: Mask): Mask {
  return new Mask(width, height, mirroredRows(data, width, 1));
}

/** After the nose, COCO's joints come in pairs, the left one first: in a mirror each is the other. */
function mirroredJoints(joints: readonly Keypoint[], width: number): Keypoint[] {
  return joints.map((_, j): Keypoint => {
    const [x, y, visibility] = joints[j === 0 ? 0 : j % 2 === 1 ? j + 1 : j - 1];
    return visibility === 0 ? [0, 0, 0] : [width - x, y, visibility];
  });
}

/** Rows of pixels of some bytes each, from right to left. */
function mirroredRows(data: Uint8Array, width: number, bytes: number): Uint8Array {
  const turned = new Uint8Array(data.length);
  for (let pixel = 0; pixel < data.length / bytes; pixel++) {
    const column = pixel % width;
    const from = (pixel + width - 1 - 2 * column) * bytes;
    for (let byte = 0; byte < bytes; byte++) turned[pixel * bytes + byte] = data[from + byte];
  }
  return turned;
}
