// `refvlm detect`: phrases in, a picture and JSON out; one clear message for what cannot be looked for.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { savePng } from "@refvlm/vision/node";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { writeTinySam } from "../../model/test/plugins/sam-golden.js";
import { tinyDetector, tinyDetectorConfig, writePlugin } from "../../model/test/tiny-grounding.js";
import { speckledPicture } from "../../model/test/tiny-model.js";
import { commandLine } from "../src/command-line.js";
import { answerFromJson, Detector, phrasesOf } from "../src/index.js";

const place = mkdtempSync(join(tmpdir(), "refvlm-detect-"));
const plugin = join(place, "plugin");
const picture = join(place, "street.png");
const pixel = join(place, "pixel.png");
const resized = join(place, "resized");
const segmenter = writeTinySam(join(place, "sam"));
beforeAll(async () => {
  const settings = { ...tinyDetectorConfig, threshold: 0.35 };
  writePlugin(plugin, "grounding-dino", tinyDetector(), settings);
  writePlugin(resized, "grounding-dino", tinyDetector(), { ...settings, queries: 30 });
  await savePng(speckledPicture(90, 60), picture);
  await savePng(speckledPicture(1, 1), pixel);
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Runs the command line; its exit code, and what it wrote. */
async function refvlm(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => Boolean((out += text))),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => Boolean((err += text))),
  ];
  await commandLine(args);
  for (const spy of spies) spy.mockRestore();
  const code = Number(process.exitCode ?? 0);
  process.exitCode = 0;
  return { code, out, err };
}
const detect = (phrases: string, ...more: string[]) =>
  refvlm("detect", picture, phrases, "--model", plugin, "--out", join(place, "out"), ...more);

describe("refvlm detect", () => {
  it("1. writes the picture and the JSON of an answer that names what was found", async () => {
    const { code, out, err } = await detect("cat, dog", "--threshold", "0");
    expect([code, err.match(/wrote /g)?.length]).toEqual([0, 2]);
    expect(out).toMatch(/^(cat|dog)/);
    const written = readdirSync(join(place, "out")).toSorted();
    expect(written).toEqual(["street-cat-dog.json", "street-cat-dog.png"]);
    const answer = answerFromJson(JSON.parse(readFileSync(join(place, "out", written[0]), "utf8")));
    expect(answer.image).toEqual({ width: 90, height: 60 });
    expect(answer.instances.length).toBeGreaterThan(0);
    for (const { phrase, box, score, units } of answer.instances) {
      expect(["cat", "dog"]).toContain(phrase);
      expect(box).toHaveLength(4);
      expect(units).toEqual([{ unit: "box", score }]);
    }
  });

  it("2. says what was not found", async () => {
    const { code, out } = await detect("cat, dog", "--threshold", "1");
    expect([code, out]).toEqual([0, "not found: cat, dog\n"]);
  });

  it.each<[string, string[], RegExp]>([
    ["an empty phrase", ["cat, , dog"], /^refvlm: phrase 2 of 3 is empty: name what to look for, parted by commas/],
    ["no phrase", [""], /^refvlm: phrase 1 of 1 is empty/],
    ["a phrase without words", ["cat, ?"], /^refvlm: "\?" has no words to look for/],
    ["2,000 characters", ["dog ".repeat(500)], /^refvlm: "dog dog .*…" is of 500 pieces of words, and at most 13/],
    [
      "no such folder",
      ["cat", "--model", join(place, "none")],
      /none: is not there: a decoder's folder has config\.json/,
    ],
    [
      "another family's plugin",
      ["cat", "--model", segmenter],
      /sam: its decoder is "sam", and "grounding-dino" is needed here/,
    ],
    [
      "a plugin of another size than it says",
      ["cat", "--model", resized],
      /the weights are not those that config\.json describes:\s+wrong shape \(1\):\s+detector\.queries: \[20,32\] given, \[30,32\] needed/,
    ],
  ])("3. of %s writes nothing and tells why", async (_, [phrases, ...more], message) => {
    const before = existsSync(join(place, "out")) ? readdirSync(join(place, "out")) : [];
    const { code, err } = await detect(phrases, ...more);
    expect([code, err]).toEqual([1, expect.stringMatching(message)]);
    expect(existsSync(join(place, "out")) ? readdirSync(join(place, "out")) : []).toEqual(before);
  });

  const many = Array.from(
    { length: 300 },
    (_, i) => `${"cat dog bus car".split(" ")[i % 4]} ${"a ".repeat(1 + ((i >> 2) % 3))}${i % 7}`,
  ).join(",");

  it("4. looks for 300 phrases in passes", async () => {
    using detector = await Detector.load(plugin);
    const passes: number[] = [];
    const phrases = phrasesOf(many);
    const answer = await detector.detect(speckledPicture(40, 30), phrases, {
      threshold: 1,
      onPass: (_, of) => passes.push(of),
    });
    expect(new Set(passes).size).toBe(1);
    expect(passes).toHaveLength(passes[0]);
    expect(passes[0]).toBeGreaterThan(5);
    expect(answer.text).toMatch(/^not found: /);
  });

  it("5. takes them all at once, and a picture of one pixel", async () => {
    const { code, out, err } = await refvlm("detect", pixel, many, "--model", plugin, "--out", join(place, "pixels"));
    expect([code, err.match(/wrote /g)?.length]).toEqual([0, 2]);
    expect(out.length).toBeGreaterThan(0);
    const [json] = readdirSync(join(place, "pixels")).filter((name) => name.endsWith(".json"));
    const { image, instances } = answerFromJson(JSON.parse(readFileSync(join(place, "pixels", json), "utf8")));
    expect(image).toEqual({ width: 1, height: 1 });
    for (const { box } of instances) for (const at of box!) expect(at >= 0 && at <= 1).toBe(true);
  });
});
