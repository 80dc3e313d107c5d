// `refvlm convert` and the sizes of `refvlm model`: published files in, a model folder out; one clear message where there is none.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { familyNames } from "@refvlm/model";
import { ones, readSafetensors, writeSafetensors } from "@refvlm/torch";
import { Command } from "commander";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { addConvert } from "../src/commands/convert.js";
import { addModel } from "../src/commands/model.js";
import { addScore } from "../src/commands/score.js";
import { publishedFolders } from "./published-files.js";
import { tinyShelf } from "./tiny-model.js";

const models = tinyShelf();
const place = mkdtempSync(join(tmpdir(), "refvlm-convert-"));
afterAll(() => {
  models.remove();
  rmSync(place, { recursive: true, force: true });
});
afterEach(() => vi.restoreAllMocks());

/** What a command prints. */
async function refvlm(...args: string[]): Promise<string> {
  let out = "";
  vi.spyOn(console, "log").mockImplementation((text) => void (out += `${text}\n`));
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addConvert(program);
  addModel(program);
  addScore(program);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  await program.parseAsync(args, { from: "user" });
  return out;
}

const { clip, bareClip, openClip, llama, llava } = publishedFolders(models.folder, place);

const segmentAnything = fileURLToPath(
  new URL("../../model/test/golden/published-layouts/sam/sam_vit_tiny.pth", import.meta.url),
);
const foreign = join(place, "foreign.safetensors");
writeSafetensors(foreign, new Map([["weather.forecast", ones([2])]]));

/** The keys whose values in two folders differ, or that only one has; rows of the vocabulary without a token may be cut off. */
function differing(one: string, two: string): string[] {
  using first = readSafetensors(join(one, "model.safetensors"));
  using second = readSafetensors(join(two, "model.safetensors"));
  const differs = (key: string) => {
    if (!first.has(key) || !second.has(key)) return true;
    const [before, after] = [first.raw(key).bytes, second.raw(key).bytes];
    const kept = key.endsWith("embed_tokens.weight") ? before.subarray(0, after.length) : before;
    return !Buffer.from(kept).equals(after);
  };
  return [...new Set([...first.keys(), ...second.keys()])].filter(differs);
}

describe("refvlm convert", () => {
  const preset = ["--preset", models.folder];

  it("1. puts parts of three families together, each with its weights bit for bit, the rest from the seed", async () => {
    const output = join(place, "paper");
    const parts = [`vit=${clip}`, `convnext=${openClip}`, `language-model=${llama}`];
    const table = await refvlm("convert", "--parts", ...parts, ...preset, "--output", output);
    expect(readdirSync(output).toSorted()).toEqual([
      "config.json",
      "model.safetensors",
      "text-tokenizer.json",
      "tokenizer.json",
    ]);
    const changed = differing(models.folder, output);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.filter((key) => !/^(projector|visual_decoders|pyramid_projector|evidence)\./.test(key))).toEqual([]);
    for (const row of [
      /^vit .*clip \(/m,
      /^text .*clip \(/m,
      /^convnext .*open-clip \(/m,
      /^language-model .*llama \(/m,
      /^new .*seed 0$/m,
    ])
      expect(table).toMatch(row);
  });

  it("2. takes every part that one source has", async () => {
    const output = join(place, "llava-made");
    await refvlm("convert", llava, "--parts", `convnext=${openClip}`, `text=${clip}`, ...preset, "--output", output);
    const kept = /^(vision_tower\.vision_model|projector|language_model|text_tower|pyramid_tower)\./;
    const changed = differing(models.folder, output).filter((key) => kept.test(key));
    expect(changed).toEqual([]);
  });

  it.each<[string, string[], RegExp]>([
    ["no source", [], /give a source, or --parts/],
    [
      "a part that there is not",
      ["--parts", "eyes=there"],
      /there is no part "eyes"; choose of vit, convnext, detector, text/,
    ],
    ["a part without a place", ["--parts", "vit"], /give a part and where it is from/],
    [
      "a family that there is not",
      [llama, "--family", "lama"],
      /there is no family "lama"; did you mean "llama"\? Known are llava, clip, .*, sam, grounding-dino, uni-pose$/,
    ],
    [
      "a decoder's family that there is not",
      [llama, "--family", "groundingdino"],
      /there is no family "groundingdino"; did you mean "grounding-dino"\? Known are/,
    ],
    [
      "a family that the files are not of",
      [llama, "--family", "sam"],
      /holds .* and so on: not the names of the family sam$/,
    ],
    [
      "a decoder beside parts",
      [llama, "--family", "sam", "--parts", "vit=there"],
      /^sam is a decoder and is converted alone: give its file or folder as the source/,
    ],
    [
      "a decoder's file beside parts",
      [segmentAnything, "--parts", `vit=${clip}`],
      /^sam is a decoder and is converted alone: give its file or folder as the source/,
    ],
    [
      "files of no family",
      [foreign],
      /holds weather\.forecast and so on: of none of the families llava, .*, nanodet, sam, grounding-dino, uni-pose$/,
    ],
    [
      "a preset that there is not",
      [llama, "--preset", "vicuna-70b"],
      /there is no preset "vicuna-70b".*nano, photo, vicuna-7b/,
    ],
    ["a source that is not there", [join(place, "nowhere")], /nowhere: cannot be read \(ENOENT\)/],
    ["parts that are not there", [llama], /all of vision_tower: give it with --parts vit=FOLDER/],
  ])("3. says what is wrong with %s, and writes nothing", async (_, args, message) => {
    const output = join(place, "never");
    await expect(
      refvlm("convert", ...args, "--output", output, ...(args.includes("--preset") ? [] : preset)),
    ).rejects.toThrow(message);
    expect(readdirSync(place).filter((name) => name.startsWith("never"))).toEqual([]);
  });

  it("4. leaves nothing on a disk that fills up meanwhile", () => {
    // POSIX `ulimit -f`: files may have 20 KiB, as on a disk that is full then.
    const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
    const args = ["convert", llama, "--allow-missing", "--output", join(place, "never"), ...preset];
    const script = 'ulimit -f 40; exec "$0" "$@"';
    const { status, stderr } = spawnSync("sh", ["-c", script, process.execPath, cli, ...args], { encoding: "utf8" });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/never cannot be written \(EFBIG\); nothing is left of it\n$/),
    ]);
    expect(readdirSync(place).filter((name) => name.startsWith("never"))).toEqual([]);
  });

  it("5. lists in its help every family that a source may be of", async () => {
    let help = "";
    vi.spyOn(process.stdout, "write").mockImplementation((text) => Boolean((help += text)));
    const program = new Command().exitOverride();
    addConvert(program);
    for (const command of program.commands) command.exitOverride().configureHelp({ helpWidth: 400 });
    await expect(program.parseAsync(["convert", "--help"], { from: "user" })).rejects.toThrow();
    const line = help.split("\n").find((each) => each.includes("--family"));
    const { families, decoders } = /: (?<families>.*); of decoders (?<decoders>.*)$/.exec(line ?? "")?.groups ?? {};
    expect([...families.split(", "), ...decoders.split(", ")]).toEqual(familyNames());
  });

  it("6. needs an output", async () => {
    await expect(refvlm("convert", llama)).rejects.toThrow(/required option '--output <folder>'/);
    expect(existsSync(join(place, "undefined"))).toBe(false);
  });
});

describe("refvlm score freeform-box", () => {
  const write = (name: string, value: unknown) => {
    const path = join(place, name);
    writeFileSync(path, JSON.stringify(value));
    return path;
  };
  const gt = write("gt.json", {
    images: [{ id: 1, width: 50, height: 50 }],
    categories: [
      { id: 1, name: "dog" },
      { id: 2, name: "cup" },
    ],
    annotations: [{ id: 1, image_id: 1, category_id: 2, bbox: [5, 5, 20, 20], area: 400, iscrowd: 0 }],
  });
  const pred = write("pred.json", [{ image_id: 1, phrase: "cup", bbox: [5, 5, 20, 20] }]);

  it("1. compares phrases and categories by a published CLIP's vectors", async () => {
    const out = await refvlm(
      "score",
      "freeform-box",
      "--gt",
      gt,
      "--pred",
      pred,
      "--set",
      `embeddings=clip:${clip}`,
      "--json",
    );
    expect(JSON.parse(out).figures[0]).toEqual({ name: "mAP_S", value: expect.closeTo(1, 6) });
  });

  it.each<[string, string, string, RegExp]>([
    ["weights without a text tower", "freeform-box", llama, /\(llama\) has no text tower/],
    ["a folder without weights", "freeform-box", place, /holds no weights/],
    [
      "weights whose heads nobody tells",
      "freeform-box",
      bareClip,
      /a width of 32 has not 12 heads; put the published config\.json beside it/,
    ],
    ["a kind that runs no encoder", "gcg", clip, /gcg: embeddings must name a file of vectors/],
  ])("2. refuses %s", async (_, kind, folder, message) => {
    const run = refvlm("score", kind, "--gt", gt, "--pred", pred, "--set", `embeddings=clip:${folder}`);
    await expect(run).rejects.toThrow(message);
  });
});

describe("refvlm model", () => {
  it("1. prints the paper's network with the published counts, and the paper's own beside them", async () => {
    const { parts } = JSON.parse(await refvlm("model", "--preset", "vicuna-7b", "--json"));
    const count = (name: string): number => parts.find(({ part }: { part: string }) => part === name).parameters;
    expect(count("vision_tower")).toBe(427_944_193 - 1 - 123_650_304); // CLIP without logit_scale and text tower
    expect(count("language_model")).toBe(6_738_415_616 + 2 * 7 * 4096); // Vicuna with seven markers
    expect(count("projector")).toBe(20_979_712);
    const table = await refvlm("model", "--preset", "vicuna-7b");
    expect(table).toContain("visual backbone 199.8 M, with decoders 245.5 M; paper, Table 13: 199.0 M, 248.0 M");
    expect(table).toMatch(/memory in bfloat16: 14\.62 GB to load, 16\.77 GB to answer/);
  });

  it("2. prints parts, tokens and element type of a folder", async () => {
    const printed = await refvlm("model", models.folder);
    expect(printed).toMatch(/^tokens {6}291, the text tower's, too$/m);
    expect(printed).toMatch(/^weights {5}bfloat16$/m);
    expect(printed).toMatch(/^visual_decoders\.units\.box +[\d,]+$/m);
  });

  it("3. says how much of a folder loading copies, which its file does not align", async () => {
    expect(await refvlm("model", models.folder)).not.toContain("unaligned");
    const folder = join(place, "unaligned");
    cpSync(models.folder, folder, { recursive: true });
    const path = join(folder, "model.safetensors");
    const whole = readFileSync(path);
    const header = Number(whole.readBigUInt64LE());
    whole.writeBigUInt64LE(BigInt(header + 1));
    const data = whole.subarray(8 + header);
    writeFileSync(path, Buffer.concat([whole.subarray(0, 8 + header), Buffer.from(" "), data]));
    using file = readSafetensors(path);
    expect(file.keys().reduce((sum, key) => sum + file.copiedBytes(key), 0)).toBe(data.length);
    const told = `${(data.length / 1e6).toFixed(1)} MB lie unaligned in their file: loading copies these`;
    expect(await refvlm("model", folder)).toContain(told);
  });

  it("4. wants one of the two", async () => {
    await expect(refvlm("model")).rejects.toThrow("give either a model or --preset NAME");
  });
});
