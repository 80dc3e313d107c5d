// What a training recipe may say: model, data mixture, stages and how often to save (paper section 3.3, "unified training").
import { evidenceConfig, loraConfig } from "@refvlm/model";
import { askFields, sceneAttributes, sceneNames, taskWeightsSchema } from "@refvlm/vt-instruct";
import { z } from "zod";

const stageFields = z.strictObject({
  name: z.string().min(1),
  /** What is minimised: `contrastive` for stage 0, `shapes` for unit decoders on what a frozen detector proposes, `alignment` for stage 1, `answers` for stage 2. */
  objective: z.enum(["contrastive", "shapes", "alignment", "answers"]),
  /** Modules of the network that learn, by path (`projector`, `visualDecoders.units.keypoint`); all others stay frozen. */
  train: z.array(z.string().min(1)).min(1),
  /** Weights to copy before the stage begins, by the path of a module or a tensor: { to: from }. */
  copy: z.record(z.string(), z.string()).default({}),
  steps: z.int().positive(),
  /** Pictures per forward pass. */
  batch: z.int().positive(),
  /** Forward passes per optimiser step. */
  accumulate: z.int().positive().default(1),
  turnsPerPicture: z.int().positive().default(6),
  /** Most tokens that the turns of one picture may take; the turns behind are left for another picture. */
  turnTokens: z.int().positive().optional(),
  /**
   * How full scenes are; what share of them shows people (by default half of them where tasks ask for joints, else none), what
   * share of icons is disguised, and factors on the pictures' side beside what the network reads.
   */
  scenes: z
    .strictObject({
      minObjects: z.int().nonnegative().optional(),
      maxObjects: z.int().positive().optional(),
      peopleRate: z.number().min(0).max(1).optional(),
      disguiseRate: z.number().min(0).max(1).optional(),
      scales: z.tuple([z.number().positive(), z.number().positive()]).optional(),
    })
    .default({}),
  /** Lists of answers hold what the network proposes, the most certain first; everything that is labelled by default. */
  listProposed: z.boolean().default(false),
  /** Over what the language loss is a mean: all tokens alike, all turns alike, or the beginnings of answers before the rest. */
  textMean: z.enum(["token", "turn", "early"]).default("token"),
  /** Share of batches whose names are taught in the plural, where the data know it. */
  pluralRate: z.number().min(0).max(1).default(0),
  /** Share of pictures whose questions follow each other in one conversation; the others stand alone. */
  conversationRate: z.number().min(0).max(1).default(0),
  /** Share of conversations whose units go by words that only their commands explain (link-context learning). */
  linkContextRate: z.number().min(0).max(1).default(0),
  lr: z.number().positive(),
  /** Learning rate of modules relative to `lr`, by path; of two that hold a weight the narrower one counts. */
  lrScale: z.record(z.string(), z.number().nonnegative()).default({}),
  /** Steps over which the rate rises; below 1, their share of the stage, as the paper's 0.03. */
  warmup: z
    .number()
    .nonnegative()
    .refine((steps) => steps < 1 || Number.isInteger(steps), "must be whole steps, or a share of the stage below 1")
    .default(100),
  /** Steps over which the rate falls, where a stage is to end before that; its own steps by default. */
  lrSteps: z.int().positive().optional(),
  /** The last learning rate, relative to `lr`. */
  lrEnd: z.number().min(0).max(1).default(0.05),
  weightDecay: z.number().nonnegative().default(0.05),
  betas: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).default([0.9, 0.98]),
  clip: z.number().positive().default(1),
  /** Share of each task among the turns that are asked about scenes; missing tasks are not asked. */
  tasks: taskWeightsSchema.optional(),
  /** How they are drawn: shares of absent things, weights of several, and whether counts and comparisons point first. */
  ask: z.strictObject(askFields).default({}),
  /** Weights of the loss terms; a missing one counts 1. */
  lossWeights: z.record(z.string(), z.number().nonnegative()).default({}),
});

/** Numbers of one stage. Counts of samples are pictures with all their turns. */
export const stageSchema = stageFields.superRefine(({ warmup, steps, lrSteps }, { addIssue }) => {
  const [key, most] = lrSteps === undefined ? ["steps", steps] : ["lrSteps", lrSteps];
  if (warmup <= most) return;
  const message = `${warmup} steps of warm-up (100 where a stage says nothing) do not fit into its ${key}, ${most}; set warmup to ${most} or less`;
  addIssue({ code: "custom", path: ["warmup"], message });
});

const scenesSchema = z.strictObject({
  kind: z.literal("scenes"),
  weight: z.number().positive().default(1),
  seed: z.int().nonnegative().default(0),
});

/** What `refvlm build` has made. Its rows bring their own questions: `turnsPerPicture`, `tasks`, `ask` and `scenes` are not theirs. */
const shardsSchema = z.strictObject({
  kind: z.literal("shards"),
  /** Folder of a finished build, or one Parquet file. */
  path: z.string().min(1),
  weight: z.number().positive().default(1),
  /** Folder that the paths of pictures are told from; by default the one that the build was made with. */
  root: z.string().min(1).optional(),
  /** Broken rows are counted and others take their place. By default they end the run. */
  skipBroken: z.boolean().default(false),
  /** How much is held to shuffle within. */
  buffer: z.strictObject({ rows: z.int().positive().optional(), bytes: z.int().positive().optional() }).default({}),
});

const sourceSchema = z.discriminatedUnion("kind", [scenesSchema, shardsSchema]);

/** Pictures that no step sees. Their loss says when a stage ends, and with which weights. */
const heldOutSchema = z.strictObject({
  /** Folder of a finished build, or one Parquet file. */
  path: z.string().min(1),
  /** As of shards to learn from. */
  root: z.string().min(1).optional(),
  /** Most rows that a look takes. */
  rows: z.int().positive().default(256),
  /** Steps between two looks; one more is at the end of each stage. */
  every: z.int().positive().default(100),
  /** Looks without a new lowest loss after which a stage ends. */
  patience: z.int().positive().default(3),
});

export const recipeSchema = z.strictObject({
  /** A preset (`nano`, `vicuna-7b`) or the folder of a model to start from; `./` and `../` begin at the recipe. */
  model: z.string().min(1),
  /** Where checkpoints and logs go. */
  output: z.string().min(1),
  seed: z.int().nonnegative().default(0),
  /**
   * Units that the start model cannot decode, with their settings as in `decoder.units` of its config. Their decoders
   * begin from the seed.
   */
  addUnits: z.record(z.string(), z.looseObject({})).default({}),
  /**
   * Plugins that decode units instead of the start model's own decoders, or where it has none: by unit the folder of one, or which
   * one the folder must hold (`mask: sam=FOLDER`); `./` and `../` begin at the recipe. They bring their weights.
   */
  decoders: z.record(z.string(), z.string().min(1)).default({}),
  /**
   * Bridges of evidence for a start model that has none, or not all of them, as `evidence` of its config. New ones begin at their
   * closed form. Names are by default those of scenes, in the singular and the plural, and so are attributes.
   */
  addEvidence: evidenceConfig
    .extend({
      names: evidenceConfig.shape.names.default(() => [
        ...new Set(sceneNames.flatMap(({ name, plural }) => [name, plural])),
      ]),
      attributes: evidenceConfig.shape.attributes
        .unwrap()
        .default(() => sceneAttributes.flatMap(({ noun, colors }) => colors.map((color) => `${color} ${noun}`))),
    })
    .optional(),
  /**
   * Of the language model only adapters learn (LoRA), wherever a stage trains it. What the run leaves is a folder of them and
   * of whatever else the stages train, over the weights that it started from.
   */
  lora: loraConfig.optional(),
  /** Where the network trains. */
  device: z
    .string()
    .regex(/^(cpu|cuda(:\d+)?)$/, 'must be "cpu", "cuda" or "cuda:N"')
    .default("cpu"),
  /** Element type of the network's weights and of all that it computes; the optimizer keeps float32 masters. */
  dtype: z.enum(["float32", "bfloat16"]).default("float32"),
  tokenizer: z
    .strictObject({
      vocabSize: z.int().min(300).max(2000).default(1600),
      conversations: z.int().positive().default(3000),
    })
    .prefault({}),
  sources: z.array(sourceSchema).min(1),
  heldOut: heldOutSchema.optional(),
  stages: z.array(stageSchema).min(1),
  saveEvery: z.int().positive().default(200),
  keepCheckpoints: z.int().positive().default(2),
  logEvery: z.int().positive().default(10),
  /**
   * Steps after which the network answers a few questions, drawn for the run's page; by default never. Stages of other
   * objectives than `answers` are passed over.
   */
  answersEvery: z.int().positive().optional(),
  threads: z.int().positive().optional(),
});

export type Recipe = z.infer<typeof recipeSchema>;
export type Source = z.infer<typeof sourceSchema>;
export type Stage = z.infer<typeof stageSchema>;
