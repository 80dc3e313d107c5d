// What a stage trains: which modules learn, how fast, from which weights.
import type { RefVlmNetwork } from "@refvlm/model";
import { nn, noGrad, optim } from "@refvlm/torch";
import { RecipeError } from "../config/recipe-error.js";
import type { Stage } from "../config/schema.js";

/** Copies weights between modules before a stage, e.g. word embeddings that stage 0 taught to the text tower. */
export function copyWeights(network: RefVlmNetwork, stage: Stage): void {
  const state = network.stateDict();
  for (const [to, from] of Object.entries(stage.copy)) {
    const [target, source] = [state.get(to), state.get(from)];
    if (!target || !source)
      throw new RecipeError(`stage ${stage.name}: copy: no tensor "${target ? from : to}" in the network`);
    if (String(target.shape) !== String(source.shape))
      throw new RecipeError(
        `stage ${stage.name}: copy: "${from}" is [${source.shape}], "${to}" is [${target.shape}]; only equal shapes can be copied`,
      );
    noGrad(() => target.copy_(source));
  }
}

/** Freezes what a stage does not train and gives the rest to AdamW: matrices with decay, vectors without. */
export function stageOptimizer(network: RefVlmNetwork, stage: Stage): optim.AdamW {
  const named = network.namedParameters();
  const modules = new Set(named.map(([name]) => name.split(".")[0]));
  const unknown = stage.train.filter((name) => !modules.has(nn.snakeCase(name)));
  if (unknown.length > 0)
    throw new RecipeError(
      `stage ${stage.name}: train: no module "${unknown[0]}"; the network has ${[...modules].join(", ")}`,
    );
  for (const [name, parameter] of named)
    parameter.requiresGrad = stage.train.some((module) => nn.snakeCase(module) === name.split(".")[0]);
  const groups = stage.train.flatMap((module) => {
    const own = named.filter(([name]) => name.split(".")[0] === nn.snakeCase(module)).map(([, parameter]) => parameter);
    const matrices = own.filter((parameter) => parameter.ndim > 1);
    const vectors = own.filter((parameter) => parameter.ndim <= 1);
    return [
      { params: matrices, weightDecay: stage.weightDecay },
      { params: vectors, weightDecay: 0 },
    ];
  });
  return new optim.AdamW(groups, { lr: stage.lr, betas: stage.betas, eps: 1e-8 });
}

/** Learning-rate scale of each optimizer group, in the order in which `stageOptimizer` makes them. */
export function groupScales(stage: Stage): number[] {
  return stage.train.flatMap((module) => [stage.lrScale[module] ?? 1, stage.lrScale[module] ?? 1]);
}
