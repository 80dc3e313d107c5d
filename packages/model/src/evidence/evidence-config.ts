// Which bridges of evidence a network has (DESIGN section 5), and the words that they are about.
import { z } from "zod";

const probability = z.number().min(0).max(1);
const bridge = z.boolean({ error: () => "must say true or false: each bridge is a switch" });

/** Which bridges a network has, and what they are about. */
export const evidenceConfig = z.strictObject({
  /** Every name that plans may get evidence for; a plural is a name of its own. */
  names: z
    .array(z.string().min(1))
    .min(1)
    .refine(
      (names) => new Set(names.map((name) => name.toLowerCase())).size === names.length,
      "must name each thing once",
    ),
  /** What tells things of one name apart, as questions say it: "green disc", "red shirt". */
  attributes: z.array(z.string().min(1)).default([]),
  /** The list of proposals: its length, from which overlap two of one name are one thing, and the least fit. */
  proposals: z.strictObject({
    most: z.int().positive(),
    suppression: probability,
    floor: probability,
    /** What is listed has the mean box, features and key of its like. Tokens of one map share an object, a detector's boxes do not. */
    pooled: z.boolean().default(true),
    /** Least fit of what counts: plans say one, or how many there are; null leaves numbers to the language model. */
    counted: probability.nullable().default(null),
  }),
  /** Words of questions and plans carry the evidence for them. */
  wordsIn: bridge,
  /** Names in plans are chosen with the evidence for them. */
  namesOut: bridge,
  /** `<REF>`s start from how well listed proposals fit their phrase. */
  pointer: bridge,
  /** `Num` is chosen with the counts of what fits. */
  numbers: bridge,
  /** Words behind what an answer points at carry where that is. */
  boxesIn: bridge,
  /** What a user points at is told by what is listed there: its name in plans and sentences, and where `<REF>`s start. */
  promptsIn: bridge.default(false),
  /** `<REF>`s look where the question's words for places say: "the left dog". */
  placesIn: bridge.default(false),
  /** Plans of questions that name nothing are drawn to what the answer before named: "now segment it." */
  earlier: bridge.default(false),
  /** Plans go on with what they have not named yet. */
  lines: bridge.default(false),
  /** Least cosine at which a word of a question says a listed name: "sofa" says couch. At 1 names are said by themselves only. */
  wordIsName: probability.default(1),
});
export type EvidenceConfig = z.infer<typeof evidenceConfig>;
