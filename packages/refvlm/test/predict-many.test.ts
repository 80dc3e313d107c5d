// `refvlm predict` about many pictures: what is asked, what is written, what a later run goes on with.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { modelDigest } from "@refvlm/model";
import { blankPicture } from "@refvlm/vision";
import { encodePng, loadPicture } from "@refvlm/vision/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerFromJson, RefVlm } from "../src/index.js";
import { bundled, truncatedPng } from "./pictures.js";
import { checkCompiled, type Run, runHere, startScript } from "./run-cli.js";
import { tinyShelf } from "./tiny-model.js";

const models = tinyShelf();
const place = mkdtempSync(join(tmpdir(), "refvlm-predict-"));
const photos = join(place, "photos");

beforeAll(async () => {
  checkCompiled();
  mkdirSync(join(photos, "below"), { recursive: true });
  copyFileSync(bundled("street.png"), join(photos, "a.png"));
  copyFileSync(bundled("farm.png"), join(photos, "below", "A.PNG"));
  writeFileSync(join(photos, "notes.txt"), "no picture");
});
afterAll(() => {
  models.remove();
  rmSync(place, { recursive: true, force: true });
});

const start = (args: readonly string[]) => startScript("cli.js", args, { shelf: models.shelf, cwd: place });
const refvlm = (...args: string[]): Promise<Run> => runHere(args, { shelf: models.shelf, cwd: place });
const sampled = ["--temperature", "1", "--seed", "2", "--max-tokens", "120"];
const linesOf = (text: string) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const inFile = (name: string) => readFileSync(join(place, name), "utf8");

describe("answers about many pictures", () => {
  it("1. are those of the library, a line each in the order of their names, with how they were asked", async () => {
    const { code, out, errors } = await refvlm("predict", "photos", "where is the dog?", ...sampled);
    expect(code, errors).toBe(0);
    const lines = linesOf(out);
    expect(lines.map(({ picture }) => picture)).toEqual(["photos/a.png", "photos/below/A.PNG"]);
    await using vlm = await RefVlm.load(models.folder);
    for (const line of lines) {
      expect(line.options).toEqual({ maxTokens: 120, temperature: 1 });
      const options = { temperature: 1, seed: 2, maxTokens: 120 };
      const alone = await vlm.ask(join(place, line.picture), "where is the dog?", options);
      expect(answerFromJson(line).trp).toBe(alone.trp);
    }
    expect(errors).toMatch(/^answering 2\/2 \| 0 min left$/m);
  });

  it("2. go on where a run was cut off: a half line is mended, a failure tried again, nothing asked twice", async () => {
    const first = ["predict", join("photos", "*.png"), "is it?", "--out", "on.jsonl", ...sampled];
    expect(await refvlm(...first)).toMatchObject({ code: 0, out: "" });
    const [answered] = linesOf(inFile("on.jsonl"));
    appendFileSync(join(place, "on.jsonl"), '{"picture":"photos/b.png","question":"is i');
    writeFileSync(join(photos, "b.png"), await truncatedPng());

    const all = ["predict", "photos/a.png", "photos/b.png", "is it?", "--out", "on.jsonl", ...sampled];
    const broken = await refvlm(...all);
    expect(broken).toMatchObject({ code: 1, out: "" });
    expect(broken.errors).toContain("1 answers are in on.jsonl from an earlier run");
    expect(broken.errors).toMatch(/^refvlm: 1 of 2 could not be answered: see "error" in on\.jsonl$/m);
    const [same, failure, ...rest] = linesOf(inFile("on.jsonl"));
    expect(same).toEqual(answered);
    expect(failure).toMatchObject({ picture: "photos/b.png", question: "is it?", seed: 2 });
    expect(failure.error).toMatch(/b\.png" is damaged or cut off/);
    expect(rest).toEqual([]);

    writeFileSync(join(photos, "b.png"), await encodePng(blankPicture(20, 10, [9, 9, 9])));
    expect(await refvlm(...all)).toMatchObject({ code: 0 });
    const mended = linesOf(inFile("on.jsonl"));
    expect(mended.map(({ picture, error }) => [picture, error])).toEqual([
      ["photos/a.png", undefined],
      ["photos/b.png", undefined],
    ]);
    rmSync(join(photos, "b.png"));
  });

  it("3. never touch a file that holds something else", async () => {
    for (const text of ["my notes\n", '{"a": 1}\n', "half a note"]) {
      writeFileSync(join(place, "mine.jsonl"), text);
      const { code, errors } = await refvlm("predict", "photos", "is it?", "--out", "mine.jsonl");
      expect(code).toBe(1);
      expect(errors).toMatch(/mine\.jsonl: line 1 is no answer of predict; name another file/);
      expect(inFile("mine.jsonl")).toBe(text);
    }
  });

  it("4. are COCO's data set or a table where that is asked for, with files for each instance", async () => {
    const { child, ended } = start([
      "predict",
      "-",
      "what?",
      "--format",
      "coco",
      "--cutouts",
      "cut",
      "--masks",
      "masks",
      ...sampled,
    ]);
    child.stdin.end("photos/a.png\r\nphotos/below/A.PNG\n");
    const { code, out, errors } = await ended;
    expect(code, errors).toBe(0);
    const { images, annotations } = JSON.parse(out);
    expect(images).toEqual([
      { id: 1, file_name: "photos/a.png", width: 384, height: 384 },
      { id: 2, file_name: "photos/below/A.PNG", width: 432, height: 384 },
    ]);
    const table = await refvlm("predict", "photos", "what?", "--format", "csv", "--out", "table.csv", ...sampled);
    expect(table).toMatchObject({ code: 0, out: "" });
    expect(table.errors).toMatch(/^wrote table\.csv$/m);
    const rows = inFile("table.csv").trim().split("\r\n");
    expect(rows[0]).toMatch(/^file,width,height,number,phrase,/);
    expect(annotations.length).toBeLessThanOrEqual(rows.length - 1);
    const folders = ["cut", "masks"].map((name) => join(place, name)).filter((folder) => existsSync(folder));
    const written = folders.flatMap((folder) => readdirSync(folder));
    expect(errors.includes(`wrote ${written.length} files into cut, masks`)).toBe(written.length > 0);
    for (const name of written) expect(name).toMatch(/^[aA]-what(-2)?-\d+-.*\.png$/);
  });

  it("5. stop at Ctrl-C with what is done in the file, and say how to go on", async () => {
    const many = Array<string>(200).fill("photos/a.png");
    const { child, ended } = start(["predict", ...many, "is it so?", "--out", "stopped.jsonl", ...sampled]);
    const begun = () => existsSync(join(place, "stopped.jsonl")) && inFile("stopped.jsonl") !== "";
    while (!begun()) await setTimeout(5);
    child.kill("SIGINT");
    const { code, errors } = await ended;
    expect(code).toBe(130);
    expect(errors).toMatch(/^refvlm: stopped; the same command goes on from stopped\.jsonl$/m);
    for (const line of linesOf(inFile("stopped.jsonl"))) expect(line.picture).toBe("photos/a.png");
  });

  it("6. are asked anew once the model is calibrated: the file tells whose they are", async () => {
    const asking = ["predict", "photos/a.png", "is it?", "--out", "whose.jsonl", ...sampled];
    const calibration = join(models.folder, "calibration.json");
    await refvlm(...asking);
    expect((await refvlm(...asking)).errors).toContain("1 answers are in whose.jsonl from an earlier run");
    writeFileSync(calibration, JSON.stringify({ on: "a test", units: {}, presence: null }));
    expect((await refvlm(...asking)).errors).not.toContain("from an earlier run");
    rmSync(calibration);
    const digests = linesOf(inFile("whose.jsonl")).map(({ model }) => model.digest);
    expect(digests).toEqual([await modelDigest(models.folder), expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(digests[0]).not.toBe(digests[1]);
  });

  it("7. are not begun where what they are to be written as holds none of the network's units", async () => {
    const { code, errors } = await refvlm("predict", "photos", "is it?", "--depth", "far", ...sampled);
    expect(code).toBe(1);
    expect(errors).toMatch(
      /--depth takes depth, and \S+ answers with box, mask; leave it out, or name another --model/,
    );
  });
});

describe("pointing at something in many pictures", () => {
  const prompts = [{ kind: "point" as const, points: [[40, 60] as const] }];
  const asked = ["photos", "what is this?", "--min-score", "0.01", "--deny", "0", ...sampled];
  const pointed = (point: string) => refvlm("predict", "--point", point, ...asked, "--out", "pointed.jsonl");

  it("1. is answered as the library does, and stands in each line with the thresholds", async () => {
    const { code, errors } = await pointed("40,60");
    expect(code, errors).toBe(0);
    expect(errors).not.toContain("knows");
    const lines = linesOf(inFile("pointed.jsonl"));
    expect(lines).toHaveLength(2);
    await using vlm = await RefVlm.load(models.folder);
    for (const line of lines) {
      expect(line.prompts).toEqual(prompts);
      expect(line.options).toEqual({ maxTokens: 120, temperature: 1, minScore: 0.01, deny: 0 });
      const options = { prompts, temperature: 1, seed: 2, maxTokens: 120, minScore: 0.01, deny: 0 };
      const alone = await vlm.ask(join(place, line.picture), "what is this?", options);
      expect(answerFromJson(line).trp).toBe(alone.trp);
    }
  });

  it("2. goes on with the same point, and asks anew about another one", async () => {
    expect((await pointed("40,60")).errors).toContain("2 answers are in pointed.jsonl from an earlier run");
    expect((await pointed("41,60")).errors).not.toContain("from an earlier run");
    const points = linesOf(inFile("pointed.jsonl")).map((line) => line.prompts[0].points[0][0]);
    expect(points).toEqual([40, 40, 41, 41]);
  });

  it("3. is the fault of the pictures that it lies outside of", async () => {
    const { code, out } = await refvlm("predict", "photos", "what?", "--point", "400,10", ...sampled);
    expect(code).toBe(1);
    expect(linesOf(out).map(({ picture, error }) => [picture, error])).toEqual([
      ["photos/a.png", expect.stringMatching(/prompts\.0\.points\.0: .* lies outside the picture of 384 x 384 pixels/)],
      ["photos/below/A.PNG", undefined],
    ]);
  });
});

describe("questions from rows of truth", () => {
  const box = [0, 0, 200, 200];
  const truth = (rows: object[]) => {
    writeFileSync(join(place, "truth.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    return "truth.jsonl";
  };

  it("1. are answered and scored: predict … | refvlm score …", async () => {
    const rows = truth([
      { id: 7, picture: "photos/a.png", expression: "dog", box },
      { id: 8, picture: "photos/nowhere.png", expression: "cat", box },
    ]);
    const predicting = await refvlm("predict", "--rows", rows, "where is the {expression}?", ...sampled);
    expect(predicting.code).toBe(1);
    const lines = linesOf(predicting.out);
    expect(lines.map(({ id, question, error }) => [id, question, error !== undefined])).toEqual([
      [7, "where is the dog?", false],
      [8, "where is the cat?", true],
    ]);
    const { child, ended } = start(["score", "rec", "--gt", rows, "--pred", "-", "--json"]);
    child.stdin.end(predicting.out);
    const scored = await ended;
    expect(scored.code, scored.errors).toBe(0);
    const report = JSON.parse(scored.out);
    expect(report.samples).toBe(2);
    expect(report.figures.map(({ name }: { name: string }) => name)).toContain("accuracy@0.5");
  });

  it("2. need their fields", async () => {
    const { code, errors } = await refvlm(
      "predict",
      "--rows",
      truth([{ picture: "a.png" }]),
      "where is the {expression}?",
    );
    expect(code).toBe(1);
    expect(errors).toMatch(/truth\.jsonl: row 1: needs a text in "expression"; its fields are picture/);
  });
});

it("masks are polygons in JSON where that is asked for, and read again", async () => {
  const { out } = await refvlm(
    "predict",
    "photos",
    "segment the cup.",
    "--polygons",
    "--temperature",
    "1",
    "--max-tokens",
    "200",
  );
  for (const line of linesOf(out)) {
    for (const { mask } of line.instances) if (mask) expect(mask.polygons).toBeInstanceOf(Array);
    expect(() => answerFromJson(line)).not.toThrow();
  }
});

it("a folder takes each picture's annotated copy and JSON, under names that are never alike", async () => {
  const { code, errors } = await refvlm("predict", "photos", "is it?", "--out", "drawn", ...sampled);
  expect(code, errors).toBe(0);
  expect(readdirSync(join(place, "drawn")).sort()).toEqual([
    "A-is-it-2.json",
    "A-is-it-2.png",
    "a-is-it.json",
    "a-is-it.png",
  ]);
  expect((await loadPicture(join(place, "drawn", "a-is-it.png"))).width).toBe(640);
});
