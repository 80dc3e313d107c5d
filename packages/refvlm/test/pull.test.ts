// `refvlm pull`: repositories of a hub on the loopback in, a model folder out; resumed, checked, and silent about the token.
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addConvert } from "../src/commands/convert.js";
import { addPull } from "../src/commands/pull.js";
import { COMMIT, type LoopbackHub, loopbackHub } from "./loopback-hub.js";
import { publishedFolders } from "./published-files.js";
import { tinyShelf } from "./tiny-model.js";

const models = tinyShelf();
const place = mkdtempSync(join(tmpdir(), "refvlm-pull-"));
const { clip, openClip, llama } = publishedFolders(models.folder, place);
writeFileSync(join(llama, "README.md"), "not a file that a conversion reads");
const repositories = { "they/clip": clip, "they/convnext": openClip, "they/llama": llama };
const parts = ["vit=they/clip", "convnext=they/convnext", "language-model=they/llama"];
const token = "hf_secretSECRETsecret";

let hub: LoopbackHub;
let cache: string;
let output: string;
beforeEach(async () => {
  hub = await loopbackHub(repositories);
  const own = mkdtempSync(join(place, "run-"));
  cache = join(own, "cache");
  output = join(own, "model");
  vi.stubEnv("HF_ENDPOINT", hub.url);
  vi.stubEnv("HF_HUB_CACHE", cache);
  vi.stubEnv("HF_TOKEN", "");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await hub.close();
});

/** Everything that a command prints, errors included. */
async function refvlm(...args: string[]): Promise<string> {
  let out = "";
  const print = (text: unknown) => {
    out += text;
    return true;
  };
  vi.spyOn(console, "log").mockImplementation(print);
  vi.spyOn(process.stdout, "write").mockImplementation(print);
  vi.spyOn(process.stderr, "write").mockImplementation(print);
  const program = new Command().exitOverride();
  addPull(program);
  addConvert(program);
  await program.parseAsync(args, { from: "user" });
  return out;
}

const pull = (...more: string[]) =>
  refvlm("pull", "--parts", ...parts, "--preset", models.folder, "--output", output, ...more);
const blobs = (repository: string) => join(cache, `models--they--${repository}`, "blobs");
/** Bytes of weights that were asked for, without questions about sizes. */
const bytesAsked = () =>
  hub.asked.filter(
    ({ path, range }) => path.endsWith(`llama/resolve/${COMMIT}/model.safetensors`) && range !== "bytes=0-0",
  );

describe("refvlm pull", () => {
  it("1. fetches what a conversion reads, and makes the model that the same files make by hand", async () => {
    const printed = await pull();
    expect(printed).toMatch(/^vit .*clip \(/m);
    const byHand = `${output}-by-hand`;
    const folders = [`vit=${clip}`, `convnext=${openClip}`, `language-model=${llama}`];
    await refvlm("convert", "--parts", ...folders, "--preset", models.folder, "--output", byHand);
    for (const name of readdirSync(byHand))
      expect([name, readFileSync(join(output, name)).equals(readFileSync(join(byHand, name)))]).toEqual([name, true]);
    expect(hub.asked.filter(({ path }) => path.endsWith("README.md"))).toEqual([]);
  });

  it("2. lays the cache out as Hugging Face's tools do", async () => {
    await pull();
    const own = join(cache, "models--they--llama");
    expect(readFileSync(join(own, "refs", "main"), "utf8")).toBe(COMMIT);
    expect(readdirSync(join(own, "snapshots", COMMIT)).toSorted()).toEqual(["model.safetensors", "tokenizer.json"]);
    expect(readlinkSync(join(own, "snapshots", COMMIT, "tokenizer.json"))).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{40}$/);
    expect(readlinkSync(join(own, "snapshots", COMMIT, "model.safetensors"))).toMatch(
      /^\.\.\/\.\.\/blobs\/[0-9a-f]{64}$/,
    );
  });

  it("3. asks for no byte twice: a second pull for none, one that was cut off for the rest", async () => {
    const whole = statSync(join(llama, "model.safetensors")).size;
    hub.faults.set("model.safetensors", { cutAfter: 1000 });
    await expect(
      refvlm("pull", "they/llama", "--allow-missing", "--preset", models.folder, "--output", output),
    ).rejects.toThrow(
      /^they\/llama: http.+ cannot be reached \(UND_ERR_SOCKET\); the same command goes on where it was$/,
    );
    expect(readdirSync(blobs("llama")).map((name) => name.replace(/^[0-9a-f]+/, ""))).toContain(".incomplete");
    hub.faults.clear();
    hub.asked.length = 0;
    await pull();
    expect(bytesAsked().map(({ range }) => range)).toEqual([`bytes=1000-${whole - 1}`]);
    hub.asked.length = 0;
    rmSync(output, { recursive: true });
    await pull();
    expect(bytesAsked()).toEqual([]);
  });

  it("4. keeps nothing whose digest is another", async () => {
    hub.faults.set("model.safetensors", { damaged: true });
    await expect(pull()).rejects.toThrow(/^they\/clip\/model\.safetensors came damaged .* fetch it again$/);
    expect(readdirSync(blobs("clip")).filter((name) => name.includes("incomplete") || name.length === 64)).toEqual([]);
    hub.faults.clear();
    await pull();
  });

  it("5. sends the token, and never prints it", async () => {
    await hub.close();
    hub = await loopbackHub(repositories, { token });
    vi.stubEnv("HF_ENDPOINT", hub.url);
    const refused = await pull().catch((error: Error) => error.message);
    expect(refused).toBe(
      `they/clip: the hub gives it to those only who may see it (401); accept its licence at ${hub.url}/they/clip and set HF_TOKEN`,
    );
    vi.stubEnv("HF_TOKEN", `${token}\n`);
    expect(await pull()).not.toContain(token);
    vi.stubEnv("HF_TOKEN", `${token}\nand a second line`);
    const [broken] = await Promise.allSettled([pull()]);
    expect(broken.status).toBe("rejected");
    expect(JSON.stringify(broken)).not.toContain(token);
    expect(String((broken as PromiseRejectedResult).reason)).not.toContain(token);
  });

  it("6. without a connection says in one line how to do it by hand", async () => {
    const { url } = hub;
    await hub.close();
    hub = await loopbackHub({});
    const said = await pull().catch((error: Error) => error.message);
    expect(said).toBe(
      `they/clip: ${url} cannot be reached (ECONNREFUSED); by hand: hf download they/clip --local-dir clip && hf download they/convnext --local-dir convnext && ` +
        `hf download they/llama --local-dir llama && npx refvlm convert --parts vit=clip convnext=convnext language-model=llama --preset ${models.folder} --output ${output}`,
    );
  });

  it.each<[string, string[], RegExp]>([
    ["a name that there is not", ["lava-1.5-7b"], /no network "lava-1\.5-7b"; did you mean "llava-1\.5-7b"\?/],
    ["no name at all", [], /give a source, or --parts/],
    ["a repository that there is not", ["they/nothing"], /^they\/nothing is not on http:/],
    ["what is no repository", ["they/are/three"], /"they\/are\/three" is no repository; give OWNER\/NAME/],
    ["a part that there is not", ["they/llama", "--parts", "eyes=they/clip"], /there is no part "eyes"/],
  ])("7. says what is wrong with %s, before anything is fetched", async (_, args, message) => {
    await expect(refvlm("pull", ...args, "--output", output)).rejects.toThrow(message);
    expect(hub.asked.filter(({ path }) => path.includes("/resolve/"))).toEqual([]);
  });

  it("8. fetches nothing for a folder that is taken", async () => {
    await expect(refvlm("pull", "they/llama", "--output", llama)).rejects.toThrow(/llama has something in it/);
    expect(hub.asked.filter(({ path }) => path.includes("/resolve/"))).toEqual([]);
  });
});
