// What went wrong in grounded answers, from files: things with phrases, one record a picture or question.
import { JOINTS, type Rle, rleArea } from "@refvlm/vision";
import { z } from "zod";
import { DetectionErrors, type PhrasedShape } from "../../detection/errors.js";
import { boxAround, isGrounded } from "../../detection/grounded-shapes.js";
import { tally } from "../../detection/picture-notes.js";
import { type Evaluation, type Mark, MetricsError } from "../../evaluation.js";
import { checked } from "../../grounding/overlap.js";
import { idText, type RecordId } from "../../record-id.js";
import { answersInOrder } from "../../records.js";
import { type RecordFormat, readRecords, recordId } from "../files/records.js";
import { rleSchema } from "../grounding/rle-schema.js";

interface GroundedRecord {
  id: RecordId;
  things: readonly PhrasedShape[];
  question?: string;
  picture?: string;
}

const side = z.number().nonnegative();
const shape: z.ZodType<PhrasedShape> = z
  .object({
    phrase: z.string(),
    unit: z.string().min(1),
    box: z.tuple([z.number(), z.number(), side, side]).optional(),
    mask: rleSchema.optional(),
    keypoint: z
      .array(z.number())
      .length(3 * JOINTS.length)
      .optional(),
    score: z.number().optional(),
  })
  .refine(isGrounded, "expected a box, a mask or a keypoint");
const format: RecordFormat<GroundedRecord> = {
  schema: z.object({
    id: recordId,
    things: z.array(shape),
    question: z.string().optional(),
    picture: z.string().optional(),
  }),
  example:
    '{"id": 7, "things": [{"phrase": "left dog", "unit": "box", "box": [x, y, width, height]}], "picture": "a.jpg"}',
};

/**
 * Sorts out the answers of files of JSON or JSON lines; a record without an answer is one in which everything is missed.
 * @throws MetricsError naming file, record and field
 */
export function scoreErrors(gt: string, pred: string): Evaluation {
  const truth = readRecords(gt, format);
  const answers = answersInOrder(truth, readRecords(pred, format), { truth: gt, answers: pred });
  truth.forEach((record, i) => {
    const size = record.things.find(({ mask }) => mask)?.mask?.size;
    checkMasks(gt, record, size);
    if (answers[i]) checkMasks(pred, answers[i], size);
  });
  const errors = new DetectionErrors(
    truth.map(({ things }, i) => ({ truths: things, predictions: answers[i]?.things ?? [] })),
  );
  const marks = (of: Mark["of"], things: readonly PhrasedShape[]) =>
    things.map((thing): Mark => ({ of, box: boxAround(thing) }));
  return {
    size: errors.size,
    errors: errors.errors,
    figures: (samples) => errors.figures(samples),
    note: (i) => {
      const { things, ...about } = truth[i]!;
      const found = answers[i]?.things;
      const verdicts = errors.pictures[i]!.verdicts;
      return {
        ...about,
        truth: tally(things.map(({ phrase, unit }) => `${phrase} (${unit})`)),
        answer: found && tally(found.map(({ phrase, unit }, k) => `${phrase} (${unit}): ${verdicts[k]}`)),
        marks: [...marks("truth", things), ...marks("answer", found ?? [])],
      };
    },
  };
}

/** @param size that masks must have; any without it @throws MetricsError naming record and field */
function checkMasks(file: string, { id, things }: GroundedRecord, size: Rle["size"] | undefined): void {
  things.forEach(({ mask }, k) => {
    if (!mask) return;
    const place = `${file}: record with id ${idText(id)}, field things.${k}.mask`;
    checked(place, () => rleArea(mask));
    if (size && (mask.size[0] !== size[0] || mask.size[1] !== size[1]))
      throw new MetricsError(
        `${place}: size [${mask.size.join(", ")}], but the truth's masks have [${size.join(", ")}]; give masks of the picture's size`,
      );
  });
}
