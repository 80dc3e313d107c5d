// NYU Depth v2, the labelled part: indoor pictures with dense depth and the masks of named objects, all in one file.
import type { DepthMap, Picture } from "@refvlm/vision";
import { z } from "zod";
import { DatasetError, RecordError } from "../files/errors.js";
import { Hdf5 } from "../files/hdf5.js";
import { listLines } from "../files/walk-folder.js";
import type { AnnotatedObject } from "../sample/annotated.js";
import { MOST_PIXELS } from "./common/checks.js";
import { labelMasks } from "./common/label-picture.js";
import { defineReader } from "./reader.js";

/** There are 1,449. */
const MOST_PICTURES = 100_000;

/** What has no number, however the instances are counted. */
const STUFF: ReadonlySet<string> = new Set(["floor", "ceiling"]);

/**
 * `nyu_depth_v2_labeled.mat` (Silberman et al. 2012, "Indoor Segmentation and Support Inference from RGBD Images"; fields
 * as on the data set's page): MATLAB's version 7.3, which is HDF5 with all axes in reverse, so that a picture lies column
 * after column. `depths` are metres with their gaps filled; an object is a value of `labels` (into `names`, from 1; 0 is
 * unlabelled) together with one of `instances`.
 */
export const nyu = defineReader({
  name: "nyu",
  title: "NYU Depth v2, labelled: depth and objects (nyu_depth_v2_labeled.mat)",
  licence: "NYU Depth v2: no licence stated; for research.",
  options: z.strictObject({
    /** `nyu_depth_v2_labeled.mat`. */
    file: z.string(),
    /** A file of picture numbers from 1, one a line, e.g. `trainNdxs` of the official `splits.mat`; default all. */
    list: z.string().optional(),
  }),
  async open({ file, list }) {
    const source = await Hdf5.open(file);
    const [count, channels, width, height] = source.shape("images", 4) as [number, number, number, number];
    if (channels !== 3) throw new DatasetError(`${file}: images have ${channels} channels, not 3`);
    if (count > MOST_PICTURES || width * height > MOST_PIXELS)
      throw new DatasetError(`${file}: it claims ${count} images of ${width} x ${height}. Download the file again.`);
    for (const key of ["depths", "labels", "instances"])
      if (source.shape(key, 3).join() !== [count, width, height].join())
        throw new DatasetError(`${file}: ${key} and images are not of one size. Download the file again.`);
    const names = source.strings("names");
    const numbers = list ? (await listLines(list)).map(Number) : Array.from({ length: count }, (_, i) => i + 1);
    const wrong = numbers.find((number) => !Number.isInteger(number) || number < 1 || number > count);
    if (wrong !== undefined) throw new DatasetError(`${list}: numbers of pictures are 1 to ${count}, not "${wrong}".`);
    const size = { width, height };
    return {
      size: numbers.length,
      faults: [],
      read(index) {
        const number = numbers[index]!;
        const id = String(number).padStart(4, "0");
        const slice = (key: string) => source.numbers(key, number - 1);
        const picture = pictureOf(slice("images"), size);
        const pixels = width * height;
        const data = upright(slice("depths"), size, new Float32Array(pixels));
        const depth: DepthMap = { ...size, data, kind: "metric" };
        const instances = slice("instances");
        const ids = Uint32Array.from(slice("labels"), (label, i) => (label === 0 ? 0 : label * 256 + instances[i]!));
        const objects: AnnotatedObject[] = [];
        for (const [value, mask] of labelMasks(upright(ids, size, new Uint32Array(pixels)), width, height)) {
          if (value === 0) continue;
          const name = names[Math.floor(value / 256) - 1];
          if (!name) throw new RecordError(file, id, "unknown-class", `label ${Math.floor(value / 256)} has no name`);
          objects.push({ name, box: mask.box(), mask, ...(STUFF.has(name) && { stuff: true }) });
        }
        return { id, picture, ...size, objects, depth };
      },
      close: async () => source.close(),
    };
  },
});

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Writes a map that lies column after column into `rows`, row-major. */
function upright<T extends Float32Array | Uint32Array>(
  columns: ArrayLike<number>,
  { width, height }: Size,
  rows: T,
): T {
  for (let x = 0; x < width; x++) for (let y = 0; y < height; y++) rows[y * width + x] = columns[x * height + y]!;
  return rows;
}

/** RGB of three planes that lie column after column. */
function pictureOf(planes: ArrayLike<number>, { width, height }: Size): Picture {
  const data = new Uint8Array(3 * width * height);
  for (let c = 0; c < 3; c++)
    for (let x = 0; x < width; x++)
      for (let y = 0; y < height; y++) data[3 * (y * width + x) + c] = planes[(c * width + x) * height + y]!;
  return { width, height, data };
}
