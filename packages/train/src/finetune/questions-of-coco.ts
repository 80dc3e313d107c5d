// A user's COCO file made a data set of questions: about what its labels allow and the network has decoders for.
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { buildDataset, DatasetError, parseBuildConfig, type TaskWeights } from "@refvlm/vt-instruct";
import type { RunOptions } from "../loop/run-options.js";

/** Tasks by the unit that they ask for; words need none. */
const tasksOf: Readonly<Record<string, TaskWeights>> = {
  box: { rec: 2, ovd: 1, fovd: 2 },
  mask: { res: 2, ovs: 1, fovs: 1 },
  keypoint: { keypoint: 2 },
};
const inWords: TaskWeights = { vqa: 1 };

export interface CocoData {
  /** Annotations in COCO's layout: instances, or keypoints of persons. */
  json: string;
  /** Folder of the pictures. Default: `images` beside the file, else the file's own. */
  images?: string;
}

/**
 * Builds the questions about each picture, once. What an earlier run has finished is kept.
 * @param units that the network decodes
 * @param output folder of the build
 * @param onNote told what of the file cannot be used
 * @throws DatasetError naming the file and what is wrong with it, or that nothing of it can be used; OutputError
 */
export async function questionsOfCoco(
  { json, images }: CocoData,
  units: readonly string[],
  { output, seed, signal, onNote }: { output: string; seed: number } & Pick<RunOptions, "signal" | "onNote">,
): Promise<void> {
  const beside = join(dirname(json), "images");
  const folder = resolve(images ?? (existsSync(beside) ? beside : dirname(json)));
  const tasks = Object.assign({}, inWords, ...units.map((unit) => tasksOf[unit] ?? {}));
  const name = basename(json); // as faults of the source are told
  const config = {
    name: "fine-tuning",
    output,
    root: folder,
    seed,
    labels: true,
    ask: { tasks, turns: [2, 6], absentRate: 0.12, independent: true },
    sources: [{ reader: "coco", name, licence: "the user's own", files: { images: folder, instances: resolve(json) } }],
  };
  const { rejects, tally } = await buildDataset(parseBuildConfig(JSON.stringify(config), json), { signal });
  if (rejects.rejected === 0) return;
  const [{ first }] = Object.values(tally.rejects);
  const told = `${rejects.of}: ${rejects.rejected} of ${rejects.records} cannot be used; the first: ${first}`;
  if (rejects.rejected === rejects.records) throw new DatasetError(told);
  onNote?.(`${told} (all are in ${join(output, "rejects.jsonl")})`);
}
