// What a calibration is fitted on: scenes of a split of their own, or photographs that were held back, as built or with questions.
import type { LoadedModel } from "@refvlm/model";
import type { Picture, UnitName } from "@refvlm/vision";
import { prepareAtlas, SceneSource, type TaskWeights } from "@refvlm/vt-instruct";
import { kindOf } from "../eval/kinds.js";
import { PhotoQuestions, type PhotoSelection, photoQuestions } from "../eval/photos/index.js";
import { QuestionsError } from "../eval/questions.js";
import { type ShardSelection, shardQuestions } from "../eval/shard-questions.js";
import type { CalibrationSource } from "./calibrate.js";

export interface SceneCalibration {
  /** Default 400. */
  scenes?: number;
  /** Pixels. Default 128. */
  size?: number;
  seed?: number;
}

/** What is asked: every unit as it is usually asked for, and as many things that are not there as ones that are. */
const TASKS: Record<UnitName, TaskWeights> = {
  box: { rec: 2, fovd: 1, ovd: 1 },
  mask: { res: 2, fovs: 1, ovs: 1 },
  keypoint: { keypoint: 1 },
  depth: { depth: 1 },
  point: { "rec-point": 1 },
};

/** Scenes that ask for the network's units. */
export async function calibrationScenes(
  { network }: LoadedModel,
  { scenes = 400, size = 128, seed = 9 }: SceneCalibration = {},
): Promise<CalibrationSource> {
  await prepareAtlas();
  const units = network.visualDecoders.units.keys().filter((unit): unit is UnitName => unit in TASKS);
  const tasks: TaskWeights = Object.assign({}, ...units.map((unit) => TASKS[unit]));
  const source = new SceneSource({
    ...{ seed, split: "calibration", size, tasks, turns: [4, 4], absentRate: 0.4 },
    peopleRate: units.includes("keypoint") ? 0.5 : 0,
    depth: units.includes("depth"),
  });
  const about = `${scenes} scenes of the split "calibration" (seed ${seed}, ${size} px)`;
  return {
    size: scenes,
    about,
    digest: about,
    at(index) {
      const { picture, turns } = source.sample(index);
      return turns.map(({ command, ...turn }, number) => {
        const id = `${index}/${number}`;
        return { set: "scenes", id, kind: kindOf(turn, []), picture: picture as Picture, history: [], turn };
      });
    },
  };
}

/**
 * The turns of a built data set, as they stand there.
 * @throws as `shardQuestions`
 */
export async function calibrationShards(path: string, selection: ShardSelection = {}): Promise<CalibrationSource> {
  const source = await shardQuestions(path, selection);
  return { ...source, about: `${source.size} pictures of ${path}` };
}

/**
 * Questions about photographs, as an evaluation asks them; never those that it measures by.
 * @param root the data set's folder
 * @throws QuestionsError for the questions that an evaluation measures by, and as `photoQuestions`
 */
export function calibrationQuestions(
  root: string,
  selection: PhotoSelection & Required<Pick<PhotoSelection, "questions">>,
): CalibrationSource {
  if (selection.questions.digest === PhotoQuestions.read().digest)
    throw new QuestionsError(
      "these are the questions that `refvlm eval photos` measures by, which would then say nothing; write others about pictures that were held back, with write-photo-questions.ts",
    );
  const source = photoQuestions(root, selection);
  return { ...source, about: `questions about ${source.size} photographs of ${selection.questions.header.folder}` };
}
