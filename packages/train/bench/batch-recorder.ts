// Writes down what one pass of the network was given, so that the peer in Python can be given the same.
import type {
  LabelledObjects,
  MatchedPass,
  NetworkOutput,
  PackedBatch,
  PixelBatch,
  RefVlmNetwork,
  TruthOf,
} from "@refvlm/model";
import { type Tensor, tensor, writeSafetensors } from "@refvlm/torch";

/** Watches a network's next pass. Names are those that the peer reads. */
export class BatchRecorder {
  readonly #tensors = new Map<string, Tensor>();
  readonly #lists: Record<string, unknown> = {};
  readonly #restore: (() => void)[] = [];
  #packed?: PackedBatch;

  constructor(private readonly network: RefVlmNetwork) {
    const { visualDecoders, textTower } = network;
    let texts = 0;
    this.#watch(network, "encodePictures", (_, pixels: PixelBatch) => this.#pictures(pixels));
    this.#watch(network, "forward", ({ units }: NetworkOutput, packed: PackedBatch) => {
      this.#conversations(packed);
      this.#watch(units, "match", (matched: Map<string, MatchedPass>, _: TruthOf) => {
        for (const [unit, pass] of matched) this.#unit(unit, pass);
      });
    });
    this.#watch(textTower!, "forward", (_, ids: Tensor) => this.#tensors.set(`texts.${texts++}`, ids));
    this.#watch(visualDecoders, "denseLoss", (_, __: unknown, objects: LabelledObjects) => this.#objects(objects));
  }

  /** Ends watching; lists go into the file's metadata as JSON. @param nameOf index of each object's name, [O] */
  write(path: string, nameOf: Tensor): void {
    for (const restore of this.#restore) restore();
    this.#tensors.set("nameOf", nameOf);
    writeSafetensors(path, this.#tensors, { lists: JSON.stringify(this.#lists) });
  }

  /** Shows a method's result and arguments to `seen` once it has run. */
  #watch<Owner extends object, Method extends keyof Owner>(
    owner: Owner,
    method: Method,
    // biome-ignore lint/suspicious/noExplicitAny: each method its own
    seen: (result: any, ...given: any[]) => unknown,
  ): void {
    const original = owner[method] as (...given: unknown[]) => unknown;
    const watched = (...given: unknown[]) => {
      const result = original.apply(owner, given);
      seen(result, ...given);
      return result;
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

  #unit(unit: string, { pass, instances: labelled }: MatchedPass): void {
    const { queries } = pass.context;
    const { boxes } = labelled;
    const masks = labelled.coverage(this.network.maskGrid);
    const counts = labelled.rows.map((rows) => rows.length);
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

  #objects({ pictures, boxes, masks }: LabelledObjects): void {
    this.#lists.pictures = pictures;
    this.#tensors.set("objects.boxes", boxes).set("objects.masks", masks);
  }
}
