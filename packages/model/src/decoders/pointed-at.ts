// What a user points at as what a <REF> stands for: decoders that look at a box look at the very one that the user drew.
import { type Tensor, tensor } from "@refvlm/torch";
import { type Box, type CxcywhBox, type Frame, promptMask, type VisualPrompt } from "@refvlm/vision";
import type { QueryGroup, UnitQueries } from "../router.js";

/** The prompt of the question that a group's <REF> may stand for: where it points at as many things as the group has. */
export function pointedAt({ prompts = [], slots }: QueryGroup, i: number): VisualPrompt | undefined {
  return prompts.length === slots.length ? prompts[i] : undefined;
}

/** Whether what a prompt covers and a box have anything in common. */
export function touches(prompt: VisualPrompt, [x1, y1, x2, y2]: Box, { width, height }: Frame): boolean {
  const [left, top, right, bottom] = promptMask(prompt, width, height).box();
  return Math.min(right, x2) > Math.max(left, x1) && Math.min(bottom, y2) > Math.max(top, y1);
}

/** Boxes of queries, cxcywh on the padded square [B, Q, 4], and the places in the flattened [B, Q] whose box the user drew. */
export interface DrawnBoxes {
  boxes: Tensor;
  drawn: ReadonlySet<number>;
}

/**
 * Boxes of queries, each replaced by the box or the mask's box that its question points at, where that is the same thing.
 * @param boxes cxcywh on the padded square, [B, Q, 4]
 * @param frames of the queries' pictures; without them nothing is known to be drawn
 */
export function drawnBoxes(queries: UnitQueries, frames: readonly Frame[], boxes: Tensor): DrawnBoxes {
  return replaced(queries, frames, boxes, (_, touching) => touching);
}

/** The same where nothing is proposed in what is drawn, and nothing else can be meant, however well the name fits elsewhere. */
export function missedBoxes(queries: UnitQueries, frames: readonly Frame[], boxes: Tensor): DrawnBoxes {
  return replaced(queries, frames, boxes, ({ looksAway }, touching) => looksAway === false && !touching);
}

function replaced(
  { groups, groupIds }: UnitQueries,
  frames: readonly Frame[],
  boxes: Tensor,
  isMeant: (group: QueryGroup, touching: boolean) => boolean,
): DrawnBoxes {
  const [, width] = groupIds.shape;
  const drawn = groups.flatMap((group) =>
    group.slots.flatMap((slot, i) => {
      const frame = frames.at(Math.floor(slot / width));
      const box = drawnBox(pointedAt(group, i));
      return box && frame ? [{ group, slot, box, frame }] : [];
    }),
  );
  const slots = new Set<number>();
  if (drawn.length === 0) return { boxes, drawn: slots };
  const values = (boxes.detach().to("float32").toTypedArray() as Float32Array).slice();
  for (const { group, slot, box, frame } of drawn) {
    const own = frame.fromUnitSquare(values.slice(4 * slot, 4 * slot + 4) as unknown as CxcywhBox);
    if (!isMeant(group, touches({ kind: "box", box }, own, frame))) continue;
    values.set(frame.toUnitSquare(box), 4 * slot);
    slots.add(slot);
  }
  return { boxes: tensor(values, { shape: [...boxes.shape], device: boxes.device }), drawn: slots };
}

/** The box of a prompt that says where a thing ends. */
function drawnBox(prompt: VisualPrompt | undefined): Box | undefined {
  if (prompt?.kind === "box") return prompt.box;
  return prompt?.kind === "mask" && prompt.mask.area() > 0 ? prompt.mask.box() : undefined;
}
