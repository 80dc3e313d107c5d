// Prompts about an encoded picture to masks: those of one shape in one pass, each answered as if it was asked alone.
import { cat, type DType, indices, type Tensor, zeros } from "@refvlm/torch";
import type { SamFrame } from "./frame.js";
import type { Sam } from "./network.js";
import { isAmbiguous, type PicturePrompt, promptShape, samPrompts } from "./picture-prompt.js";

/** Prompts in one pass: what they hold at once grows with them. */
const TOGETHER = 32;

export interface CutOut {
  /** At a quarter of the input's side, [4E, 4E] each: [n, 4E, 4E]. */
  logits: Tensor;
  /** Predicted IoU, [n]. */
  iou: Tensor;
}

/** A network's place and type. */
export function placementOf({ promptEncoder }: Sam): { device: string; dtype: DType } {
  const { device, dtype } = promptEncoder.noMaskEmbed.weight;
  return { device, dtype };
}

/**
 * The mask of each prompt: the one for prompts that mean one thing, or of three the one that is expected to be best.
 * @param map of the picture, [1, D, E, E]
 * @param added to the tokens of each prompt, [n, 1, D]
 */
export function cutOut(
  sam: Sam,
  map: Tensor,
  frame: SamFrame,
  prompts: readonly PicturePrompt[],
  added?: Tensor,
): CutOut {
  const byShape = new Map<string, number[]>();
  for (const [i, prompt] of prompts.entries()) {
    const shape = promptShape(prompt);
    byShape.set(shape, [...(byShape.get(shape) ?? []), i]);
  }
  const order: number[] = [];
  const parts: CutOut[] = [];
  for (const alike of byShape.values())
    for (let from = 0; from < alike.length; from += TOGETHER) {
      const chosen = alike.slice(from, from + TOGETHER);
      const asked = samPrompts(
        chosen.map((i) => prompts[i]),
        frame,
        4 * map.shape[2],
        placementOf(sam),
      );
      const own = added?.indexSelect(0, indices(chosen, added.device));
      const { logits, iou } = sam.forward(map, asked, own);
      const best = isAmbiguous(prompts[chosen[0]])
        ? iou.narrow(1, 1, 3).argmax(1).add(1)
        : zeros([chosen.length], { dtype: "int64", device: iou.device });
      const places = indices([...chosen.keys()], iou.device);
      parts.push({ logits: at(logits, places, best), iou: at(iou, places, best) });
      order.push(...chosen);
    }
  const back = indices(
    [...order.keys()].sort((a, b) => order[a] - order[b]),
    map.device,
  );
  const joined = (of: (part: CutOut) => Tensor) => cat(parts.map(of)).indexSelect(0, back);
  return { logits: joined(({ logits }) => logits), iou: joined(({ iou }) => iou) };
}

/** Of each row the one that is chosen: [n, m, ...] -> [n, ...]. */
function at(x: Tensor, rows: Tensor, chosen: Tensor): Tensor {
  const [, masks] = x.shape;
  return x.flatten(0, 1).indexSelect(0, rows.mul(masks).add(chosen));
}
