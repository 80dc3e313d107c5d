// Writes the evaluation's questions about photographs, from a folder in COCO's layout with images/val; same folder, same file.
//   npx tsx packages/train/scripts/write-photo-questions.ts COCO_MINI     build first (npm run build)
// With an output, the same kinds about the pictures that photos-held-back has: for choosing thresholds, with `eval photos --questions`.
//   npx tsx packages/train/scripts/write-photo-questions.ts COCO_MINI held-back.jsonl.gz
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { unitsToJson } from "@refvlm/vision";
import { type AnnotatedPicture, readers } from "@refvlm/vt-instruct";
import type { PhotoHeader, PhotoLine, WrittenPhotoTurn } from "../src/eval/photos/question-file.js";
import { bestConstantCaption } from "./photo-questions/constant-caption.js";
import { questionsAbout } from "./photo-questions/questions-about.js";

const SEED = 14;
/** As mixtures/photos-held-back.yaml has it. */
const HELD_BACK = { cocoSplit: "val2017", part: { of: 5, keep: 0 } };
const [root, output] = process.argv.slice(2);
if (root === undefined) throw new Error("give the folder in COCO's layout, with images/ and annotations/");

const annotations = (name: string, split: string) => join(root, "annotations", `${name}_${split}.json`);
const asked = output === undefined ? { split: "val" } : { split: "train", choose: HELD_BACK };
const opened = ({ split, choose }: { split: string; choose?: object }) =>
  readers.coco.open(
    readers.coco.options.parse({
      images: join(root, "images", split),
      instances: annotations("instances", split),
      keypoints: annotations("person_keypoints", split),
      captions: annotations("captions", split),
      maskComplete: annotations("mask_complete", split),
      crowdComplete: annotations("mask_complete", split),
      ...(choose && { choose }),
    }),
  );

async function* pictures(from: Parameters<typeof opened>[0]): AsyncGenerator<AnnotatedPicture> {
  const data = await opened(from);
  for (let index = 0; index < data.size; index++) yield await data.read(index);
  await data.close?.();
}

const told: string[][] = [];
for await (const { captions } of pictures({ split: "train" })) if (captions) told.push([...captions]);
const header: PhotoHeader = { seed: SEED, folder: `images/${asked.split}`, constantCaption: bestConstantCaption(told) };

const lines: PhotoLine[] = [];
const counts = new Map<string, number>();
for await (const picture of pictures(asked)) {
  const questions = questionsAbout(picture, SEED);
  for (const [kind, turns] of Object.entries(questions)) counts.set(kind, (counts.get(kind) ?? 0) + turns.length);
  if (Object.keys(questions).length > 0) lines.push(lineOf(picture, questions));
}
const path = output ?? fileURLToPath(new URL("../questions/photos.jsonl.gz", import.meta.url));
const text = [header, ...lines].map((line) => JSON.stringify(line)).join("\n");
const bytes = gzipSync(`${text}\n`, { level: 9 });
writeFileSync(path, bytes);
console.log(`${lines.length} pictures, ${bytes.length} bytes, ${JSON.stringify(Object.fromEntries(counts))}`);

/** Joints are kept where a question is about them. */
function lineOf(
  { picture, width, height, objects, captions }: AnnotatedPicture,
  questions: PhotoLine["questions"],
): PhotoLine {
  const posed = new Set((questions["ig-keypoint"] ?? []).flatMap(({ targets }: WrittenPhotoTurn) => targets.flat()));
  return {
    picture: basename((picture as { path: string }).path),
    width,
    height,
    objects: objects.map(({ name, box, mask, keypoint, crowd }, i) => ({
      name,
      ...unitsToJson({ box, mask, ...(posed.has(i) && { keypoint }) }),
      ...(crowd && { crowd }),
    })),
    ...(captions && { captions }),
    questions,
  };
}
