// Built shards for tests of training: scenes as rows of a Parquet file, their pictures inside.
import { encodePng } from "@refvlm/vision/node";
import {
  annotateScene,
  conversation,
  Random,
  RowWriter,
  renderScene,
  rowOf,
  type TaskWeights,
} from "@refvlm/vt-instruct";

export interface BuiltScenesOptions {
  rows: number;
  tasks?: TaskWeights;
  /** Pixels. */
  size?: number;
  independent?: boolean;
  /** Boxes are numbers in the text. */
  numeric?: boolean;
  /** Share of scenes with people. */
  peopleRate?: number;
  /** Rows tell all objects and a caption. */
  labels?: boolean;
  /** The first row gives its picture another width than it has. */
  broken?: boolean;
}

/** Writes the file; the icon atlas must have been prepared. */
export async function buildScenes(path: string, options: BuiltScenesOptions): Promise<void> {
  const {
    rows,
    tasks = { rec: 1, res: 1, fovd: 1 },
    size = 64,
    independent = true,
    numeric = false,
    peopleRate,
    labels = true,
    broken = false,
  } = options;
  const writer = new RowWriter(path);
  for (let index = 0, written = 0; written < rows; index++) {
    const scene = renderScene(4, index, { size, minObjects: 2, maxObjects: 4, peopleRate });
    const annotated = annotateScene(scene);
    const sample = conversation(annotated, Random.of("rows", index), { tasks, turns: [2, 3], independent, numeric })!;
    if (sample.turns.length === 0) continue; // nobody is there to be asked about
    written++;
    const { objects, caption, ...bare } = sample;
    const bytes = await encodePng(scene.picture);
    const height = size;
    const width = broken && index === 0 ? size + 1 : size;
    const id = `scenes:${index}`;
    const told = {
      id,
      source: "scenes",
      licence: "CC0",
      split: "train",
      width,
      height,
      picture: { bytes, name: `${id}.png` },
    };
    writer.add(rowOf({ ...(labels ? sample : bare), ...told }));
  }
  writer.finish();
}
