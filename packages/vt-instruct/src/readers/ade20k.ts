// ADE20K, the full release: every object of a picture with its name, and on request their parts.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { checkedRecord } from "../files/record-index.js";
import { parsedJson, recordText } from "../files/source-file.js";
import { stemsUnder } from "../files/walk-folder.js";
import { LabelList } from "./common/label-list.js";
import { labelMasks, readLabelPicture } from "./common/label-picture.js";
import { checkSameSize, type Size, sizedPicture } from "./common/sized-picture.js";
import { firstName } from "./common/wordnet-name.js";
import { defineReader } from "./reader.js";

/** What is labelled region by region and yet has no number. */
const STUFF: ReadonlySet<string> = new Set("sky grass water sea sand earth land snow floor ceiling".split(" "));

/**
 * ADE20K (Zhou et al. 2019, "Semantic Understanding of Scenes through the ADE20K Dataset"; encoding as in the data set's
 * `loadAde20K`): beside `X.jpg` lies `X_seg.png` whose red and green channels hold the class, R / 10 * 256 + G, and whose
 * blue one tells instances apart; `X_parts_1.png` and so on hold the parts, parts of parts, likewise. Names come from
 * `X.json` (release 2021_17_01), by class, or from `X_atr.txt` (2016_07_26), by instance. Regions are what is seen of an
 * object. The folders of instance pictures say the same but for a few pixels, at many times the reading.
 */
export const ade20k = defineReader({
  name: "ade20k",
  title: "ADE20K, full release (2021_17_01 or 2016_07_26)",
  licence: "ADE20K: for non-commercial research and education.",
  options: z.strictObject({
    /** `images/ADE/training` or `images/ADE/validation`. */
    images: z.string(),
    /** Parts as objects of their own, e.g. the wheels of a car. */
    parts: z.boolean().default(false),
  }),
  async open({ images, parts }) {
    const stems = await stemsUnder(images, ".jpg");
    return {
      size: stems.length,
      faults: [],
      async read(index) {
        const id = stems[index]!;
        const stem = join(images, id);
        const picture = sizedPicture(`${stem}.jpg`, id);
        const nameOf = namesOf(stem, id);
        const labels = new LabelList();
        await addObjects(labels, `${stem}_seg.png`, 0, picture, nameOf, id);
        for (let level = 1; parts && existsSync(`${stem}_parts_${level}.png`); level++)
          await addObjects(labels, `${stem}_parts_${level}.png`, level, picture, nameOf, id);
        return { id, ...picture, ...labels.told };
      },
    };
  },
});

/** A region of one level: its class, and the rank of its blue value among those of the level. */
interface Region {
  readonly level: number;
  readonly category: number;
  readonly rank: number;
}

async function addObjects(
  labels: LabelList,
  path: string,
  level: number,
  picture: Size,
  nameOf: (region: Region) => string | undefined,
  id: string,
): Promise<void> {
  const { ids, width, height } = await readLabelPicture({ path }, id);
  checkSameSize(picture, { width, height }, path, id);
  const masks = labelMasks(ids, width, height);
  const blues = [...new Set([...masks.keys()].map((value) => value >>> 16))].sort((a, b) => a - b);
  for (const [value, mask] of masks) {
    if (value === 0) continue;
    const [red, green, blue] = [value & 0xff, (value >>> 8) & 0xff, value >>> 16];
    // Blue 0 is the background even where the picture shows none of it.
    const rank = blues.indexOf(blue) + (blues[0] === 0 ? 0 : 1);
    const name = nameOf({ level, category: Math.floor(red / 10) * 256 + green, rank });
    const read = () => {
      if (name) return { name, box: mask.box(), mask, ...(STUFF.has(name) && { stuff: true }) };
      const detail = `colour (${red}, ${green}, ${blue}) has no name beside the picture`;
      throw new RecordError(path, id, "unknown-class", detail);
    };
    labels.add(name, read);
  }
}

const objectEntry = z.object({ name: z.string().min(1), name_ndx: z.int() });
// MATLAB wrote the files: a list of one is not a list.
const annotationSchema = z.object({
  annotation: z.object({ object: z.union([z.array(objectEntry), objectEntry.transform((entry) => [entry])]) }),
});

/** The names that lie beside a picture; some of these files are in Latin-1, as which `loadAde20K` reads them all. */
function namesOf(stem: string, id: string): (region: Region) => string | undefined {
  if (existsSync(`${stem}.json`)) {
    const place = { file: `${stem}.json`, record: id };
    const { annotation } = checkedRecord(
      parsedJson(recordText(place, "latin1"), place),
      annotationSchema,
      place.file,
      id,
    );
    const names = new Map(annotation.object.map(({ name, name_ndx }) => [name_ndx, firstName(name)]));
    return ({ category }) => names.get(category);
  }
  const text = recordText({ file: `${stem}_atr.txt`, record: id }, "latin1");
  // instance # part level # occluded # class # name as typed # "attributes"
  const rows = text.split("\n").map((line) => line.split("#").map((cell) => cell.trim()));
  const names = new Map(
    rows.map(([rank, level, , name = ""]) => [`${Number(level)}/${Number(rank)}`, firstName(name)]),
  );
  return ({ level, rank }) => names.get(`${level}/${rank}`) || undefined;
}
