// Fine-tuning at reduced size: a user's COCO file in; questions, a part held out, a trained model and its table out.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadPretrained, presets, readModelFolder } from "@refvlm/model";
import { encodePng } from "@refvlm/vision/node";
import { Shards } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecipe } from "../src/config/read-recipe.js";
import { type Finetuned, finetune } from "../src/finetune/finetune.js";
import { trainedParts } from "../src/finetune/network-parts.js";
import { changeTable } from "../src/finetune/report.js";
import { Folders } from "./tiny-recipe.js";
import { untrained } from "./untrained.js";

const folders = new Folders();
afterAll(() => folders.remove());
const model = folders.path("start");
const json = folders.path("mine.json");
const PICTURES = 10;

/** Ten pictures of a red mug, each at another place. */
async function drawCoco(): Promise<void> {
  mkdirSync(folders.path("images"));
  const box = (id: number) => [4 + 3 * id, 20, 16, 16] as const;
  for (let id = 0; id < PICTURES; id++) {
    const [left, top, width, height] = box(id);
    const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % 64, Math.floor(i / 192)];
      const inside = x >= left && x < left + width && y >= top && y < top + height;
      return inside ? (i % 3 === 0 ? 220 : 30) : 200;
    });
    writeFileSync(join(folders.path("images"), `${id}.png`), await encodePng({ width: 64, height: 64, data }));
  }
  const ids = Array.from({ length: PICTURES }, (_, id) => id);
  writeFileSync(
    json,
    JSON.stringify({
      images: ids.map((id) => ({ id, width: 64, height: 64, file_name: `${id}.png` })),
      categories: [
        { id: 1, name: "mug" },
        { id: 2, name: "spoon" },
      ],
      annotations: ids.map((id) => ({ id, image_id: id, category_id: 1, bbox: box(id), area: 256, iscrowd: 0 })),
    }),
  );
}

beforeAll(async () => {
  untrained(model, 6);
  const path = join(model, "config.json");
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), untaught: true }));
  await drawCoco();
});

describe("finetune", () => {
  const output = folders.path("tuned");
  let done: Finetuned;
  const parts: string[] = [];
  beforeAll(async () => {
    done = await finetune(model, json, output, { epochs: 2, onPart: (part) => parts.push(part) });
  });

  it("1. holds out pictures that no step sees", async () => {
    const picturesOf = async (name: string) => {
      const shards = await Shards.open(join(output, "data", name));
      const rows = (await Promise.all(shards.groups.map((group) => shards.read(group)))).flat();
      return new Set(rows.map(({ image }) => (image as { path: string }).path));
    };
    const [train, heldOut] = [await picturesOf("train.parquet"), await picturesOf("held-out.parquet")];
    expect([train.size, heldOut.size]).toEqual([PICTURES - 1, 1]);
    expect([...train].filter((picture) => heldOut.has(picture))).toEqual([]);
    expect(done.recipe.sources).toMatchObject([{ path: join(output, "data", "train.parquet") }]);
    expect(done.recipe.heldOut?.path).toBe(join(output, "data", "held-out.parquet"));
  });

  it("2. measures the same questions before and after, and puts them side by side", () => {
    expect(parts).toEqual(["questions", "before", "training", "after"]);
    const ids = ({ results }: Finetuned["before"]) => results.map(({ id }) => id);
    expect(ids(done.before).length).toBeGreaterThan(0);
    expect(ids(done.after)).toEqual(ids(done.before));
    const table = changeTable(done);
    expect(table).toMatch(/before .* after .* change/);
    expect(table).toMatch(/^Well-formed answers .*[+-]\d\.\d{3}$/m);
  });

  it("3. leaves a model that loads, and the recipe that made it", () => {
    const { network } = loadPretrained(join(output, "model"));
    network.dispose();
    const { steps, train } = readRecipe(join(output, "recipe.yaml")).stages[0];
    expect(steps).toBe(Math.ceil((2 * (PICTURES - 1)) / 8));
    expect(train).toContain("visionTower");
  });

  it("4. has taught its network units, whatever that was before", () => {
    const untaughtIn = (folder: string) => readModelFolder(folder).config.untaught;
    expect([untaughtIn(model), untaughtIn(join(output, "model"))]).toEqual([true, undefined]);
  });

  it("5. takes built shards with a data set to measure on, and trains adapters where that is asked for", async () => {
    const [train, heldOut] = ["train", "held-out"].map((name) => join(output, "data", `${name}.parquet`));
    const images = folders.path("images");
    const adapted = folders.path("adapted");
    const { recipe } = await finetune(model, train, adapted, { heldOut, images, epochs: 1, loraRank: 2 });
    expect(recipe.heldOut?.path).toBe(heldOut);
    expect(existsSync(join(adapted, "model", "adapter.safetensors"))).toBe(true);
  });

  it("6. says what is wrong with the data before anything is trained", async () => {
    const nowhere = folders.path("nowhere.json");
    await expect(finetune(model, nowhere, folders.path("never"))).rejects.toThrow(/nowhere\.json/);
    expect(existsSync(folders.path("never"))).toBe(false);
    const empty = folders.path("empty.json");
    writeFileSync(empty, JSON.stringify({ images: [], annotations: [], categories: [] }));
    await expect(finetune(model, empty, folders.path("never"))).rejects.toThrow(/"empty\.json" has no record/);
  });

  it("7. leaves nothing where it fails before its training, so that the same output takes it when it is right", async () => {
    const [output, images] = [folders.path("again"), folders.path("elsewhere")];
    mkdirSync(images);
    const parts: string[] = [];
    const onPart = (part: string) => parts.push(part);
    await expect(finetune(model, json, output, { images, onPart })).rejects.toThrow(
      /10 of 10 cannot be used; the first: .*there is no \d\.png in .*elsewhere/,
    );
    expect(existsSync(output)).toBe(false);
    mkdirSync(output);
    writeFileSync(join(output, "notes.txt"), "mine");
    await expect(finetune(model, json, output, { replicas: 3, onPart })).rejects.toThrow(
      /cannot be split over 3 replicas/,
    );
    expect(readdirSync(output)).toEqual(["notes.txt"]);
    expect(parts).toEqual(["questions", "questions"]);
    const stop = AbortSignal.abort(new Error("stopped"));
    await expect(finetune(model, json, output, { signal: stop })).rejects.toThrow("stopped");
    await expect(finetune(model, json, output, { heldOut: folders.path("lost"), onPart })).rejects.toThrow(
      /lost: there is no such file or folder/,
    );
    expect([readdirSync(output), parts.length]).toEqual([["notes.txt"], 2]);
    await finetune(model, json, output, { epochs: 1 });
    expect(readdirSync(output)).toEqual(expect.arrayContaining(["data", "model", "notes.txt", "recipe.yaml"]));
  });

  it("8. says before it reads the data that there is no such device", async () => {
    const nowhere = folders.path("nowhere.json");
    await expect(finetune(model, nowhere, folders.path("never"), { device: "gpu" })).rejects.toThrow(/device/);
  });

  it("9. refuses a folder in which a run lies, and changes nothing of it", async () => {
    const recipe = readFileSync(join(output, "recipe.yaml"), "utf8");
    await expect(finetune(model, json, output, { epochs: 1 })).rejects.toThrow(/tuned: a run is already there; go on/);
    expect(readFileSync(join(output, "recipe.yaml"), "utf8")).toBe(recipe);
  });
});

describe("what a fine-tuning trains", () => {
  it("1. is everything of a small network, and of a large one adapters and what reads its states", () => {
    expect(trainedParts(presets.nano, 9e6).train).toEqual(
      expect.arrayContaining(["visionTower", "pyramidTower", "textTower", "languageModel", "visualDecoders"]),
    );
    const large = trainedParts(presets["vicuna-7b"], 7e9);
    expect(large.train).toEqual(["projector", "languageModel", "visualDecoders"]);
    expect(large.lora?.rank).toBe(16);
  });
});
