// How questions are drawn: what build configs and recipes may set for all tasks.
import type { PromptKind } from "@refvlm/vision";
import { z } from "zod";

const share = z.number().min(0).max(1);

/** Kinds of VQA's questions by rule. */
export const vqaKindNames = [
  "presence",
  "count",
  "plate-color",
  "plate-content",
  "relation",
  "pointed-name",
  "pointed-presence",
] as const;
export type VqaKind = (typeof vqaKindNames)[number];

/** The fields as configs give them. */
export const askFields = {
  /** Share of grounding questions about things that are not there or premises that do not hold. Default 0.1. */
  absentRate: share.optional(),
  /** Share of yes-or-no questions to be answered with no. Default 0.5. */
  noRate: share.optional(),
  /** Share of number questions about things that are not there. Default 0.12. */
  zeroRate: share.optional(),
  /** Share of absent names that are of the kin or the colour of a shown one, where the data know these. Default 0.3. */
  kinRate: share.optional(),
  /** `n` things of one name are asked for `n ** severalWeight` times as often as a single one. Default 1. */
  severalWeight: z.number().nonnegative().optional(),
  /** Shares of the kinds of VQA's questions by rule that differ from the default ones; 0 asks none. */
  vqaKinds: z.partialRecord(z.enum(vqaKindNames), z.number().nonnegative()).optional(),
  /** Share of questions that say another word of everyday language for a name: "sofa" where the answer says couch. Default 0. */
  everydayRate: share.optional(),
  /** How lists go through a picture: the largest thing first, or from left to right. Default "size". */
  listOrder: z.enum(["size", "place"]).optional(),
  /** Counts and comparisons point at what they are about, then conclude: "dog, cat: yes". Default false: "yes". */
  pointFirst: z.boolean().optional(),
  /** Stage 1 of the paper: boxes as numbers in the text (REC, GCG-box), no units, no plan. Default false. */
  numeric: z.boolean().optional(),
};

/** How a task asks. */
export interface AskOptions extends z.infer<z.ZodObject<typeof askFields>> {
  absentRate: number;
  /** How questions point, where a task leaves it open. Default: drawn. */
  promptKind?: PromptKind;
}
