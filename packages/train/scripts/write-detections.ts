// Writes what a network's detector proposes for the photographs of `refvlm eval photos`, as COCO has results: each listed
// proposal by the name that fits it best. What it answers by rule is then measured with --detections.
//   npx tsx packages/train/scripts/write-detections.ts MODEL ROOT OUTPUT.json [QUESTIONS.jsonl.gz]     build first (npm run build)
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadPretrained, pixelBatch } from "@refvlm/model";
import { noGrad, scope } from "@refvlm/torch";
import { Frame } from "@refvlm/vision";
import { loadPicture } from "@refvlm/vision/node";
import { cocoThings } from "@refvlm/vt-instruct";
import { PhotoQuestions } from "../src/eval/photos/question-file.js";

const [folder, root, output, questions] = process.argv.slice(2);
if (!output) throw new Error("write-detections: give MODEL ROOT OUTPUT.json");
const { network, textCodec } = loadPretrained(folder);
const categories = [...cocoThings];
const { header, lines } = PhotoQuestions.read(questions);
const results: object[] = [];
for (const line of lines) {
  const picture = await loadPicture(join(root, header.folder, line.picture));
  const frame = Frame.letterbox(picture.width, picture.height);
  noGrad(() =>
    scope(() => {
      const names = network.phraseEncoder(textCodec)!(categories.map(([, { name }]) => name));
      const { listed } = network.encodePictures(pixelBatch([picture], network.config, network), names).memory;
      const boxes = listed!.boxes.select(0, 0).toArray() as [number, number, number, number][];
      const fits = listed!.names.select(0, 0).t().toArray() as number[][]; // [N, C]
      for (const [n, box] of boxes.entries()) {
        const score = Math.max(...fits[n]);
        if (score === 0) continue; // an empty place of the list
        const [x1, y1, x2, y2] = frame.fromUnitSquare(box);
        const [category_id] = categories[fits[n].indexOf(score)];
        results.push({
          image_id: Number.parseInt(line.picture, 10),
          category_id,
          bbox: [x1, y1, x2 - x1, y2 - y1].map((value) => Number(value.toFixed(2))),
          score: Number(score.toFixed(4)),
        });
      }
    }),
  );
}
writeFileSync(output, JSON.stringify(results));
console.log(`${results.length} proposals of ${lines.length} photographs`);
