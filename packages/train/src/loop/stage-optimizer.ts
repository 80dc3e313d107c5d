// What a stage trains: which modules learn, how fast, from which weights.

import { nearestKey } from "@refvlm/config";
import { isAdapted, isAdapterKey, type RefVlmNetwork } from "@refvlm/model";
import { nn, noGrad, optim, type Tensor } from "@refvlm/torch";
import { RecipeError } from "../config/recipe-error.js";
import type { Stage } from "../config/schema.js";

/**
 * Checks what a stage says of the network's modules, so that a slip in the last stage is told before the first one begins.
 * @throws RecipeError for a path that names nothing, a rate of what does not learn, and a copy between what differs in tensors or shapes
 */
export function checkStage(network: RefVlmNetwork, stage: Stage): void {
  copies(network, stage);
  checkPaths(network, stage);
}

/**
 * Copies weights between modules before a stage: single tensors, e.g. word embeddings that stage 0 taught to the text
 * tower, or all that a module is made of (stage 3 builds the keypoint decoder from the box decoder's).
 * @throws as `checkStage`
 */
export function copyWeights(network: RefVlmNetwork, stage: Stage): void {
  for (const { targets, sources } of copies(network, stage))
    noGrad(() => {
      for (const [key, target] of targets) target.copy_(sources.get(key)!);
    });
}

function copies(network: RefVlmNetwork, stage: Stage): Record<"targets" | "sources", Map<string, Tensor>>[] {
  const state = network.stateDict();
  const read = (path: string) => {
    const found = below([...state], path);
    if (found.size > 0) return found;
    throw new RecipeError(
      `stage ${stage.name}: copy: no tensor or module "${path}"${nearest(path, [...state.keys()])}`,
    );
  };
  return Object.entries(stage.copy).map(([to, from]) => {
    const [targets, sources] = [read(to), read(from)];
    const mismatch = [...new Set([...targets.keys(), ...sources.keys()])].find(
      (key) => String(targets.get(key)?.shape) !== String(sources.get(key)?.shape),
    );
    if (mismatch !== undefined)
      throw new RecipeError(
        `stage ${stage.name}: copy: ${told(from, mismatch, sources)} and ${told(to, mismatch, targets)}; only equal shapes can be copied`,
      );
    return { targets, sources };
  });
}

function checkPaths(network: RefVlmNetwork, stage: Stage): void {
  const named = network.namedParameters();
  for (const path of [...stage.train, ...Object.keys(stage.lrScale)]) {
    if (below(named, path).size > 0) continue;
    const field = stage.train.includes(path) ? "train" : "lrScale";
    const keys = named.map(([key]) => key);
    throw new RecipeError(`stage ${stage.name}: ${field}: no module "${path}"${nearest(path, keys)}`);
  }
  const isTrained = (path: string) =>
    stage.train.some((part) => isBelow(keyOf(path), part) || isBelow(keyOf(part), path));
  const idle = Object.keys(stage.lrScale).find((path) => !isTrained(path));
  if (idle !== undefined)
    throw new RecipeError(
      `stage ${stage.name}: lrScale: "${idle}" does not learn in this stage; add it to train, or leave it out here`,
    );
}

/** Keys of all tensors that a stage trains or copies to. */
export function changedKeys(network: RefVlmNetwork, stage: Stage): string[] {
  const learn = learners(network, stage);
  const isChanged = (key: string) =>
    learn(key) !== undefined || Object.keys(stage.copy).some((path) => isBelow(key, path));
  return [...network.stateDict().keys()].filter(isChanged);
}

/** Freezes what a stage does not train and gives the rest to AdamW: matrices with decay, vectors without. */
export function stageOptimizer(network: RefVlmNetwork, stage: Stage): optim.AdamW {
  checkPaths(network, stage);
  const named = network.namedParameters();
  const groups = new Map(stageGroups(stage).map((path) => [path, [] as Tensor[]]));
  const learn = learners(network, stage);
  for (const [key, parameter] of named) {
    const path = learn(key);
    parameter.requiresGrad = path !== undefined;
    if (path !== undefined) groups.get(path)!.push(parameter);
  }
  const params = [...groups.values()].flatMap((own) => [
    { params: own.filter(({ ndim }) => ndim > 1), weightDecay: stage.weightDecay },
    { params: own.filter(({ ndim }) => ndim <= 1), weightDecay: 0 },
  ]);
  return new optim.AdamW(params, { lr: stage.lr, betas: stage.betas, eps: 1e-8 });
}

/** Learning-rate scale of each optimizer group, in the order in which `stageOptimizer` makes them. */
export function groupScales(stage: Stage): number[] {
  const paths = Object.keys(stage.lrScale);
  return stageGroups(stage).flatMap((path) => {
    const scale = stage.lrScale[narrowest(paths, keyOf(path)) ?? ""] ?? 1;
    return [scale, scale];
  });
}

/** Paths whose parameters have a learning rate of their own. */
function stageGroups({ train, lrScale }: Stage): string[] {
  const inside = Object.keys(lrScale).filter((path) => !train.includes(path) && narrowest(train, keyOf(path)));
  return [...train, ...inside];
}

/**
 * The group of each parameter that learns, the narrowest of those that hold it; undefined for one that does not. A language
 * model with adapters stays as it is beside them.
 */
function learners(network: RefVlmNetwork, stage: Stage): (key: string) => string | undefined {
  const groups = stageGroups(stage);
  const adapted = isAdapted(network.languageModel);
  const isFrozen = (key: string) => adapted && isBelow(key, "languageModel") && !isAdapterKey(key);
  return (key) => (isFrozen(key) ? undefined : narrowest(groups, key));
}

/** The longest of the paths at or under which a key lies. */
function narrowest(paths: readonly string[], key: string): string | undefined {
  return paths.filter((path) => isBelow(key, path)).sort((a, b) => b.length - a.length)[0];
}

/** Entries at or under a path, by what is left of their keys. */
function below(entries: readonly (readonly [string, Tensor])[], path: string): Map<string, Tensor> {
  const { length } = keyOf(path);
  return new Map(entries.filter(([key]) => isBelow(key, path)).map(([key, tensor]) => [key.slice(length), tensor]));
}

function isBelow(key: string, path: string): boolean {
  return `${key}.`.startsWith(`${keyOf(path)}.`);
}

/** A module's path, e.g. `visualDecoders.units.keypoint`, as state dicts write it. */
function keyOf(path: string): string {
  return path.split(".").map(nn.snakeCase).join(".");
}

function told(path: string, rest: string, tensors: ReadonlyMap<string, Tensor>): string {
  const tensor = tensors.get(rest);
  return tensor ? `"${path}${rest}" is [${tensor.shape}]` : `there is no "${path}${rest}"`;
}

/** What a path may have meant: the modules beside where it goes wrong. */
function nearest(path: string, keys: readonly string[]): string {
  const parts = path.split(".");
  const right = parts.findIndex((_, i) => !keys.some((key) => isBelow(key, parts.slice(0, i + 1).join("."))));
  const parent = parts.slice(0, right).join(".");
  const start = right === 0 ? 0 : keyOf(parent).length + 1;
  const beside = keys.filter((key) => right === 0 || isBelow(key, parent)).map((key) => key.slice(start).split(".")[0]);
  const names = [...new Set(beside)];
  const guess = nearestKey(parts[right], names);
  return `; ${parent || "the network"} has ${names.join(", ")}${guess ? `; did you mean "${guess}"?` : ""}`;
}
