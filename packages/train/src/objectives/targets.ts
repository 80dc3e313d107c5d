// Truth of samples as tensors on the padded square: annotated objects, and the instances that each `<REF>` group means.
import { type InstanceTarget, type SceneObjects, stackInstances } from "@refvlm/model";
import { type Tensor, tensor } from "@refvlm/torch";
import { Frame, type Picture } from "@refvlm/vision";
import type { AnnotatedObject, Sample, Target } from "@refvlm/vt-instruct";

/** A sample whose picture is in memory, with its frame. */
export interface LoadedSample extends Sample {
  picture: Picture;
  frame: Frame;
}

/**
 * Takes samples whose pictures are in memory.
 * @throws Error for a sample that only names a file: whoever feeds the trainer loads pictures
 */
export function loaded(samples: readonly Sample[]): LoadedSample[] {
  return samples.map((sample) => {
    const { picture } = sample;
    if (!("data" in picture)) {
      throw new Error(`${"path" in picture ? picture.path : picture.name}: the picture has not been loaded`);
    }
    // A region of objects that nobody told apart is no object.
    const objects = sample.objects?.filter(({ crowd }) => !crowd);
    return { ...sample, objects, picture, frame: Frame.letterbox(picture.width, picture.height) };
  });
}

/** One instance on the padded square; its mask as coverage of an n x n grid. */
export function instanceTarget({ box, mask }: Target | AnnotatedObject, frame: Frame, n: number): InstanceTarget {
  const around = box ?? mask?.box();
  if (!around) throw new Error("a target needs a box or a mask that is not empty");
  return { box: frame.toUnitSquare(around), mask: mask && frame.maskToUnitSquare(mask, n) };
}

/** All annotated objects of a batch; null when no sample has any. */
export function sceneObjects(samples: readonly LoadedSample[], n: number, device: string): SceneObjects | null {
  const pictures: number[] = [];
  const instances: InstanceTarget[] = [];
  for (const [row, { objects = [], frame }] of samples.entries())
    for (const object of objects) {
      pictures.push(row);
      instances.push(instanceTarget(object, frame, n));
    }
  if (instances.length === 0) return null;
  const { boxes, masks } = stackInstances(instances, n, device);
  return { pictures, boxes, masks };
}

/** All annotated objects of a batch with their distinct names; null when no sample has any. */
export function namedObjects(
  samples: readonly LoadedSample[],
  n: number,
  device: string,
): { objects: SceneObjects; names: string[]; plurals: string[]; nameOf: Tensor } | null {
  const objects = sceneObjects(samples, n, device);
  if (!objects) return null;
  const annotated = samples.flatMap((sample) => sample.objects ?? []);
  const all = annotated.map(({ name }) => name);
  const names = [...new Set(all)];
  const pluralOf = new Map(annotated.map(({ name, plural = name }) => [name, plural]));
  return {
    objects,
    names,
    plurals: names.map((name) => pluralOf.get(name)!),
    nameOf: tensor(
      BigInt64Array.from(all, (name) => BigInt(names.indexOf(name))),
      { device },
    ),
  };
}
