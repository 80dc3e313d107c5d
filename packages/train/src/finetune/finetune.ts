// Fine-tuning on a user's own pictures: questions, a part held out, a run that stops early, and what it has changed.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadPretrained, networkSize, readModelFolder } from "@refvlm/model";
import { checkDevice } from "@refvlm/torch";
import { Shards, splitPictures } from "@refvlm/vt-instruct";
import { RecipeError } from "../config/recipe-error.js";
import { type Recipe, recipeSchema } from "../config/schema.js";
import { type Evaluation, evaluate } from "../eval/evaluate.js";
import { shardQuestions } from "../eval/shard-questions.js";
import { isBegun } from "../loop/begin-run.js";
import { checkBatches, trainRecipe } from "../loop/run.js";
import type { RunOptions } from "../loop/run-options.js";
import { trainedParts } from "./network-parts.js";
import { questionsOfCoco } from "./questions-of-coco.js";

export interface FinetuneOptions extends Omit<RunOptions, "resume"> {
  /** Folder of the pictures of a COCO file, or the one that the paths of shards are told from. */
  images?: string;
  /** Shards to measure on and to stop by; a tenth of the pictures otherwise. */
  heldOut?: string;
  /** Most times that every row is learnt from. Default 3. */
  epochs?: number;
  /** Rank of adapters of the language model, instead of what the network's size says; 0 trains it whole. */
  loraRank?: number;
  seed?: number;
  device?: string;
  /** Most questions' pictures to measure on. Default 200. */
  measured?: number;
  /** Told which part begins. */
  onPart?(part: "questions" | "before" | "training" | "after"): void;
}

export interface Finetuned {
  recipe: Recipe;
  /** On the held-out pictures. */
  before: Evaluation;
  after: Evaluation;
}

/**
 * Fine-tunes a model. Everything lies in `output`: the questions, the recipe, checkpoints, and the model in `output/model`.
 * @param model folder of the network to start from
 * @param data a COCO file (`.json`), or shards of `refvlm build`
 * @throws DatasetError, ShardsError naming what is wrong with the data; DeviceError for a device that there is not;
 *   RecipeError for an output in which a run lies; the signal's reason. Where there is a checkpoint by then,
 *   `refvlm train OUTPUT/recipe.yaml --resume` goes on; without one nothing of what was made is left
 */
export async function finetune(
  model: string,
  data: string,
  output: string,
  options: FinetuneOptions = {},
): Promise<Finetuned> {
  if (isBegun({ output }))
    throw new RecipeError(
      `${output}: a run is already there; go on with it (refvlm train ${join(output, "recipe.yaml")} --resume), or choose another output`,
    );
  checkDevice(options.device ?? "cpu");
  const own = existsSync(output) ? [join(output, "data"), join(output, "recipe.yaml")] : [output];
  const made = own.filter((path) => !existsSync(path));
  try {
    return await finetuneIn(output, model, data, options);
  } catch (error) {
    if (!isBegun({ output })) for (const path of made) rmSync(path, { recursive: true, force: true });
    throw error;
  }
}

async function finetuneIn(output: string, model: string, data: string, options: FinetuneOptions): Promise<Finetuned> {
  const { heldOut, images, epochs = 3, measured = 200, seed = 0, device = "cpu", signal, onPart } = options;
  const { config } = readModelFolder(model);
  if (heldOut !== undefined) await Shards.open(heldOut, images);
  const units = Object.keys(config.decoder.units);
  const folder = join(output, "data");
  onPart?.("questions");
  const isCoco = data.endsWith(".json");
  const { onNote } = options;
  if (isCoco)
    await questionsOfCoco({ json: data, images }, units, { output: join(folder, "all"), seed, signal, onNote });
  const shards = await Shards.open(isCoco ? join(folder, "all") : data, isCoco ? undefined : images);
  const paths = { train: join(folder, "train.parquet"), heldOut: join(folder, "held-out.parquet") };
  const split = heldOut === undefined ? await splitPictures(shards, paths, 0.1) : undefined;
  const root = shards.root;
  const [train, held] = split ? [paths.train, paths.heldOut] : [shards.path, heldOut!];
  const { batch, accumulate, lora, ...parts } = trainedParts(config, networkSize(config).parameters);
  const { loraRank } = options;
  const steps = Math.max(1, Math.ceil((epochs * (split?.train.rows ?? shards.rows)) / (batch * accumulate)));
  const recipe = recipeSchema.parse({
    model: resolve(model),
    output,
    seed,
    device,
    dtype: device === "cpu" ? "float32" : "bfloat16",
    ...(loraRank === undefined ? { lora } : loraRank > 0 && { lora: { rank: loraRank } }),
    sources: [{ kind: "shards", path: train, root }],
    heldOut: { path: held, root, every: Math.max(1, Math.floor(steps / 10)), patience: 3 },
    stages: [{ name: "fine-tuning", objective: "answers", ...parts, batch, accumulate, steps, warmup: 0.03 }],
    saveEvery: Math.max(1, Math.floor(steps / 10)),
    logEvery: Math.max(1, Math.floor(steps / 100)),
  });
  checkBatches(recipe, options.world?.size ?? options.replicas ?? 1);
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, "recipe.yaml"), `${JSON.stringify(recipe, null, 2)}\n`);
  const measure = async (folder: string) => {
    const loaded = loadPretrained(folder, { device });
    try {
      return await evaluate(loaded, await shardQuestions(held, { root, limit: measured }), { signal });
    } finally {
      loaded.network.dispose();
    }
  };
  onPart?.("before");
  const before = await measure(model);
  onPart?.("training");
  if ((await trainRecipe(recipe, options)) === "stopped") signal?.throwIfAborted();
  onPart?.("after");
  return { recipe, before, after: await measure(join(output, "model")) };
}
