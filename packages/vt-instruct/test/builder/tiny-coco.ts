// A data set of COCO's structure for tests of the builder: plain pictures of 64 x 48 with one or two boxes each.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blankPicture } from "@refvlm/vision";
import { savePng } from "@refvlm/vision/node";

export const pictureName = (id: number) => `${String(id).padStart(12, "0")}.png`;

/** A folder with `pictures` sound records; picture number i shows a dog, and a cat where i is even. */
export async function tinyCoco(pictures = 24): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "refvlm-tiny-"));
  mkdirSync(join(folder, "images"));
  const ids = Array.from({ length: pictures }, (_, i) => i + 1);
  for (const id of ids) await savePng(blankPicture(64, 48, [id, 90, 90]), join(folder, "images", pictureName(id)));
  const square = ([x, y, w, h]: number[]) => [[x, y, x! + w!, y, x! + w!, y! + h!, x, y! + h!]];
  const annotation = (id: number, image_id: number, category_id: number, bbox: number[]) => {
    return { id, image_id, category_id, bbox, area: bbox[2]! * bbox[3]!, iscrowd: 0, segmentation: square(bbox) };
  };
  writeInstances(folder, {
    images: ids.map((id) => ({ id, file_name: pictureName(id), width: 64, height: 48 })),
    categories: ["dog", "cat", "bus"].map((name, i) => ({ id: i + 1, name })),
    annotations: ids.flatMap((id) => [
      annotation(2 * id, id, 1, [2, 4, 20, 30]),
      ...(id % 2 === 0 ? [annotation(2 * id + 1, id, 2, [30, 10, 24, 20])] : []),
    ]),
  });
  return folder;
}

export interface Instances {
  images: { id: number; file_name: string; width: number; height: number }[];
  categories: { id: number; name: string }[];
  annotations: { id: number; image_id: number; bbox: number[]; segmentation: unknown; [key: string]: unknown }[];
}

export function readInstances(folder: string): Instances {
  return JSON.parse(readFileSync(join(folder, "instances.json"), "utf8")) as Instances;
}

export function writeInstances(folder: string, instances: Instances): void {
  writeFileSync(join(folder, "instances.json"), JSON.stringify(instances));
}

/** The text of a config for such a folder; `more` is added to it or replaces what it says. */
export function tinyConfig(more: object = {}): string {
  const source = {
    reader: "coco",
    files: { images: "images", instances: "instances.json" },
    tasks: { rec: 1, ovs: 1 },
  };
  return JSON.stringify({
    name: "tiny",
    output: "built",
    seed: 5,
    samples: 100,
    shardSize: 16,
    sources: [source],
    ...more,
  });
}
