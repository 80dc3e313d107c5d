// Answers on disk: names that every file system takes, lines that are not lost, places that cannot be written.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { AnswerLines } from "../src/answers/answer-lines.js";
import { answerName, slug } from "../src/answers/answer-name.js";
import { checkHeld } from "../src/answers/held-units.js";
import { checkWritable } from "../src/writable.js";

const place = mkdtempSync(join(tmpdir(), "refvlm-answers-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe("the name of an answer's files", () => {
  it.each([
    ["in/street.jpg", "where is the dog?", "street-where-is-the-dog"],
    ["dog #1?.png", "it?", "dog #1?-it"],
    ["https://host/a/dog.png?size=1.5#top", "it?", "dog-it"],
    ["data:image/png;base64,AAAA", "?!", "picture-answer"],
  ])("of %s and %s", (picture, question, name) => {
    expect(answerName(picture, question)).toBe(name);
  });

  it("leaves room for a phrase and an ending, in whole characters, whatever the script", () => {
    const name = answerName(`${"犬".repeat(80)}.png`, "🐕 か".repeat(50));
    expect(name).toMatch(/^犬{24}-[か-]+$/);
    expect(Buffer.byteLength(`${name}-2-12-${slug("犬".repeat(99))}-depth.json.1234567.partial`)).toBeLessThan(256);
  });
});

it("a last line that lacks nothing but its line break is kept, and what follows is a line of its own", () => {
  const path = join(place, "on.jsonl");
  const key = (picture: string) => ({ picture, question: "?", model: { name: "m", version: "1" }, seed: 0 });
  const before = `${JSON.stringify({ ...key("a.png"), trp: "yes" })}\n${JSON.stringify({ ...key("b.png"), trp: "no" })}`;
  writeFileSync(path, before);
  const lines = AnswerLines.open(path, [key("c.png")]);
  expect(lines.has(key("b.png"))).toBe(true);
  lines.add({ ...key("c.png"), error: "no file" });
  expect(readFileSync(path, "utf8")).toBe(`${before}\n${JSON.stringify({ ...key("c.png"), error: "no file" })}\n`);
});

it("lines of other weights or another calibration are no answers of this run", () => {
  const path = join(place, "digests.jsonl");
  const key = (digest?: string) => {
    return { picture: "a.png", question: "?", model: { name: "m", version: "1", ...(digest && { digest }) }, seed: 0 };
  };
  writeFileSync(path, `${JSON.stringify({ ...key("one"), trp: "yes" })}\n`);
  const lines = AnswerLines.open(path, [key("two")]);
  expect([key("one"), key("two"), key()].map((each) => lines.has(each))).toEqual([true, false, false]);
});

describe("what answers are written as", () => {
  const pointing = { name: "dots", units: ["point"] };

  it("is refused where it holds no unit of the network", () => {
    expect(() => checkHeld({ format: "coco" }, pointing)).toThrow(
      "--format coco takes box and mask, and dots answers with point; leave it out, or name another --model",
    );
    expect(() => checkHeld({ format: "csv" }, pointing)).toThrow(/^--format csv takes/);
    expect(() => checkHeld({ cutouts: "cut" }, pointing)).toThrow(/^--cutouts takes box and mask/);
    const seeing = { name: "nano", units: ["box", "mask"] };
    expect(() => checkHeld({ format: "jsonl", depth: "far" }, seeing)).toThrow(
      /^--depth takes depth, and nano answers/,
    );
    expect(() => checkHeld({ masks: "m" }, { ...seeing, units: ["box"] })).toThrow(/^--masks takes mask/);
  });

  it("is taken where it holds any of them", () => {
    expect(() => checkHeld({ format: "jsonl" }, pointing)).not.toThrow();
    const some = { format: "coco", cutouts: "cut", masks: "m", depth: "far" };
    expect(() => checkHeld(some, { name: "all", units: ["mask", "depth"] })).not.toThrow();
  });
});

it("of two runs into one file the second to write stops, so that nothing stands there twice", () => {
  const path = join(place, "shared.jsonl");
  const line = { picture: "a.png", question: "?", model: { name: "m", version: "1" }, seed: 0, error: "no file" };
  const [one, two] = [AnswerLines.open(path, [line]), AnswerLines.open(path, [line])];
  one.add(line);
  expect(() => two.add(line)).toThrow(`another run writes into "${path}"`);
  one.add(line);
  expect(readFileSync(path, "utf8")).toBe(`${JSON.stringify(line)}\n`.repeat(2));
});

it("a file that cannot be written is told before the work", () => {
  const missing = join(place, "none", "out.json");
  expect(() => checkWritable(undefined, missing)).toThrow(`cannot write "${missing}" (ENOENT): make the folder`);
  expect(() => checkWritable(place)).toThrow(`cannot write "${place}": it is a folder; name a file`);
  expect(() => checkWritable(join(place, "out.json"))).not.toThrow();
});
