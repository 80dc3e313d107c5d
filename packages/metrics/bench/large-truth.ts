// Memory of a truth file above 512 MiB beside as many results in a file. Usage: large-truth.ts FOLDER truth|results. Request {}.
import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { answerRequests, peakMegabytes } from "../../../scripts/bench/answering.mjs";
import { boxes, truthsFrom } from "../src/index.js";
import { readDetections, readTruths } from "../src/node/index.js";

const [folder, kind] = process.argv.slice(2) as [string, "truth" | "results"];
const PICTURES = 22_000;
const EACH = 100;
const images = Array.from({ length: PICTURES }, (_, i) => ({ id: i + 1 }));
const categories = [{ id: 1 }];
const head = `${JSON.stringify({ images, categories }).slice(0, -1)},"annotations":`;
const path = join(folder, `large-${kind}.json`);

const file = openSync(path, "w");
writeSync(file, kind === "truth" ? `${head}[` : "[");
for (let picture = 1; picture <= PICTURES; picture++) {
  const records = Array.from({ length: EACH }, (_, k) => {
    const id = (picture - 1) * EACH + k + 1;
    const [x, y] = [(id * 37) % 500, (id * 17) % 400];
    const segmentation = [[x, y, x + 40, y, x + 40, y + 30, x, y + 30]];
    const note = "as long as other fields of real annotations are".repeat(2);
    const record = { image_id: picture, category_id: 1, bbox: [x, y, 40, 30], segmentation, note };
    return JSON.stringify(
      kind === "truth" ? { id, ...record, area: 1200, iscrowd: 0 } : { ...record, score: k / EACH },
    );
  });
  writeSync(file, `${picture === 1 ? "" : ","}${records.join(",")}`);
}
writeSync(file, kind === "truth" ? "]}" : "]");
closeSync(file);

await answerRequests(() => {
  const start = performance.now();
  const { picture } =
    kind === "truth"
      ? readTruths(path, boxes)
      : readDetections(path, truthsFrom({ images, categories, annotations: [] }, boxes));
  return {
    fileMegabytes: statSync(path).size / 2 ** 20,
    records: picture.length,
    seconds: (performance.now() - start) / 1000,
    peakMegabytes: peakMegabytes(),
  };
});
