// The evaluation's questions about photographs: true of what their file says is labelled, and answered by rule from lists.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { loadedModel, RefVlmNetwork, readModelFolder } from "@refvlm/model";
import { manualSeed } from "@refvlm/torch";
import { bodyText, groups } from "@refvlm/trp";
import { type Box, blankPicture, boxArea } from "@refvlm/vision";
import { encodePng } from "@refvlm/vision/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calibrationQuestions } from "../src/calibrate/sources.js";
import {
  cocoResultList,
  evaluate,
  evaluateByRule,
  type Figure,
  figureTable,
  type Listed,
  type PhotoLine,
  PhotoQuestions,
  photoFamilies,
  photoQuestions,
  QuestionsError,
  type WrittenPhotoTurn,
} from "../src/eval/index.js";
import { turnOf } from "../src/eval/written-turn.js";

const { header, lines } = PhotoQuestions.read();
const folder = mkdtempSync(join(tmpdir(), "refvlm-photos-"));
const pictures = 24;
/** The first pictures' questions; the pictures themselves are blank. */
let few: PhotoQuestions;

beforeAll(async () => {
  const own = readFileSync(fileURLToPath(new URL("../questions/photos.jsonl.gz", import.meta.url)));
  const text = gunzipSync(own).toString("utf8").split("\n");
  writeFileSync(join(folder, "few.gz"), gzipSync(text.slice(0, pictures + 1).join("\n")));
  few = PhotoQuestions.read(join(folder, "few.gz"));
  mkdirSync(join(folder, header.folder), { recursive: true });
  for (const { picture, width, height } of few.lines)
    writeFileSync(join(folder, header.folder, picture), await encodePng(blankPicture(width, height, [90, 90, 90])));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const of = (kind: keyof PhotoLine["questions"]) =>
  lines.flatMap((line) => (line.questions[kind] ?? []).map((turn) => ({ line, turn })));
const named = ({ objects }: PhotoLine, name: string) => objects.filter((object) => object.name === name);
const answerOf = (turn: WrittenPhotoTurn) => bodyText(turnOf(turn, () => ({})).answer.body);

describe("questions about photographs", () => {
  it("1. are of every kind that the table measures, in numbers that mean something", () => {
    expect(lines.length).toBe(500);
    const least = {
      rec: 600,
      "rec-absent": 250,
      "rec-place": 500,
      "rec-word": 200,
      "rec-color": 40,
      fovd: 400,
      ovd: 450,
    };
    const more = { "vqa-presence": 480, "vqa-count": 450, "vqa-relation": 250, res: 150, "ig-mask-box": 250 };
    const words = { "ig-keypoint": 250, "reg-box": 450, "reg-point": 450, caption: 450 };
    for (const [kind, count] of Object.entries({ ...least, ...more, ...words }))
      expect(of(kind as "rec").length, kind).toBeGreaterThanOrEqual(count);
    const absent = of("rec-absent").length;
    expect(absent / (absent + of("rec").length)).toBeCloseTo(0.3, 1);
  });

  it("2. have a target for every reference, and the words of what they are about", () => {
    for (const line of lines)
      for (const turn of Object.values(line.questions).flat()) {
        const { answer, targets } = turnOf(turn, (place) => line.objects[place!] as object);
        const wanted = groups(answer.body).map(({ group }) => group.instances.length);
        expect(targets.map((group) => group.length)).toEqual(wanted);
        for (const target of targets.flat()) expect((target as { crowd?: true } | undefined)?.crowd).toBeUndefined();
        if (turn.asks.called) expect(turn.question.toLowerCase()).toContain(turn.asks.called);
      }
  });

  it("3. deny what is not there, and ask REC of what is there once", () => {
    for (const { line, turn } of of("rec-absent")) {
      expect(named(line, turn.asks.names[0])).toEqual([]);
      expect(turn.targets).toEqual([]);
    }
    for (const { line, turn } of of("rec")) expect(named(line, turn.asks.names[0])).toHaveLength(1);
  });

  it("4. count and confirm what is labelled, and never what a crowd hides", () => {
    const words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    for (const { line, turn } of of("vqa-count")) {
      const things = named(line, turn.asks.names[0]);
      expect(answerOf(turn)).toBe(words[things.length] ?? String(things.length));
      expect(things.some(({ crowd }) => crowd)).toBe(false);
    }
    for (const { line, turn } of of("vqa-presence"))
      expect(answerOf(turn)).toBe(named(line, turn.asks.names[0]).length > 0 ? "yes" : "no");
  });

  it("5. mean one of several things by a word that is true of it alone", () => {
    const middle = (box: Box, axis: 0 | 1) => (box[axis] + box[axis + 2]!) / 2;
    for (const { line, turn } of of("rec-place")) {
      const { names, way } = turn.asks;
      const target = line.objects[turn.targets[0][0]!];
      const others = named(line, names[0]).filter((object) => object !== target);
      expect(others.length, turn.question).toBeGreaterThan(0);
      const sizes = { largest: 1, smallest: -1 } as const;
      const places = { leftmost: [0, -1], rightmost: [0, 1], topmost: [1, -1], bottommost: [1, 1] } as const;
      for (const { box } of others)
        if (way === "largest" || way === "smallest")
          expect(sizes[way] * (boxArea(target.box as Box) - boxArea(box as Box))).toBeGreaterThan(0);
        else if (way) {
          const [axis, sign] = places[way];
          expect(sign * (middle(target.box as Box, axis) - middle(box as Box, axis))).toBeGreaterThan(0);
        } else expect(named(line, names[1])).toHaveLength(1);
    }
  });

  it("6. are refused where pictures are missing or of another size", async () => {
    expect(() => photoQuestions("/nowhere", { questions: few })).toThrow(QuestionsError);
    expect(() => photoQuestions("/nowhere", { questions: few })).toThrow(
      /24 of 24 pictures are missing.*--root FOLDER/,
    );
    const other = join(folder, "other");
    mkdirSync(join(other, header.folder), { recursive: true });
    const png = await encodePng(blankPicture(7, 7, [0, 0, 0]));
    for (const { picture } of few.lines) writeFileSync(join(other, header.folder, picture), png);
    await expect(photoQuestions(other, { questions: few }).at(0)).rejects.toThrow(/has 7 x 7 pixels/);
  });

  it.each([
    ["plain text", Buffer.from("{}"), /this is not a whole gzip file .*write-photo-questions/],
    ["another header", gzipSync('{"seed": 1}'), /line 1: *\n.*folder: .*string/],
    ["a line cut off", gzipSync(`${JSON.stringify(header)}\n{"picture": "a.jpg"`), /line 2: .*; questions about photo/],
    [
      "a kind of question that there is not",
      gzipSync(`${JSON.stringify(header)}\n${JSON.stringify({ ...lines[0], questions: { rek: [] } })}`),
      /line 2: questions\.rek: .*did you mean "rec"/,
    ],
    ["a header alone", gzipSync(JSON.stringify(header)), /asks about no picture/],
    [
      "an object that there is not",
      gzipSync(`${JSON.stringify(header)}\n${JSON.stringify({ ...lines[0], objects: [] })}`),
      /line 2: ".*" is about an object that the line, which has 0, does not have/,
    ],
  ])("7. are refused as %s, with file and line", (_, bytes, message) => {
    const path = join(folder, "wrong.gz");
    writeFileSync(path, bytes);
    expect(() => PhotoQuestions.read(path)).toThrow(QuestionsError);
    expect(() => PhotoQuestions.read(path)).toThrow(path);
    expect(() => PhotoQuestions.read(path)).toThrow(message);
  });

  it("8. can be what a calibration is fitted on", async () => {
    const source = calibrationQuestions(folder, { questions: few, limit: 3 });
    expect(source).toMatchObject({ size: 3, about: "questions about 3 photographs of images/val", digest: few.digest });
    const kinds = new Set((await source.at(0)).map(({ kind }) => kind));
    expect(kinds).toContain("vqa-presence");
    expect(() => calibrationQuestions(folder, { questions: PhotoQuestions.read() })).toThrow(/measures by/);
  });
});

describe("answers by rule", () => {
  const value = (figures: Awaited<ReturnType<typeof evaluateByRule>>, name: string) =>
    (figures.find((figure) => figure.name.startsWith(name)) as Figure).value;
  const line = (name: string) => few.lines.find(({ picture }) => picture === name)!;
  const truth = (name: string): Listed[] =>
    line(name)
      .objects.filter(({ crowd }) => !crowd)
      .map(({ name, box }) => ({ name, box: box as unknown as Box, score: 0.9 }));

  it("1. of a perfect list are right wherever boxes and names are enough", async () => {
    const figures = await evaluateByRule(photoQuestions(folder, { questions: few }), (_, name) => truth(name));
    for (const name of [
      "REC, a kind that occurs once",
      "Freeform detection F1",
      "Detection of given names F1",
      "Presence",
      "Count of two and more",
      "Left or right, above or below",
      "Absent things denied",
      "Everyday words",
      "REG by box",
    ])
      expect(value(figures, name), name).toBe(1);
    expect(value(figures, "REC by place, size and relation")).toBeGreaterThan(0.95);
    expect(value(figures, "Present things denied")).toBe(0);
    expect(value(figures, 'Count, if always "one"')).toBeLessThan(0.9);
    expect(figures.find(({ name }) => name.startsWith("People above"))).toMatchObject({ lacks: "no rule" });
  });

  it("2. of an empty list deny everything, and of a list of another picture find little", async () => {
    const source = photoQuestions(folder, { questions: few });
    const none = await evaluateByRule(source, () => []);
    expect(value(none, "Absent things denied")).toBe(1);
    expect(value(none, "Present things denied")).toBe(1);
    expect(value(none, "REC, a kind")).toBe(0);
    const wrong = await evaluateByRule(source, () => truth(few.lines[0].picture));
    expect(value(wrong, "REC, a kind")).toBeLessThan(0.3);
  });

  it("3. take COCO's files of results", () => {
    const path = join(folder, "results.json");
    writeFileSync(path, JSON.stringify([{ image_id: 9, category_id: 18, bbox: [1, 2, 3, 4], score: 0.5 }]));
    const list = cocoResultList(path);
    const picture = blankPicture(8, 8, [0, 0, 0]);
    expect(list(picture, "000000000009.jpg")).toEqual([{ box: [1, 2, 4, 6], name: "dog", score: 0.5 }]);
    expect(list(picture, "000000000010.jpg")).toEqual([]);
    writeFileSync(path, JSON.stringify([{ image_id: 9, category_id: 18, bbox: [1, 2], score: 0.5 }]));
    expect(() => cocoResultList(path)).toThrow(/results\.json: 0\.bbox.*give results as COCO's tools write them/s);
  });
});

it("a network is asked them beside the rules, and measured by the same table", async () => {
  const { config, codec, textCodec } = readModelFolder(fileURLToPath(new URL("./golden/tiny-run", import.meta.url)));
  manualSeed(7);
  const network = new RefVlmNetwork(config);
  network.eval().requiresGrad_(false);
  try {
    const source = photoQuestions(folder, { questions: few, limit: 2 });
    const options = { families: photoFamilies, kinds: ["rec", "vqa-count", "caption"] as const, maxNewTokens: 48 };
    const { figures, results } = await evaluate(loadedModel({ network, codec, textCodec }), source, options);
    expect(new Set(results.map(({ set }) => set))).toEqual(new Set(["photographs"]));
    const names = figures.map(({ name }) => name);
    expect(names).toContain("Count of two and more");
    expect(names).not.toContain("Presence");
    const table = figureTable([...figures, ...(await evaluateByRule(source, () => []))]);
    expect(table).toMatch(/network .* by rule/);
    expect(table).toMatch(/REC, a kind that occurs once +0\.000 .*0\.66 missed/);
  } finally {
    network.dispose();
  }
});
