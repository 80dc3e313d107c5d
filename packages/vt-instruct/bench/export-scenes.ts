// Dumps scenes for other programs: npx tsx packages/vt-instruct/bench/export-scenes.ts COUNT SEED FOLDER [SPLIT] [FAMILY,...]
// pictures.u8: COUNT x 128 x 128 x 3 bytes RGB. scenes.jsonl: one scene a line; each object's mask as COCO counts.
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type Family, prepareAtlas, renderScene } from "../src/index.js";

const [count, seed, folder, split = "train", familyList] = process.argv.slice(2);
if (!folder) throw new Error("usage: export-scenes.ts COUNT SEED FOLDER [SPLIT] [FAMILY,...]");
await prepareAtlas();
mkdirSync(folder, { recursive: true });
const pictures = openSync(join(folder, "pictures.u8"), "w");
const lines = openSync(join(folder, "scenes.jsonl"), "w");
const families = familyList?.split(",") as Family[] | undefined;

/** Uncompressed COCO counts: run lengths down the columns, zeros first. */
function columnRuns(width: number, height: number, data: Uint8Array): number[] {
  const runs = [0];
  let value = 0;
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++) {
      if (data[y * width + x] !== value) {
        value = 1 - value;
        runs.push(0);
      }
      runs[runs.length - 1]++;
    }
  return runs;
}

for (let index = 0; index < Number(count); index++) {
  const { picture, objects } = renderScene(Number(seed), index, { split, families });
  writeSync(pictures, picture.data);
  const records = objects.map(({ mask, ...object }) => ({
    ...object,
    counts: columnRuns(mask.width, mask.height, mask.data),
  }));
  writeSync(lines, `${JSON.stringify({ index, objects: records })}\n`);
}
closeSync(pictures);
closeSync(lines);
