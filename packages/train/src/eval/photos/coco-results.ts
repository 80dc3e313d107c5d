// A detector's results as COCO has them, read as its list: a JSON array of { image_id, category_id, bbox, score }.
import { readFileSync } from "node:fs";
import { xywhToXyxy } from "@refvlm/vision";
import { cocoThings } from "@refvlm/vt-instruct";
import { z } from "zod";
import { QuestionsError } from "../questions.js";
import type { Listed, ProposalList } from "./proposal-list.js";

const resultsSchema = z.array(
  z.object({
    image_id: z.int(),
    category_id: z.int(),
    bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    score: z.number().min(0).max(1),
  }),
);

/** @throws QuestionsError for a file that is none of results */
export function cocoResultList(path: string): ProposalList {
  const lists = new Map<number, Listed[]>();
  for (const { image_id, category_id, bbox, score } of readResults(path)) {
    const name = cocoThings.get(category_id)?.name;
    if (name === undefined) continue;
    const list = lists.get(image_id) ?? [];
    lists.set(image_id, list);
    list.push({ box: xywhToXyxy(bbox), name, score });
  }
  return (_, name) => lists.get(Number.parseInt(name, 10)) ?? [];
}

function readResults(path: string): z.infer<typeof resultsSchema> {
  try {
    return resultsSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    const { issues } = error as Partial<z.ZodError>;
    const detail = issues ? `${issues[0].path.join(".")}: ${issues[0].message}` : (error as Error).message;
    throw new QuestionsError(
      `${path}: ${detail}; give results as COCO's tools write them: [{"image_id": 42, "category_id": 18, "bbox": [x, y, width, height], "score": 0.9}, …]`,
    );
  }
}
