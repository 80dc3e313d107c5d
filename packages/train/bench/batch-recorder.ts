// Writes down what one pass of the network was given, so that the peer in Python can be given the same.
import type { PackedBatch, PixelBatch, RefVlmNetwork, SceneObjects, UnitPass, UnitTargets } from "@refvlm/model";
import { type Tensor, tensor, writeSafetensors } from "@refvlm/torch";

/** Watches a network's next pass. Names are those that the peer reads. */
export class BatchRecorder {
  readonly #tensors = new Map<string, Tensor>();
  readonly #lists: Record<string, unknown> = {};
  readonly #restore: (() => void)[] = [];
  #packed?: PackedBatch;

  constructor(network: RefVlmNetwork) {
    const { visualDecoders, textTower } = network;
    let texts = 0;
    this.#watch(network, "encodePictures", (pixels: PixelBatch) => this.#pictures(pixels));
    this.#watch(network, "forward", (packed: PackedBatch) => this.#conversations(packed));
    this.#watch(textTower, "forward", (ids: Tensor) => this.#tensors.set(`texts.${texts++}`, ids));
    this.#watch(visualDecoders, "unitLoss", (pass: UnitPass, targets: UnitTargets) => this.#unit(pass, targets));
    this.#watch(visualDecoders, "denseLoss", (_: unknown, objects: SceneObjects) => this.#objects(objects));
  }

  /** Ends watching; lists go into the file's metadata as JSON. @param nameOf index of each object's name, [O] */
  write(path: string, nameOf: Tensor): void {
    for (const restore of this.#restore) restore();
    this.#tensors.set("nameOf", nameOf);
    writeSafetensors(path, this.#tensors, { lists: JSON.stringify(this.#lists) });
  }

  /** Shows a method's arguments to `seen` before it runs. */
  #watch<Owner extends object, Method extends keyof Owner>(
    owner: Owner,
    method: Method,
    seen: (...given: Parameters<Extract<Owner[Method], (...given: never[]) => unknown>>) => unknown,
  ): void {
    const original = owner[method] as (...given: unknown[]) => unknown;
    const watched = (...given: Parameters<typeof seen>) => {
      seen(...given);
      return original.apply(owner, given);
    };
    owner[method] = watched as Owner[Method];
    // The method itself lives in the prototype.
    this.#restore.push(() => Reflect.deleteProperty(owner, method));
  }

  #pictures({ vit, convnext }: PixelBatch): void {
    if (vit !== convnext) throw new Error("the peer knows one size of pictures for both encoders");
    this.#tensors.set("pixels", vit);
  }

  #conversations(packed: PackedBatch): void {
    this.#packed = packed;
    const { ids, positionIds, segments, questions, imageSlots, supervised } = packed;
    if (!questions) throw new Error("the peer reads the words of questions, and this batch has none");
    const tensors = { ids, positionIds, segments, questions: questions.written, imageSlots, ...supervised };
    for (const [name, value] of Object.entries(tensors)) this.#tensors.set(name, value);
  }

  #unit({ decoder: { unit }, context: { queries } }: UnitPass, { counts, boxes, masks }: UnitTargets): void {
    const { marks, ids } = this.#packed!;
    const [rows, width] = queries.groupIds.shape;
    const places = new BigInt64Array(rows * width); // of each <REF> in the flattened [B, L]
    for (const { sample, slots, refs } of queries.groups)
      for (const [i, slot] of slots.entries())
        places[slot] = BigInt(sample * ids.shape[1] + marks[sample][refs[i]].position);
    const { groupIds, instanceIds, phraseIds, instances, groups } = queries;
    const tensors = {
      ...{ groupIds, instanceIds, phraseIds, boxes, masks },
      places: tensor(places, { shape: [rows, width] }),
      samples: tensor(BigInt64Array.from(queries.samples, BigInt)),
    };
    for (const [name, value] of Object.entries(tensors)) this.#tensors.set(`${unit}.${name}`, value);
    this.#lists[unit] = { slots: groups.map(({ slots }) => slots), counts, instances };
  }

  #objects({ pictures, boxes, masks }: SceneObjects): void {
    this.#lists.pictures = pictures;
    this.#tensors.set("objects.boxes", boxes).set("objects.masks", masks);
  }
}
