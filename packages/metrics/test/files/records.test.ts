// Files of records: what is read, and the one message where it cannot be.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Evaluation, MetricsError } from "../../src/index.js";
import { checkRecords, readJsonFile, recordId, scoreRec, scoreRes } from "../../src/node/index.js";

const place = mkdtempSync(join(tmpdir(), "records-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
let files = 0;
function file(content: string): string {
  const path = join(place, `${files++}.json`);
  writeFileSync(path, content);
  return path;
}
const box = [0, 0, 4, 4];
const gt = file(JSON.stringify([{ id: 1, box }]));

describe("JSON files", () => {
  it("1. hold JSON or one value a line", () => {
    expect(readJsonFile(file("\uFEFF[1,\n2]"))).toEqual([1, 2]);
    expect(readJsonFile(file('{"id": 1}\n\n{"id": 2}\n'))).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it.each([
    ["", /the file is empty; give a JSON file/],
    [" \n", /the file is empty/],
    ['{"id": 1}\n{"id": ', /: line 2: not JSON: it ends in the middle/],
    ['[{"id": NaN}]', /: not JSON: JSON has no NaN or Infinity; write null or leave the value out/],
  ])("2. says why %j cannot be read", (content, message) => {
    expect(() => readJsonFile(file(content))).toThrow(message);
    expect(() => readJsonFile(file(content))).toThrow(MetricsError);
  });

  it("3. says that a file is not there or is a folder", () => {
    expect(() => readJsonFile(join(place, "none.json"))).toThrow("none.json: there is no such file; check the path");
    expect(() => readJsonFile(place)).toThrow(`${place}: this is a folder; name a JSON file`);
  });
});

describe("records", () => {
  it.each<[string, unknown, RegExp]>([
    ["another format", { images: [] }, /: record 1, field id: .*; a record is like \{"id": 7, "box"/],
    ["a field that is missing", [{ id: 1 }], /: record 1 \(id 1\), field box: .*; a record is like \{"id": 7, "box"/],
    ["too few numbers", [{ id: "a", box: [1, 2, 3] }], /: record 1 \(id "a"\), field box: /],
    ["no number", [{ id: 1, box: [1, 2, 3, null] }], /: record 1 \(id 1\), field box\.3: /],
    ["no id", [{ box }], /: record 1, field id: /],
    ["a null", [null], /: record 1: /],
    [
      "an id that comes twice",
      [
        { id: 1, box },
        { id: 1, box },
      ],
      /: record 2 has the id 1 of record 1; give each id once/,
    ],
    ["an unknown id", [{ id: 2, box }], /: record 1 has the id 2, which .*0\.json does not hold/],
  ])("1. names file, record and field for %s", (_, content, message) => {
    const pred = file(JSON.stringify(content));
    expect(() => scoreRec(gt, pred)).toThrow(message);
    expect(() => scoreRec(gt, pred)).toThrow(pred);
  });

  it("2. refuses numbers beyond all bounds", () => {
    expect(() => scoreRec(gt, file('[{"id": 1, "box": [0, 0, 1e999, 4]}]'))).toThrow(/field box\.2: /);
  });

  it("3. may be one line, or a value that is a list", () => {
    expect(scoreRec(gt, file(`${JSON.stringify({ id: 1, box })}\n`)).figures()["mean IoU"]).toBe(1);
    expect(() => checkRecords("answers", {}, { schema: z.object({ id: recordId }), example: "{}" })).toThrow(
      "answers: expected a list of records like {}",
    );
  });

  it("4. takes an empty list of answers for answers that are all missing, and refuses an empty truth", () => {
    expect(scoreRec(gt, file("[]")).figures()["mean IoU"]).toBe(0);
    expect(() => scoreRec(file("[]"), gt)).toThrow(/: there is no record; give at least one/);
  });
});

describe("answers of predict", () => {
  const square = (size: number) => ({ size: [4, 4], counts: [0, 4 * size, 16 - 4 * size] });
  const instance = (score: number, values: object) => ({ phrase: "dog", score, units: [], ...values });

  it("are results: the surest instance that has the unit, nothing where there is none", () => {
    const truth = [1, 2, 3].map((id) => ({ id, box, mask: square(4) }));
    const lines = [
      { id: 1, picture: "a.png", instances: [instance(0.4, { box: [9, 9, 10, 10] }), instance(0.9, { box })] },
      { id: 2, picture: "a.png", instances: [instance(1, { mask: square(2) })] },
      { id: 3, picture: "b.png", error: "there is no file" },
    ];
    const [gt, pred] = [file(JSON.stringify(truth)), file(lines.map((line) => `${JSON.stringify(line)}\n`).join(""))];
    const each = (evaluation: Evaluation, figure: string) =>
      truth.map((_, i) => evaluation.figures(Uint32Array.of(i))[figure]);
    expect(each(scoreRec(gt, pred), "mean IoU")).toEqual([1, 0, 0]);
    expect(each(scoreRes(gt, pred), "gIoU")).toEqual([0, 0.5, 0]);
  });
});
