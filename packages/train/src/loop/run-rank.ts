// A run as one of many processes, on one machine or several: they meet, agree on what they train, and share every batch.
import { createHash } from "node:crypto";
import { getNumThreads } from "@refvlm/torch";
import { prepareAtlas } from "@refvlm/vt-instruct";
import { C10dCollective } from "../collectives/c10d.js";
import { meet, placeOf } from "../collectives/meeting.js";
import type { World } from "../collectives/world.js";
import type { Recipe } from "../config/schema.js";
import type { TrainingEnd } from "../log/log-entry.js";
import { beginRun, sizeOf } from "./begin-run.js";
import { saveModel, startModel } from "./prepare-model.js";
import { runReplica } from "./replica.js";
import type { WholeRunOptions } from "./run-options.js";
import { threadsOfRank } from "./threads-of-rank.js";

/** The first rank alone takes the run's folder, tells of the run, and writes. @throws as `trainRecipe` */
export async function trainRank(shared: Recipe, world: World, options: WholeRunOptions): Promise<TrainingEnd> {
  const recipe = shared.device === "cuda" ? { ...shared, device: `cuda:${world.localRank}` } : shared;
  const meeting = await meet(world, { timeout: options.timeout, device: recipe.device });
  const collective = new C10dCollective(meeting);
  const leads = world.rank === 0;
  let unlock = () => {};
  try {
    const { output: _, ...learnt } = shared;
    await collective.agree("the recipe (its digest)", digest(JSON.stringify(learnt)));
    if (leads) unlock = await beginRun(recipe, options);
    else await prepareAtlas();
    await collective.barrier();
    const model = startModel(recipe);
    if (leads) {
      options.onNote(sizeOf(recipe, model.network.parameters(), world.size));
      for (let rank = 0; rank < world.size; rank++) options.onNote(placeOf(meeting, rank));
    }
    const end = await runReplica(recipe, model, {
      collective,
      threads: threadsOfRank(world, getNumThreads()),
      resume: options.resume,
      signal: options.signal,
      ...(leads && { onLog: options.onLog, onNote: options.onNote }),
    });
    if (leads && end === "finished") saveModel(recipe, model);
    model.network.dispose();
    await collective.leave();
    return end;
  } catch (error) {
    collective.abort((error as Error).message);
    await collective.abandon();
    throw error;
  } finally {
    unlock();
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
