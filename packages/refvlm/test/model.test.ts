// What a model knows and is worth: its card, printed, in the library, and in one line where a question is about none of it.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ModelCard, modelCardSchema } from "@refvlm/model";
import { sceneNames } from "@refvlm/vt-instruct";
import { afterAll, describe, expect, it } from "vitest";
import { RefVlm } from "../src/index.js";
import { outsideNotice } from "../src/known-names.js";
import { bundled } from "./pictures.js";
import { tinyShelf } from "./tiny-model.js";

const assets = fileURLToPath(new URL("../assets", import.meta.url));
const nano: ModelCard = JSON.parse(readFileSync(join(assets, "nano", "card.json"), "utf8"));
const models = tinyShelf();
const place = mkdtempSync(join(tmpdir(), "refvlm-model-"));
afterAll(() => {
  models.remove();
  rmSync(place, { recursive: true, force: true });
});

/** The command line with the tiny network, which has no card, as "tiny". */
cpSync(models.folder, join(place, "tiny"), { recursive: true });
function refvlm(...args: string[]) {
  const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
  const env = { ...process.env, REFVLM_MODELS: place, FORCE_COLOR: "" };
  return spawnSync(process.execPath, [cli, ...args], { encoding: "utf8", env });
}

/** A copy of the tiny model with a card. */
function withCard(name: string, card: unknown): string {
  const folder = join(place, name);
  cpSync(models.folder, folder, { recursive: true });
  writeFileSync(join(folder, "card.json"), JSON.stringify(card));
  return folder;
}

describe("the shipped card", () => {
  it("is one, and names the kinds of things that training shows", () => {
    expect(modelCardSchema.parse(nano)).toEqual(nano);
    expect(nano.names).toEqual(sceneNames.map(({ name, plural }) => ({ name, plural })));
    expect(nano.figures.length).toBeGreaterThan(10);
    for (const { value, interval } of nano.figures) {
      expect(interval[0]).toBeLessThanOrEqual(value);
      expect(value).toBeLessThanOrEqual(interval[1]);
    }
  });

  it("comes with the loaded network", async () => {
    await using vlm = await RefVlm.load(withCard("carded", nano));
    expect(vlm.card).toEqual(nano);
    await using bare = await RefVlm.load(join(place, "tiny"));
    expect(bare.card).toBeNull();
  });
});

describe("refvlm models, refvlm model", () => {
  it("lists models by name, and prints a card for people and for programs", () => {
    const list = refvlm("models").stdout;
    expect(list).toMatch(/^nano {2}knows drawings of 60 kinds of things and people {2}\(.*nano\)$/m);
    expect(list).toMatch(/^tiny {2}knows what nobody has written down/m);
    const printed = refvlm("model", "nano").stdout;
    for (const text of [
      "nano 0.4.1",
      "names       dog, cat,",
      "units       box, mask, keypoint, depth",
      "photographs: it has seen none",
    ])
      expect(printed).toContain(text);
    expect(printed).toMatch(/REC accuracy at IoU 0.5 .* 0\.\d{3} {2}0\.\d{3} to 0\.\d{3}/);
    expect(JSON.parse(refvlm("model", "nano", "--json").stdout)).toEqual(nano);
  });

  it("says of a model without a card that it has none", () => {
    const { status, stdout } = refvlm("model", join(place, "tiny"));
    expect([status, stdout.split("\n")[0]]).toEqual([0, "nano has no card (card.json)"]);
    expect(refvlm("model", join(place, "tiny"), "--json").stdout).toBe("null\n");
  });

  it.each<[string, unknown, RegExp]>([
    [
      "with a slip in a key",
      { ...nano, licenses: [] },
      /card\.json: line \d+: licenses: unknown key; did you mean "licences"\?/,
    ],
    ["with a value of another kind", { ...nano, names: "dogs" }, /card\.json: line \d+: names: /],
    ["without licences", { ...nano, licences: [] }, /card\.json: line \d+: licences: /],
  ])("refuses a card %s, naming the file and the key", (name, card, message) => {
    const { status, stderr } = refvlm("model", withCard(`bad ${name}`, card));
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });

  it("names the known models where there is none of that name", () => {
    const { status, stderr } = refvlm("model", "giraffe");
    expect([status, stderr]).toEqual([1, expect.stringMatching(/there is no model "giraffe"\. Known names: .*nano/)]);
  });
});

describe("a question about nothing that the model knows", () => {
  it.each([
    ["where is the dog?", false],
    ["Segment all DOGS, please", false],
    ["how many butterflies?", false],
    ["where is the doghouse?", true],
    ["where is the giraffe?", true],
    ["detect all objects.", true],
  ])("%s: told %s", (question, told) => {
    const notice = outsideNotice(question, nano);
    expect(notice !== undefined).toBe(told);
    if (told)
      expect(notice).toMatch(
        /^nano knows drawings of 60 kinds of things and people: dog, cat, .* and 49 more \(refvlm model nano\); /,
      );
  });

  it("is told of no network without a card, nor of one whose names nobody has counted", () => {
    expect(outsideNotice("where is the giraffe?", null)).toBeUndefined();
    expect(outsideNotice("where is the giraffe?", { ...nano, names: [] })).toBeUndefined();
  });

  it("is told in one line beside the answer, which programs still get alone", () => {
    const ask = (question: string) => refvlm("predict", bundled("street.png"), question, "--json", "--model", "nano");
    const asked = ask("where is the giraffe?");
    expect(asked.stderr.split("\n").filter((line) => line.startsWith("note: nano knows"))).toHaveLength(1);
    expect(JSON.parse(asked.stdout).question).toBe("where is the giraffe?");
    expect(ask("where is the dog?").stderr).not.toContain("note: ");
    expect(ask("is [VPT] a dog?").stderr).toMatch(/^note: \[VPT\] in a question is text like any other; /m);
  });
});
