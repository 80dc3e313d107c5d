// The card of the model that a run leaves: what it was trained on. What it is worth, an evaluation says.
import type { ModelCard, ModelConfig } from "@refvlm/model";
import { categories } from "@refvlm/vt-instruct";
import type { Recipe } from "../config/schema.js";

const SCENES = "emoji of Noto (Apache-2.0), OpenMoji (CC BY-SA 4.0) and Fluent UI (MIT)";

/**
 * The card of a finished run.
 * @param start of the model that it went on from; null for one from nothing
 */
export function cardOf({ sources, stages, seed }: Recipe, { name }: ModelConfig, start: ModelCard | null): ModelCard {
  const data = sources.map((source) =>
    source.kind === "scenes"
      ? { of: `generated scenes (seed ${source.seed})`, licence: SCENES }
      : { of: source.path, licence: "as its manifest says" },
  );
  const steps = stages.map((stage) => `${stage.name} ${stage.steps} x ${stage.batch * stage.accumulate}`);
  const run = `${data.map(({ of }) => of).join(", ")}: ${steps.join(", ")} pictures (seed ${seed})`;
  const known = sources.some(({ kind }) => kind === "scenes")
    ? categories.map(({ name, plural }) => ({ name, plural }))
    : [];
  const licences = new Map([...(start?.licences ?? []), ...data].map((each) => [each.of, each]));
  return {
    name,
    version: "0.1.0",
    knows: start?.knows ?? "what its training showed",
    trainedOn: [...(start?.trainedOn ?? []), run],
    names: [...new Map([...(start?.names ?? []), ...known].map((each) => [each.name, each])).values()],
    prompts: start?.prompts ?? [],
    figures: [],
    limits: start?.limits ?? [],
    licences: [...licences.values()],
  };
}
