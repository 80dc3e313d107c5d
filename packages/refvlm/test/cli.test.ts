// The command line as people run it: its own process, its output, its messages, its exit codes.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { blankPicture } from "@refvlm/vision";
import { loadPicture, savePng } from "@refvlm/vision/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { animatedPng, bundled, hugePng, truncatedPng } from "./pictures.js";
import { checkCompiled, type Run, root, startScript } from "./run-cli.js";
import { tinyShelf } from "./tiny-model.js";

const models = tinyShelf();
const place = mkdtempSync(join(tmpdir(), "refvlm-cli-"));
const street = bundled("street.png");
const tiny = join(root, "recipes/tiny.yaml");

beforeAll(checkCompiled);
afterAll(() => {
  models.remove();
  rmSync(place, { recursive: true, force: true });
});

/** Runs a compiled script with the tiny network as "nano". */
function run(script: string, args: string[], environment: NodeJS.ProcessEnv = {}, cwd = place): Promise<Run> {
  return startScript(script, args, { shelf: models.shelf, cwd, environment }).ended;
}

const refvlm = (...args: string[]) => run("cli.js", args);
const sampled = ["--temperature", "1", "--seed", "2", "--max-tokens", "120"];

/** One message, no stack, exit code 1. */
function expectMessage({ code, out, errors }: Run, message: RegExp): void {
  expect(errors).toMatch(message);
  expect(errors).not.toMatch(/^\s+at |node:internal|Error:/m);
  expect(out).toBe("");
  expect(code).toBe(1);
}

describe("predict", () => {
  it("prints JSON and nothing else with --json, and writes what it is asked to", async () => {
    const out = join(place, "written");
    const { code, out: printed } = await refvlm(
      "predict",
      street,
      "what is there?",
      "--json",
      "--out",
      out,
      ...sampled,
    );
    expect(code).toBe(0);
    const json = JSON.parse(printed);
    expect(json).toMatchObject({ picture: street, image: { width: 384, height: 384 }, question: "what is there?" });
    expect(Object.keys(json)).toEqual([
      ...["picture", "question", "image", "text", "trp", "plan", "instances", "problems", "tokens", "ended"],
      ...["model", "seed"],
    ]);
    expect(JSON.parse(readFileSync(join(out, "street-what-is-there.json"), "utf8"))).toEqual(json);
    expect((await loadPicture(join(out, "street-what-is-there.png"))).width).toBe(640);
  });

  it("prints words and a table for people, with --trp the answer as written; no colours where there is no terminal", async () => {
    const asked = ["predict", street, "where is the dog? <REF> <image>", ...sampled];
    const [words, markup] = [await refvlm(...asked), await refvlm(...asked, "--trp", "--timing")];
    for (const { code, out } of [words, markup]) {
      expect(code).toBe(0);
      expect(out).toMatch(/no\. +phrase +units +score +x1 +y1 +x2 +y2|no units: the answer is words only/);
      expect(out).not.toContain("\x1b[");
    }
    expect(words.out).not.toContain("<");
    expect(markup.out).toMatch(/^<Task>\nUnit decode \((True|False)\)/);
    const parts = [
      "starting",
      "decoding files",
      "loading the model",
      "encoder",
      "language model",
      "writing",
      "together",
    ];
    for (const part of parts) expect(markup.errors).toMatch(new RegExp(`^${part} +\\d+\\.\\d\\d s +\\d+ %$`, "m"));
  });

  it("takes prompts of every kind, tells them in the JSON and draws them", async () => {
    const picture = await loadPicture(street);
    const area = blankPicture(picture.width, picture.height, [0, 0, 0]);
    area.data.fill(255, 3 * 5000, 3 * 5100);
    const [mask, line] = [join(place, "area.png"), join(place, "line.json")];
    await savePng(area, mask);
    writeFileSync(line, '{ "points": [[10, 10], [60, 20]], "width": 6 }');
    const pointing = ["--point", "40,60", "--point", "-50,60", "--not-point", "9,9", "--box", "5,5,90,80"];
    const files = ["--scribble", line, "--mask", mask, "--out", join(place, "pointed")];
    const { code, out, errors } = await refvlm(
      "predict",
      street,
      "what is this?",
      "--json",
      ...pointing,
      ...files,
      ...sampled,
    );
    expect([code, errors]).toEqual([0, expect.not.stringContaining("knows")]);
    const { prompts } = JSON.parse(out);
    expect(prompts).toEqual([
      {
        kind: "point",
        points: [[40, 60]],
        minus: [
          [50, 60],
          [9, 9],
        ],
      },
      { kind: "box", box: [5, 5, 90, 80] },
      {
        kind: "scribble",
        points: [
          [10, 10],
          [60, 20],
        ],
        width: 6,
      },
      { kind: "mask", mask: expect.objectContaining({ size: [picture.height, picture.width] }) },
    ]);
    const drawn = await loadPicture(join(place, "pointed", "street-what-is-this.png"));
    expect(drawn.width).toBeGreaterThanOrEqual(640);
  });

  it.each([
    [["--point", "40"], /--point is "40"; it must be x,y in pixels of the picture, e\.g\. --point 40,60/],
    [["--point", "400,10"], /prompts\.0\.points\.0: \[400,10\] lies outside the picture of 384 x 384 pixels/],
    [["--not-point", "4,10"], /give a --point for what does, too/],
    [["--scribble", "none.json"], /--scribble: "none.json" cannot be read .* it must hold/],
    [["--mask", bundled("kitchen-table.png").replace("kitchen-table", "none")], /there is no file/],
  ])("refuses %j", async (pointing, message) => {
    expectMessage(await refvlm("predict", street, "what is this?", "--json", ...pointing), message);
  });

  it("colours where it is told to, except under NO_COLOR", async () => {
    const args = ["predict", street, "where is the dog?", "--max-tokens", "64", "--trp"];
    expect((await run("cli.js", args, { FORCE_COLOR: "1" })).out).toContain("\x1b[2m<Task>\x1b[0m");
    expect((await run("cli.js", args, { FORCE_COLOR: "1", NO_COLOR: "1" })).out).not.toContain("\x1b[");
  });

  it("uses the first frame of an animation and says so", async () => {
    const path = join(place, "animated.png");
    writeFileSync(path, await animatedPng());
    const { code, errors } = await refvlm("predict", path, "where?", "--json", "--max-tokens", "64");
    expect(code).toBe(0);
    expect(errors).toMatch(/^note: ".*animated\.png" has 3 frames; only the first is used\.$/m);
  });
});

describe("start", () => {
  it.each<[string, string[], RegExp, string[]]>([
    [
      "photo about photographs",
      [],
      /> where is the horse on the right\?.*> segment all horses\..*> what is this\?.*> where is the cat\?.*Try next:/s,
      ["beach-horses-where-is-the-horse-on-the-right", "beach-horses-segment-all-horses"],
    ],
    [
      "nano about drawings",
      ["--model", "nano"],
      /> where is the dog\?.*> segment the cup\..*> detect all objects\..*Try next:/s,
      ["street-where-is-the-dog", "kitchen-table-segment-the-cup", "street-detect-all-objects"],
    ],
  ])("asks %s, writes PNG and JSON beside each other, says what is next", async (_, options, told, stems) => {
    const { code, out } = await refvlm("start", "--max-tokens", "60", ...options);
    expect(code).toBe(0);
    expect(out).toMatch(told);
    for (const stem of stems)
      for (const end of ["png", "json"]) expect(existsSync(join(place, "answers", `${stem}.${end}`))).toBe(true);
  });

  it("does it for a picture of one's own", async () => {
    const { code, out } = await refvlm("start", street, "where is the dog?", "--out", "own", "--max-tokens", "64");
    expect(code).toBe(0);
    expect(out).toContain("> where is the dog?  street.png, 384 x 384");
    expect(existsSync(join(place, "own/street-where-is-the-dog.png"))).toBe(true);
  });
});

describe("one clear message", () => {
  it.each<[string, string[], RegExp]>([
    [
      "a missing picture",
      ["predict", "nowhere.jpg", "where?"],
      /^refvlm: there is no file "nowhere\.jpg"\. Check the path\.\n$/,
    ],
    [
      "a folder without pictures",
      ["predict", join(root, "bin"), "where?"],
      /the folder ".*bin" holds no picture \(jpg, /,
    ],
    ["an empty question", ["predict", street, "  "], /^refvlm: the question is empty: ask something/],
    [
      "an unknown model",
      ["predict", street, "where?", "--model", "giant"],
      /there is no model "giant"\. Known names: nano/,
    ],
    ["an unknown option", ["predict", street, "where?", "--jsn"], /unknown option '--jsn'\n\(Did you mean --json\?\)/],
    ["an unknown command", ["predikt"], /unknown command 'predikt'\n\(Did you mean predict\?\)/],
    ["a missing question", ["predict", street], /^refvlm: give a picture and a question, e\.g\. refvlm predict/],
    [
      "a number that is none",
      ["predict", street, "where?", "--max-tokens", "abc"],
      /option '--max-tokens <n>' argument 'abc' is invalid\. give a whole number from 1\./,
    ],
    [
      "a share above 1",
      ["predict", street, "where?", "--top-p", "2"],
      /'--top-p <p>' .* give a number up to 1, above 0/,
    ],
    [
      "a threshold above 1",
      ["predict", street, "where?", "--min-score", "2"],
      /'--min-score <p>' .* give a probability from 0 to 1/,
    ],
    [
      "a web address that nobody allowed",
      ["predict", "https://example.org/a.png", "where?"],
      /^refvlm: pictures are not fetched from https: URLs; where you trust them, allow it \(--allow-http/,
    ],
    [
      "an override of nothing",
      ["train", tiny, "--set", "stages.0.stesp=3"],
      /tiny\.yaml: .*stages\.0\.stesp: unknown key; did you mean "steps"\?/,
    ],
    [
      "an override that does not fit",
      ["train", tiny, "--set", "stages.0.steps=3"],
      /tiny\.yaml: line \d+: stages\.0\.warmup: 5 steps of warm-up .* set warmup to 3 or less/,
    ],
    [
      "a folder that cannot be made",
      ["predict", street, "?", "--max-tokens", "64", "--json", "--out", "/dev/null/x"],
      /cannot write into "\/dev\/null\/x" \(ENOTDIR\)/,
    ],
  ])("%s", async (name, args, message) => {
    const result = await refvlm(...args);
    expectMessage(name === "a folder that cannot be made" ? { ...result, out: "" } : result, message);
  });

  it("a picture that is cut off, or too large", async () => {
    const [cut, huge] = [join(place, "cut.png"), join(place, "huge.png")];
    writeFileSync(cut, await truncatedPng());
    writeFileSync(huge, await hugePng());
    expectMessage(await refvlm("predict", cut, "where?"), /cut\.png" is damaged or cut off: .*Get a complete copy/);
    expectMessage(
      await refvlm("predict", huge, "where?"),
      /huge\.png" has 20000 x 20000 = 400 million pixels; the limit is 50/,
    );
  });

  it("a machine without libtorch", async () => {
    const nothing = { REFVLM_TORCH_ADDON: "", LIBTORCH: place };
    for (const command of [["setup"], ["predict", street, "where?"], ["doctor"]])
      expectMessage(
        await run("cli.js", command, nothing),
        /LIBTORCH is .*, but there is no include\/ and lib\/libtorch.so of a libtorch in it: set it to one, or unset it/,
      );
  });

  it("an engine that is not built", async () => {
    const missing = { REFVLM_TORCH_ADDON: join(place, "refvlm_torch.node") };
    expectMessage(
      await run("cli.js", ["predict", street, "where?"], missing),
      /the engine is not built yet .*`npm run setup`/,
    );
  });
});

it("the README's example runs, and its types hold", async () => {
  const { code, out, errors } = await run("examples/ask.js", [], {}, dirname(street));
  expect(errors).toBe("");
  expect(code).toBe(0);
  expect(out).not.toBe("");
});

it("says what there is without the engine, and without looking for it", async () => {
  const trace = join(place, "loaded.mjs");
  writeFileSync(
    trace,
    'process.on("exit", () => process.stderr.write(process.report.getReport().sharedObjects.join("\\n")));',
  );
  for (const [args, words] of [
    [["--help"], /predict .*\n.*setup /s],
    [["models"], /nano {2}knows/],
    [["score"], /coco-box/],
  ] as const) {
    const { out, errors } = await run("cli.js", [...args], { NODE_OPTIONS: `--import=${trace}`, LIBTORCH: "/nowhere" });
    expect(out).toMatch(words);
    expect(errors).toMatch(/libc\.so/);
    expect(errors).not.toMatch(/libtorch|refvlm_torch/);
  }
});

it("doctor reports the engine", async () => {
  const { code, out } = await refvlm("doctor");
  expect(code).toBe(0);
  expect(out).toMatch(/^Node\.js .*\n.*libtorch /s);
});

describe("eval", () => {
  it("lists benchmarks, and says what it needs of one", async () => {
    const { code, out } = await refvlm("eval", "--benchmark", "list");
    expect(code).toBe(0);
    expect(out).toMatch(/^rec-refcocog +Table 19 +val, test +RefCOCOg: a box for each expression$/m);
    expectMessage(
      await refvlm("eval", "--benchmark", "pope"),
      /--benchmark pope: give --root FOLDER, .*POPE's questions/,
    );
    expectMessage(await refvlm("eval", "--benchmark", "pope", "--root", place), /has no val2014, no coco_pope_random/);
    expectMessage(await refvlm("eval", "--benchmark", "lvis"), /--benchmark: "lvis" is none of flickr30k, nocaps/);
    expectMessage(
      await refvlm("eval"),
      /say what to measure on: `refvlm eval scenes`, `refvlm eval photos`, --data SHARDS or --benchmark/,
    );
    expectMessage(await refvlm("eval", "scenes", "--kinds", "foo"), /--kinds: "foo" is none of caption, vqa/);
    expectMessage(
      await refvlm("eval", "photos"),
      /give --root FOLDER, the folder in COCO's layout that holds images\/val/,
    );
    expectMessage(
      await refvlm("eval", "photos", "--root", place),
      /500 of 500 pictures are missing, first .*images\/val/,
    );
  });
});

describe("calibrate", () => {
  it("takes scenes, a data set or questions, and says so", async () => {
    expectMessage(
      await refvlm("calibrate", "nano", "--scenes", "5", "--data", place),
      /--scenes and --data: .*one of them/,
    );
    expectMessage(
      await refvlm("calibrate", "nano", "--limit", "5"),
      /--root and --limit say something of --data or --questions/,
    );
    expectMessage(await refvlm("calibrate", "nano", "--questions", "held.gz"), /--questions: give --root FOLDER/);
  });

  it("measures names, by family, and only of scenes that there are", async () => {
    const { code, out } = await refvlm("eval", "names", "--scenes", "2");
    expect(code).toBe(0);
    for (const row of ["name right, true box", "twemoji", "listed proposals, F1", "there against absent, AUC"])
      expect(out).toMatch(new RegExp(`^ *${row} .*\\d\\.\\d{3}`, "m"));
    expectMessage(
      await refvlm("eval", "names", "--scenes", "5000"),
      /about 1000 scenes of each set .* ask about fewer/,
    );
  });
});
