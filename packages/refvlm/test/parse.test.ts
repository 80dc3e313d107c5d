// `refvlm parse`: the tree of an answer, or the place where it is wrong and how to go on.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAnswer } from "@refvlm/trp";
import { afterAll, describe, expect, it } from "vitest";
import { displayWidth } from "../src/terminal/display-width.js";
import { excerpt } from "../src/terminal/excerpt.js";
import { makePaint } from "../src/terminal/paint.js";

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const place = mkdtempSync(join(tmpdir(), "refvlm-parse-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

interface Run {
  code: number | null;
  out: string;
  errors: string;
}

function parse(args: string[], input: string | Buffer = "", environment: NodeJS.ProcessEnv = {}): Promise<Run> {
  const env = { ...process.env, FORCE_COLOR: "", ...environment };
  const child = spawn(process.execPath, [cli, "parse", ...args], { cwd: place, env });
  let [out, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  child.stdin.on("error", () => {}); // what is too large is not read to its end
  child.stdin.end(input);
  return new Promise((done) => child.on("close", (code) => done({ code, out, errors })));
}

const dog = "<Phrase>dog</Phrase>(<Unit>box</Unit>[0]<REF>)";
const plan = (...lines: string[]): string =>
  `<Task>\nUnit decode (True). Class name, target unit and number:\n${lines.map((line) => `- Name: ${line}\n`).join("")}</Task>\n`;
const answer =
  plan(
    "brown dog Unit: box Num: 2",
    "bike 🚲 Unit: box, keypoint Num: 1",
    "man on a bike 🚲 Unit: mask, box, depth Num: 12",
  ) +
  "The <Phrase>brown dog</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>)\nin <Phrase>a park</Phrase>, " +
  "<Phrase>man on a <Phrase>bike 🚲</Phrase>(<Unit>box, keypoint</Unit>[0]<REF>)</Phrase>" +
  `(<Unit>mask</Unit>${Array.from({ length: 12 }, (_, i) => `[${i}]<REF>`).join("")}, <Unit>box, depth</Unit>[1]<REF>[11]<REF>).`;

describe("refvlm parse", () => {
  it("1. prints plan and tree, without colours where there is no terminal", async () => {
    writeFileSync(join(place, "answer.txt"), answer);
    expect(await parse(["answer.txt"])).toEqual({
      code: 0,
      errors: "",
      out: `plan
├─ brown dog         box                2
├─ bike 🚲           box, keypoint      1
└─ man on a bike 🚲  mask, box, depth  12
body
├─ "The "
├─ brown dog
│  └─ box  [0] [1]
├─ "\\nin "
├─ a park
├─ ", "
├─ man on a bike 🚲
│  ├─ "man on a "
│  ├─ bike 🚲
│  │  └─ box, keypoint  [0]
│  ├─ mask        [0] [1] [2] [3] [4] [5] [6] [7] [8] [9] [10] [11]
│  └─ box, depth  [1] [11]
└─ "."
`,
    });
  });

  it("2. gives phrases and references the colours of the annotated picture, except under NO_COLOR", async () => {
    const { out } = await parse(["-"], answer, { FORCE_COLOR: "1" });
    expect(out).toContain("\x1b[1;38;2;255;196;0mbrown dog\x1b[0m");
    expect(out).toContain("\x1b[1;38;2;255;196;0m[0]\x1b[0m \x1b[1;38;2;60;180;255m[1]\x1b[0m");
    expect((await parse(["-"], answer, { FORCE_COLOR: "1", NO_COLOR: "1" })).out).not.toContain("\x1b[");
  });

  it("3. prints the tree with its source ranges as JSON, and nothing else", async () => {
    const { code, out } = await parse(["-", "--json"], answer);
    expect(code).toBe(0);
    const { answer: tree } = parseAnswer(answer);
    expect(JSON.parse(out)).toEqual({ file: "-", ...tree, problems: [], problemCount: 0 });
  });

  it("4. says that there is no plan, no unit or nothing at all", async () => {
    expect((await parse(["-"], "a dog")).out).toBe('plan\n└─ none\nbody\n└─ "a dog"\n');
    const wordsOnly = "<Task>\nUnit decode (False).\n</Task>\n";
    expect((await parse(["-"], wordsOnly)).out).toBe("plan\n└─ no units: an answer in words\nbody\n└─ empty\n");
  });

  it.each<[string, string, string, string, string]>([
    ["a <REF> outside", "two\nlines <REF>.", "2:7", "lines <REF>.\n      ^", "in the parentheses of a triplet only"],
    ["indices behind <REF>s", dog.replace("[0]<REF>", "<REF>[0]"), "1:38", "", "not <REF><REF> or <REF>[0]<REF>[1]"],
    [
      "a unit without a phrase",
      "see <Unit>box</Unit>",
      "1:5",
      "see <Unit>box</Unit>\n    ^",
      "follow their phrase at once",
    ],
    ["an end that is missing", dog.slice(0, -1), "1:46", "", "close what is open, or ask for more tokens"],
    ["Windows' line ends, twice", "<Task>\r\r\nUnit", "1:7", "<Task>\uFFFD\n      ^", "lines end in \\n, not \\r\\n"],
  ])("5. says where, what and how to go on: %s", async (_, text, at, lines, hint) => {
    writeFileSync(join(place, "wrong.txt"), text);
    const { code, out, errors } = await parse(["wrong.txt"]);
    expect([code, out]).toEqual([1, ""]);
    expect(errors).toMatch(new RegExp(`^wrong\\.txt:${at}: expected .*, found .*\\n`));
    expect(errors).toContain(`\n${lines}`);
    expect(errors).toContain(hint);
    expect(errors).toMatch(/hint: --tolerant .*\n$/);
  });

  it("6. takes an answer that breaks its plan for wrong, with --json as well", async () => {
    const text = `${plan("dog Unit: mask Num: 2", "cat Unit: box Num: 1")}A ${dog}.\n`;
    for (const options of [[], ["--json"]]) {
      const { code, out, errors } = await parse(["-", ...options], text);
      expect([code, out]).toEqual([1, ""]);
      expect(errors.split("\n").slice(0, 5)).toEqual([
        "stdin:6:3: plan and body disagree: line 1 plans units mask, the body has box",
        "stdin:6:3: plan and body disagree: line 1 plans count 2, the body has 1",
        "A <Phrase>dog</Phrase>(<Unit>box</Unit>[0]…",
        "  ^",
        'stdin:7:1: plan and body disagree: "cat" is planned but not in the body',
      ]);
      expect(errors).toContain("hint: the plan has one line for each triplet");
    }
  });

  it("7. --tolerant prints the tree and what was done", async () => {
    const { code, out, errors } = await parse(["-", "--tolerant"], `<REF> ${dog.replace("[0]<REF>", "<REF>[0]")}`);
    expect([code, errors]).toEqual([0, ""]);
    expect(out).toBe(`plan
└─ none
body
├─ " "
└─ dog
   └─ box  [0]
2 problems
stdin:1:1: expected text or <Phrase>, found "<REF>"; left the reference out
stdin:1:49: expected the index before its <REF>, found "[0]"; took it for the one before
`);
  });

  it("8. lists the first thousand problems and counts the others", async () => {
    const { out } = await parse(["-", "--tolerant"], "<REF>".repeat(1_234));
    expect(out).toContain("1234 problems\n");
    expect(out.match(/^stdin:/gm)).toHaveLength(1_000);
    expect(out).toMatch(/\nand 234 more\n$/);
    const json = JSON.parse((await parse(["-", "--tolerant", "--json"], "<REF>".repeat(1_234))).out);
    expect([json.problems.length, json.problemCount]).toEqual([1_000, 1_234]);
  });

  it("9. cannot be made to steer the terminal", async () => {
    const text = `${plan("d\x9bg\x1b[2J Unit: box Num: 1")}\x1b]0;x\x07\x9b<Phrase>d\x9bg\x1b[2J</Phrase>(<Unit>box</Unit>[0]<REF>)`;
    for (const input of [
      text,
      `${text}\x9b<REF>`,
      text.replace("Num: 1", "Num: 2"),
      text.replace("Unit: box", "Unit:\x9b"),
    ]) {
      const { out, errors } = await parse(["-"], input);
      expect(out + errors).not.toMatch(/[^\P{Cc}\n]/u);
    }
  });

  it.each<[string, string[], string | Buffer, string]>([
    [
      "a missing file",
      ["nowhere.txt"],
      "",
      'there is no file "nowhere.txt". Check the path, or give - to read standard input.',
    ],
    ["a folder", ["."], "", '"." is a folder. Name a file that holds an answer.'],
    ["a path through a file", ["/dev/null/x"], "", 'cannot read "/dev/null/x" (ENOTDIR). Check who may read it.'],
    [
      "a picture",
      ["-"],
      Buffer.from([0x89, 0x50, 0x4e, 0x47]),
      "stdin: it is a PNG picture, no text. Give the answer as a model wrote it.",
    ],
    ["zeros", ["-"], Buffer.alloc(9), "stdin: byte 0 is zero, which no text has. Give the answer as a model wrote it."],
    [
      "Latin-1",
      ["-"],
      Buffer.from("a café", "latin1"),
      "stdin: byte 5 is no UTF-8; save the file as UTF-8. Give the answer as a model wrote it.",
    ],
    [
      "a character that is cut off",
      ["-"],
      Buffer.from(`${dog} 🚲`).subarray(0, -1),
      "stdin: byte 47 is no UTF-8; save the file as UTF-8. Give the answer as a model wrote it.",
    ],
    [
      "UTF-16",
      ["-"],
      Buffer.from("\uFEFFa dog", "utf16le"),
      "stdin: it is in UTF-16; save it as UTF-8. Give the answer as a model wrote it.",
    ],
    [
      "UTF-16 without its mark",
      ["-"],
      Buffer.from("a dog", "utf16le"),
      "stdin: it is in UTF-16; save it as UTF-8. Give the answer as a model wrote it.",
    ],
    ["a book", ["-"], "dog ".repeat(2 ** 20 + 1), "stdin is larger than 4 MiB: no answer is. Give one answer a file."],
  ])("10. says in one message what is wrong with %s", async (_, args, input, message) => {
    expect(await parse(args, input)).toEqual({ code: 1, out: "", errors: `refvlm: ${message}\n` });
  });

  it("11. reads lines that end as Windows ends them, with a byte order mark or without", async () => {
    const unix = await parse(["-"], answer);
    expect(await parse(["-"], answer.replaceAll("\n", "\r\n"))).toEqual(unix);
    expect(await parse(["-"], `\uFEFF${answer.replaceAll("\n", "\r\n")}`)).toEqual(unix);
    writeFileSync(join(place, "windows.txt"), answer.replaceAll("\n", "\r\n"));
    expect(JSON.parse((await parse(["windows.txt", "--json"])).out)).toEqual({
      ...JSON.parse((await parse(["-", "--json"], answer)).out),
      file: "windows.txt",
    });
  });
});

describe("the excerpt", () => {
  const plain = makePaint(1);

  it("1. has its caret under the place, whatever the characters before it", () => {
    for (const before of ["", "dog ", "自転車 🚲 ", "e\u0301 ", "\t"]) {
      const [line, caret] = excerpt(`first\n${before}<REF>\nlast`, 6 + before.length, plain).split("\n");
      expect(line.endsWith("<REF>")).toBe(true);
      expect(displayWidth(caret)).toBe(displayWidth(line) - "<REF>".length + 1);
    }
  });

  it("2. shows a part of a long line", () => {
    const [line, caret] = excerpt(`${"a".repeat(500)}<REF>${"b".repeat(500)}`, 500, plain).split("\n");
    expect(line).toBe(`…${"a".repeat(60)}<REF>${"b".repeat(35)}…`);
    expect(caret).toBe(`${" ".repeat(61)}^`);
  });

  it("3. knows the ends of a text and lines without characters", () => {
    expect(excerpt("", 0, plain)).toBe("\n^");
    expect(excerpt("\n", 0, plain)).toBe("\n^");
    expect(excerpt("\n", 1, plain)).toBe("\n^");
    expect(excerpt("a\nb", 1, plain)).toBe("a\n ^");
  });

  it.each([
    ["dog", 3],
    ["é", 1],
    ["e\u0301", 1],
    ["自転車", 6],
    ["ｄｏｇ。", 8],
    ["한", 2],
    ["🚲", 2],
  ])("4. %s fills %i columns", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});
