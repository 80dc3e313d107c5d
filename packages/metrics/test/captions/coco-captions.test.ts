import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MetricsError } from "@refvlm/metrics";
import { readCocoCaptions, scoreCaptions, scoreReg } from "@refvlm/metrics/node";
import { afterAll, describe, expect, it } from "vitest";
import { goldenJson } from "../golden.js";

const folder = mkdtempSync(join(tmpdir(), "captions-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
}

const truth = file("truth.json", {
  annotations: [
    { id: 1, image_id: 139, caption: "A woman stands." },
    { id: 2, image_id: 285, caption: "A big bear." },
    { id: 3, image_id: 139, caption: "A room." },
  ],
});

/** The message of the MetricsError for results, or for a truth, that cannot be scored. */
function problem(results: unknown, references = truth): string {
  try {
    readCocoCaptions(references, file("results.json", results));
  } catch (error) {
    expect(error).toBeInstanceOf(MetricsError);
    return (error as Error).message;
  }
  throw new Error("no error");
}

describe("COCO's caption files", () => {
  it("1. every picture with all its references, in the file's order; one without a result has no caption", () => {
    const results = file("one.json", [{ image_id: 285, caption: "a bear" }]);
    expect(readCocoCaptions(truth, results)).toEqual([
      { id: 139, references: ["A woman stands.", "A room."], caption: undefined },
      { id: 285, references: ["A big bear."], caption: "a bear" },
    ]);
  });

  it("2. null is a failed caption; JSON lines will do", () => {
    const results = file("lines.jsonl", '{"image_id": 285, "caption": null}\n{"image_id": 139, "caption": "a room"}\n');
    expect(readCocoCaptions(truth, results).map(({ caption }) => caption)).toEqual(["a room", undefined]);
  });

  it("3. official files score within 2 % of pycocoevalcap on NLTK's words: ours are Stanford's", () => {
    const gt = file("golden-truth.json", goldenJson("captions/captions_val2017_1000.json"));
    const pred = file("golden-results.json", goldenJson("captions/results.json"));
    const figures = scoreCaptions(gt, pred).figures();
    const golden = goldenJson<{ results: { corpus: Record<string, number> } }>("captions/expected.json").results.corpus;
    for (const [name, value] of Object.entries(golden))
      expect(Math.abs(figures[name]! / value - 1), name).toBeLessThan(0.02);
    expect(scoreReg(gt, pred).figures()["CIDEr-D"]).toBe(figures["CIDEr-D"]);
  });

  it("4. a picture that the truth does not hold, and two results for one", () => {
    expect(problem([{ image_id: 5, caption: "a" }])).toMatch(
      /results\.json: record 1 has the id 5, which .*truth\.json/,
    );
    const twice = [139, 139].map((image_id) => ({ image_id, caption: "a" }));
    expect(problem(twice)).toMatch(/results\.json: record 2 has the id 139 of record 1/);
  });

  it("5. a field that is missing or of another kind is named", () => {
    expect(problem([{ image_id: 139 }])).toMatch(/results\.json: record 1, field caption/);
    expect(problem([{ image_id: "139", caption: 3 }])).toMatch(/field caption/);
    expect(problem([{ caption: "a" }])).toMatch(/field image_id/);
    expect(problem('[{"image_id": NaN, "caption": "a"}]')).toMatch(/results\.json.*NaN/s);
  });

  it("6. files that are empty or of another kind", () => {
    expect(problem("")).toMatch(/results\.json: the file is empty/);
    expect(problem({})).toMatch(/results\.json: expected a list/);
    expect(problem([], file("bare.json", []))).toMatch(/bare\.json: there is no "annotations"/);
    expect(problem([], file("none.json", { annotations: [] }))).toMatch(/none\.json/);
  });
});
