// Writes down what one pass of the network was given, so that the peer in Python can be given the same.
import {
  type LabelledObjects,
  type MatchedPass,
  type NetworkOutput,
  type PackedBatch,
  type PixelBatch,
  type RefVlmNetwork,
  RegionMaskDecoder,
  type TruthOf,
  type UnitQueries,
} from "@refvlm/model";
import { Tensor, tensor, writeSafetensors } from "@refvlm/torch";
import { promptMask } from "@refvlm/vision";
import { choiceTensors } from "./choice-tensors.js";
import { drawnTensors, pointingTensors, queryTensors } from "./query-tensors.js";
import { framesOf, integers, marks, onSquares } from "./recorded-tensors.js";

/** What the text tower reads in one pass, in its order. */
const TEXTS = ["listed", "words", "phrases", "counted", "names"];

/** Watches a network's next pass. Names are those that the peer reads. */
export class BatchRecorder {
  readonly #tensors = new Map<string, Tensor>();
  readonly #lists: Record<string, unknown> = {};
  readonly #restore: (() => void)[] = [];
  readonly #texts: Tensor[] = [];
  #packed?: PackedBatch;
  #first?: UnitQueries;

  constructor(private readonly network: RefVlmNetwork) {
    const { visualDecoders, textTower } = network;
    this.#watch(textTower!, "forward", (_, ids: Tensor) => this.#texts.push(ids));
    this.#watch(network, "encodePictures", (_, pixels: PixelBatch) => this.#pictures(pixels));
    this.#watch(visualDecoders, "point", ({ first }: { first: UnitQueries }) => {
      this.#first = first;
    });
    this.#watch(network, "forward", ({ units }: NetworkOutput, packed: PackedBatch) => {
      this.#packed = packed;
      this.#conversations(packed);
      this.#add("first", pointingTensors(this.#first!, packed));
      this.#watch(units, "match", (matched: Map<string, MatchedPass>, _: TruthOf) => {
        for (const [unit, pass] of matched) this.#unit(unit, pass);
      });
    });
    this.#watch(visualDecoders, "denseLoss", (_, __: unknown, objects: LabelledObjects) => this.#objects(objects));
  }

  /** Ends watching; lists go into the file's metadata as JSON. @param nameOf index of each object's name, [O] */
  write(path: string, nameOf: Tensor): void {
    for (const restore of this.#restore) restore();
    if (this.#texts.length !== TEXTS.length)
      throw new Error(`the peer reads texts ${TEXTS.join(", ")}, and this batch has ${this.#texts.length}`);
    for (const [i, ids] of this.#texts.entries()) this.#tensors.set(`texts.${TEXTS[i]}`, ids);
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

  /** Tensors, and of other values those that are flags; objects of them by their own names. */
  #add(group: string, values: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(values)) {
      const path = `${group}.${name}`;
      if (value instanceof Tensor) this.#tensors.set(path, value);
      else if (Array.isArray(value) && value.every((each) => typeof each === "boolean"))
        this.#tensors.set(path, tensor(Uint8Array.from(value, Number)).to("bool"));
    }
  }

  #pictures({ vit, convnext }: PixelBatch): void {
    if (vit !== convnext) throw new Error("the peer knows one size of pictures for both encoders");
    this.#tensors.set("pixels", vit!);
  }

  #conversations(packed: PackedBatch): void {
    const { ids, positionIds, segments, imageSlots, promptSlots, promptMasks, promptRows, supervised } = packed;
    const { which, named, behind, pointed, nameIds } = packed.evidence!;
    for (const [name, value] of Object.entries({ ids, positionIds, segments, imageSlots, which, named }))
      this.#tensors.set(name, value);
    this.#add("supervised", supervised);
    this.#add("behind", behind);
    this.#add("prompts", {
      slots: promptSlots,
      patches: promptMasks,
      rows: integers(promptRows),
      masks: onSquares(pointed.map(({ prompt, frame }) => [promptMask(prompt, frame.width, frame.height), frame])),
      frames: framesOf(pointed.map(({ frame }) => frame)),
    });
    const longest = Math.max(...nameIds.map((name) => name.length));
    this.#add("listed", {
      ids: integers(
        nameIds.flatMap((name) => Array.from({ length: longest }, (_, i) => name[i] ?? 0)),
        [nameIds.length, longest],
      ),
      written: marks(
        nameIds.map((name) => name.keys()),
        longest,
      ),
    });
    for (const [kind, tensors] of Object.entries(choiceTensors(this.network.evidence!, packed.evidence!)))
      this.#add(kind, tensors);
  }

  #unit(unit: string, { pass, instances }: MatchedPass): void {
    const { queries, pictures } = pass.context;
    const frames = pictures.map(({ frame }) => frame);
    this.#add(unit, queryTensors(queries, this.#first!, this.#packed!));
    this.#add(unit, drawnTensors(queries, frames));
    this.#add(unit, pass.decoder.truth(instances) as Record<string, unknown>);
    if (pass.decoder instanceof RegionMaskDecoder)
      this.#add(unit, {
        pixels: onSquares(instances.list.map(({ labels, frame }) => [labels.mask, frame])),
        frames: framesOf(instances.list.map(({ frame }) => frame)),
      });
    let row = 0;
    this.#lists[unit] = queries.groups.map(({ sample, group, triplet, slots, indices }) => ({
      ...{ group, slots, indices, phrase: `${sample} ${triplet ?? `group ${group}`}` },
      rows: slots.map(() => row++),
    }));
  }

  #objects({ pictures, boxes, masks }: LabelledObjects): void {
    this.#lists.pictures = pictures;
    this.#add("objects", { boxes, masks });
  }
}
