// Truth of samples on the padded square: pictures with their frames, and everything annotated in them.
import { LabelledInstance, LabelledInstances, type LabelledObjects } from "@refvlm/model";
import { type Tensor, tensor } from "@refvlm/torch";
import { Frame, type Picture } from "@refvlm/vision";
import type { AnnotatedObject, ObjectName, Sample, Target } from "@refvlm/vt-instruct";

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

/** All that is labelled of one instance. Depth that is still in a file is not known. */
export function labelledInstance(target: Target | AnnotatedObject, frame: Frame): LabelledInstance {
  const { depth, ...labels } = target as Target;
  return new LabelledInstance(depth && "data" in depth ? { ...labels, depth } : labels, frame);
}

/** All annotated objects of a batch, with the picture of each and its box, [O, 4]. */
export interface AnnotatedInstances extends Pick<LabelledObjects, "pictures" | "boxes"> {
  instances: readonly LabelledInstance[];
}

/** The same, and as the tensors that dense supervision reads. */
export interface AnnotatedObjects extends LabelledObjects, AnnotatedInstances {}

/** What is annotated in each of some pictures. */
export function instancesOf(
  pictures: readonly { objects: readonly AnnotatedObject[]; frame: Frame }[],
  device?: string,
): AnnotatedInstances {
  const instances = pictures.flatMap(({ objects, frame }) => objects.map((object) => labelledInstance(object, frame)));
  return {
    pictures: pictures.flatMap(({ objects }, row) => objects.map(() => row)),
    boxes: new LabelledInstances([instances], device).boxes,
    instances,
  };
}

/** Annotated objects with their distinct names, and others that they must be told apart from. */
export interface NamedObjects {
  objects: AnnotatedObjects;
  names: ObjectName[];
  /** Index of each object's name, int64 [O]. */
  nameOf: Tensor;
}

/** Number of the listed attribute of each object, as `namedObjects` orders them; -1 for none. */
export function attributesOf(samples: readonly LoadedSample[], listed: readonly string[]): number[] {
  return samples.flatMap(({ objects = [] }) =>
    objects.map(({ attribute }) => (attribute ? listed.indexOf(`${attribute.color} ${attribute.noun}`) : -1)),
  );
}

/**
 * All annotated objects of a batch; null when no sample has any.
 * @param n side of the grid of their masks
 * @param vocabulary names that objects are told apart from even where the batch shows none
 */
export function namedObjects(
  samples: readonly LoadedSample[],
  n: number,
  { device, vocabulary = [] }: { device?: string; vocabulary?: readonly ObjectName[] } = {},
): NamedObjects | null {
  const annotated = samples.flatMap(({ objects = [], frame }, row) =>
    objects.map((object) => ({ object, frame, row })),
  );
  if (annotated.length === 0) return null;
  const instances = annotated.map(({ object, frame }) => labelledInstance(object, frame));
  const labelled = new LabelledInstances([instances], device);
  const shown = annotated.map(({ object: { name, plural = name } }) => ({ name, plural }));
  const names = [...new Map([...shown, ...vocabulary].map((each) => [each.name, each])).values()];
  const placeOf = new Map(names.map(({ name }, place) => [name, BigInt(place)]));
  return {
    objects: {
      pictures: annotated.map(({ row }) => row),
      boxes: labelled.boxes,
      masks: labelled.coverage(n),
      instances,
    },
    names,
    nameOf: tensor(
      BigInt64Array.from(shown, ({ name }) => placeOf.get(name)!),
      { device },
    ),
  };
}
