// The questions of a built data set: turns as they stand there, behind those that they see.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareAtlas } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EvalQuestion, shardQuestions } from "../src/eval/index.js";
import { type BuiltScenesOptions, buildScenes } from "./built-scenes.js";

const folder = mkdtempSync(join(tmpdir(), "refvlm-shard-questions-"));
beforeAll(async () => {
  await prepareAtlas();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The questions of a file of three rows. */
async function questionsOf(options: Partial<BuiltScenesOptions> = {}, limit?: number): Promise<EvalQuestion[]> {
  const path = join(folder, `${JSON.stringify(options)}.parquet`);
  await buildScenes(path, { rows: 3, tasks: { rec: 1, fovs: 1, depth: 1, caption: 1 }, ...options });
  const source = await shardQuestions(path, { limit });
  const asked = await Promise.all(Array.from({ length: source.size }, (_, i) => source.at(i)));
  return asked.flat();
}

it("every turn of every row is asked once, with the command and the names of its row", async () => {
  const questions = await questionsOf();
  expect(new Set(questions.map(({ id }) => id.replace(/\/\d+$/, ""))).size).toBe(3);
  expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
  for (const { kind, turn, command, history, names, picture } of questions) {
    if (kind !== "rec-absent") expect(kind).toBe(turn.task);
    expect(command).toBe(turn.command);
    expect(history).toEqual([]);
    expect(names!.length).toBeGreaterThanOrEqual(2);
    expect(picture).toMatchObject({ width: 64, height: 64 });
  }
});

it("turns that see each other are asked behind those before them", async () => {
  const questions = await questionsOf({ independent: false, labels: false });
  for (const { id, history, names } of questions) {
    expect(history).toHaveLength(Number(id.split("/").at(-1)));
    expect(names).toBeUndefined();
  }
});

it("a limit takes some of the rows, and a broken row is named when its turn comes", async () => {
  expect(new Set((await questionsOf({}, 2)).map(({ id }) => id.replace(/\/\d+$/, ""))).size).toBe(2);
  await expect(questionsOf({ broken: true })).rejects.toThrow(
    "row 0: scenes:0: the picture is 64 x 64, the row says 65",
  );
});
