// NYU Depth v2 as single frames: the set that depth networks are trained on, one HDF5 file for each picture.
import { join } from "node:path";
import { z } from "zod";
import { DatasetError, RecordError } from "../files/errors.js";
import { Hdf5 } from "../files/hdf5.js";
import { stemsUnder } from "../files/walk-folder.js";
import type { AnnotatedPicture } from "../sample/annotated.js";
import { MOST_PIXELS } from "./common/checks.js";
import { defineReader } from "./reader.js";

/**
 * `train/<scene>/<frame>.h5` and `val/official/<frame>.h5` (Ma and Karaman 2018, "Sparse-to-Dense"): `rgb`, three planes
 * [3, height, width] of 0 to 255, and `depth` [height, width] in metres, 0 where nothing was measured.
 */
export const nyuFrames = defineReader({
  name: "nyu-frames",
  title: "NYU Depth v2 as single frames (*.h5 with rgb and depth)",
  licence: "NYU Depth v2: no licence stated; for research.",
  options: z.strictObject({
    /** Where the frames lie, in folders or not. */
    folder: z.string(),
  }),
  async open({ folder }) {
    const stems = await stemsUnder(folder, ".h5");
    return {
      size: stems.length,
      faults: [],
      read: (index) => frameAt(join(folder, `${stems[index]}.h5`), stems[index]!),
    };
  },
});

async function frameAt(path: string, id: string): Promise<AnnotatedPicture> {
  let file: Hdf5 | undefined;
  try {
    file = await Hdf5.open(path);
    return frameOf(file, path, id);
  } catch (error) {
    throw error instanceof DatasetError ? new RecordError(path, id, "corrupt-file", error.message) : error;
  } finally {
    file?.close();
  }
}

function frameOf(file: Hdf5, path: string, id: string): AnnotatedPicture {
  const [channels, height, width] = file.shape("rgb", 3) as [number, number, number];
  const [depthHeight, depthWidth] = file.shape("depth", 2);
  const fault = (detail: string) => new RecordError(path, id, "wrong-size", detail);
  const pixels = width * height;
  if (channels !== 3 || !(pixels > 0 && pixels <= MOST_PIXELS))
    throw fault(`rgb has the shape [${channels}, ${height}, ${width}]`);
  if (depthHeight !== height || depthWidth !== width) throw fault("depth and rgb are not of one size");
  const planes = file.numbers("rgb");
  const data = new Uint8Array(3 * pixels);
  for (let i = 0; i < pixels; i++) for (let c = 0; c < 3; c++) data[3 * i + c] = planes[c * pixels + i]!;
  const depth = { width, height, data: Float32Array.from(file.numbers("depth")), kind: "metric" } as const;
  return { id, picture: { width, height, data }, width, height, objects: [], depth };
}
