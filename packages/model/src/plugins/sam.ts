// Segment Anything behind the unit "mask": it cuts out the box of a <REF>, or what the user points at; the <REF> joins its prompt
// by a projection that starts at zero, so that before any training it is the published network.
import { cat, fromTypedArray, indices, nn, noGrad, scope, type Tensor, tensor, zeros } from "@refvlm/torch";
import { type Frame, Mask, type UnitValues } from "@refvlm/vision";
import type { Prediction } from "../decoders/query-decoder.js";
import type { PictureMemory } from "../decoders/seen-picture.js";
import type { FramedPicture } from "../encoders/pixels.js";
import { diceLoss, maskFocalLoss, maskIou, pairwiseDice } from "../losses/mask.js";
import { gatherRows, type Matching } from "../matching/grouped.js";
import { ofKnown } from "../units/box.js";
import type { LabelledInstances } from "../units/labelled-instances.js";
import { MASK_WEIGHTS } from "../units/mask.js";
import {
  type DecoderContext,
  UnitDecoder,
  type UnitDecoderKind,
  type UnitDecoderSizes,
  type UnitLoss,
} from "../units/unit-decoder.js";
import { askedOf } from "./sam/asked.js";
import { cutOut, placementOf } from "./sam/cut-out.js";
import { SamFrame } from "./sam/frame.js";
import { Sam } from "./sam/network.js";
import { type SamSettings, samSettings } from "./sam/settings.js";

/** A picture's map, [1, D, E, E]. */
export class SamMemory implements PictureMemory {
  constructor(readonly map: Tensor) {}

  tensors(): Tensor[] {
    return [this.map];
  }
}

export interface SamOutputs {
  /** At a quarter of the input's side, [B Q, 4E, 4E]. */
  logits: Tensor;
  /** Predicted IoU, [B Q]. */
  iou: Tensor;
  /** Whether there was anything to cut out; 0 everywhere for the others. */
  prompted: readonly boolean[];
}

export interface SamTruth {
  /** Of the masks, over the input: [K, 4E, 4E]. */
  masks: Tensor;
  /** 1 inside of the picture, [K, 4E, 4E]. */
  inside: Tensor;
  known: readonly boolean[];
  /** [K, n, n] */
  coverage: Tensor;
}

/** Logits of a size x size map over the network's input, row-major. */
export interface SamValue {
  size: number;
  logits: Float32Array;
}

/** Weights of the losses, as in the paper of Segment Anything. */
export const SAM_WEIGHTS = { focal: 20, dice: 1, iou: 1 };

/** Cells of a side at which predictions are matched with masks. */
const MATCHED = 64;

export class SamDecoder extends UnitDecoder<SamOutputs, SamTruth, SamValue, SamMemory> {
  readonly network: Sam;
  /** What a <REF>'s state adds to the tokens of its prompt. */
  readonly projection: nn.Linear;
  readonly #grid: number;

  constructor({ width, grid }: UnitDecoderSizes, settings: SamSettings) {
    super();
    this.#grid = grid;
    this.network = new Sam(settings);
    this.projection = new nn.Linear(width, settings.promptWidth);
    nn.init.zeros_(this.projection.weight);
    nn.init.zeros_(this.projection.bias!);
  }

  override perceive(pictures: readonly FramedPicture[]): SamMemory[] {
    const placement = placementOf(this.network);
    return pictures.map(({ picture }) => {
      const pixels = () => this.#frame(picture).pixels(picture, placement);
      return new SamMemory(scope(() => this.network.encode(pixels())));
    });
  }

  forward(context: DecoderContext<SamMemory>): SamOutputs {
    const { queries, content, memory, pictures } = context;
    const [, width] = queries.groupIds.shape;
    const asked = askedOf(context);
    const added = this.projection.forward(content.to(this.projection.weight.dtype)).flatten(0, 1).unsqueeze(1); // [B Q, 1, D]
    const cut = memory.flatMap(({ map }, row) => {
      const slots = [...asked.keys()].filter((slot) => Math.floor(slot / width) === row);
      if (slots.length === 0) return [];
      const prompts = slots.map((slot) => asked.get(slot)!);
      const own = added.indexSelect(0, indices(slots, added.device));
      return [{ slots, ...cutOut(this.network, map, this.#frame(pictures[row].picture), prompts, own) }];
    });
    return spread(cut, memory.length * width, this.#maskSide, placementOf(this.network));
  }

  truth(instances: LabelledInstances): SamTruth {
    const { list, device } = instances;
    const side = this.#maskSide;
    const all = (of: (frame: Frame, mask: Mask | undefined) => Float32Array | undefined) => {
      const values = new Float32Array(list.length * side * side);
      for (const [k, { frame, labels }] of list.entries())
        values.set(of(this.#frame(frame).corner, labels.mask) ?? [], k * side * side);
      return tensor(values, { shape: [list.length, side, side], device });
    };
    return {
      masks: all((frame, mask) => mask && frame.maskToUnitSquare(mask, side)),
      inside: all((frame) => insideOf(frame, side)),
      known: instances.maskKnown,
      coverage: instances.coverage(this.#grid),
    };
  }

  where({ coverage }: SamTruth): Tensor {
    return coverage;
  }

  cost({ logits }: SamOutputs, { masks, known }: SamTruth, slots: Tensor, rows: Tensor): Tensor {
    const small = (x: Tensor) => x.to("float32").unsqueeze(1).adaptiveAvgPool2d([MATCHED, MATCHED]).flatten(1);
    const dice = pairwiseDice(gatherRows(small(logits), slots), gatherRows(small(masks), rows));
    return ofKnown(dice.mul(MASK_WEIGHTS.dice), known, rows);
  }

  loss({ logits, iou }: SamOutputs, _: DecoderContext<SamMemory>, truth: SamTruth, matching: Matching): UnitLoss {
    const known = matching.among(truth.known);
    if (known.pairs === 0) return { total: zeros([], { device: logits.device }), parts: {} };
    const { slots, targets } = known;
    const chosen = logits.indexSelect(0, slots).to("float32"); // [P, 4E, 4E]
    const [masks, inside] = [truth.masks, truth.inside].map((each) => each.indexSelect(0, targets));
    const focal = maskFocalLoss(chosen, masks, inside);
    const dice = diceLoss(chosen, masks, inside);
    const binary = (x: Tensor) => x.to("float32").mul(inside).flatten(1);
    const real = maskIou(binary(chosen.detach().gt(0)), binary(masks.gt(0.5))); // [P]
    const wrong = iou.indexSelect(0, slots).to("float32").sub(real).square().mean();
    return {
      total: focal.mul(SAM_WEIGHTS.focal).add(dice.mul(SAM_WEIGHTS.dice)).add(wrong.mul(SAM_WEIGHTS.iou)),
      parts: { focal: focal.detach(), dice: dice.detach(), iou: real.mean(), quality: wrong.detach() },
    };
  }

  predictions({ logits, iou, prompted }: SamOutputs, { queries }: DecoderContext<SamMemory>): Prediction<SamValue>[] {
    const size = this.#maskSide;
    const [values, scores] = [logits, iou].map((x) => x.detach().to("float32").toTypedArray() as Float32Array);
    const valueAt = (slot: number) => ({ size, logits: values.slice(slot * size * size, (slot + 1) * size * size) });
    return queries.groups.flatMap(({ sample, slots, refs }) =>
      slots.map((slot, i) => ({
        sample,
        ref: refs[i],
        value: prompted[slot] ? valueAt(slot) : null,
        score: prompted[slot] ? Math.min(Math.max(scores[slot], 0), 1) : 0,
      })),
    );
  }

  toPixels({ size, logits }: SamValue, { width, height }: Frame): Partial<UnitValues> {
    const mask = noGrad(() =>
      scope(() => {
        const { device } = placementOf(this.network);
        const low = fromTypedArray(logits, [1, 1, size, size]).to({ device });
        const inside = this.#frame({ width, height }).upscale(low).gt(0).to("uint8");
        return new Mask(width, height, inside.toTypedArray() as Uint8Array);
      }),
    );
    return mask.area() > 0 ? { mask, box: mask.box() } : { mask };
  }

  #frame({ width, height }: { width: number; height: number }): SamFrame {
    return new SamFrame(width, height, this.network.settings.imageSize);
  }

  get #maskSide(): number {
    const { imageSize, patchSize } = this.network.settings;
    return (4 * imageSize) / patchSize;
  }
}

export const sam = {
  unit: "mask",
  settings: samSettings,
  needs: "box",
  network: (settings) => new Sam(settings),
  build: (sizes, settings) => new SamDecoder(sizes, settings),
} satisfies UnitDecoderKind<typeof samSettings>;

/** 1 for the cells of the input that the picture lies in. */
function insideOf({ width, height, side }: Frame, cells: number): Float32Array {
  const [across, down] = [width, height].map((length) => Math.ceil((length / side) * cells));
  return Float32Array.from({ length: cells * cells }, (_, i) =>
    i % cells < across && Math.floor(i / cells) < down ? 1 : 0,
  );
}

/** Rows of some queries to those of all of them, zeros for the others. */
function spread(
  cut: readonly { slots: readonly number[]; logits: Tensor; iou: Tensor }[],
  count: number,
  side: number,
  placement: ReturnType<typeof placementOf>,
): SamOutputs {
  const slots = cut.flatMap((each) => each.slots);
  const rows = new BigInt64Array(count).fill(BigInt(slots.length));
  for (const [row, slot] of slots.entries()) rows[slot] = BigInt(row);
  const index = tensor(rows, { device: placement.device });
  return {
    logits: cat([...cut.map(({ logits }) => logits), zeros([1, side, side], placement)]).indexSelect(0, index),
    iou: cat([...cut.map(({ iou }) => iou), zeros([1], placement)]).indexSelect(0, index),
    prompted: Array.from(rows, (row) => row < slots.length),
  };
}
