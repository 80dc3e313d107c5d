// `refvlm serve` as a process: it says where it answers, answers who has a key, and ends what runs when it is told to stop.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkCompiled, root, startScript } from "./run-cli.js";
import { tinyShelf } from "./tiny-model.js";

const models = tinyShelf();
const folder = mkdtempSync(join(tmpdir(), "refvlm-serve-"));
beforeAll(checkCompiled);
afterAll(() => {
  models.remove();
  rmSync(folder, { recursive: true, force: true });
});

const street = `data:image/png;base64,${readFileSync(join(root, "assets/pictures/street.png"), "base64")}`;
const content = [
  { type: "text", text: "where is the dog?" },
  { type: "image_url", image_url: { url: street } },
];
const body = JSON.stringify({ model: "nano", messages: [{ role: "user", content }], max_completion_tokens: 100 });

describe("refvlm serve", () => {
  it("answers who has a key of the file or the environment, and at SIGTERM ends what runs and then itself", async () => {
    const keys = join(folder, "keys");
    writeFileSync(keys, "# ours\nfrom-file\n");
    const environment = { REFVLM_API_KEYS: "from-environment" };
    const args = ["serve", "--port", "0", "--keys", keys];
    const { child, ended } = startScript("cli.js", args, { shelf: models.shelf, cwd: folder, environment });
    let said = "";
    child.stderr.on("data", (text: string) => (said += text));
    while (!/answers at/.test(said) && child.exitCode === null) await delay(20);
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    const ask = (key: string) => {
      const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
      return fetch(`${address}/v1/chat/completions`, { method: "POST", headers, body });
    };
    expect((await ask("none")).status).toBe(401);
    for (const key of ["from-file", "from-environment"]) {
      const response = await ask(key);
      expect(response.status).toBe(200);
      const { choices } = (await response.json()) as { choices: { message: { refvlm: { image: object } } }[] };
      expect(choices[0].message.refvlm.image).toMatchObject({ width: expect.any(Number) });
    }
    const last = ask("from-file");
    await delay(5);
    child.kill("SIGTERM");
    expect([200, 503]).toContain((await last).status);
    expect((await ended).code).toBe(0);
  });

  it("says what is wrong before it listens: no such model, no keys in their file", async () => {
    const run = (...args: string[]) =>
      startScript("cli.js", ["serve", ...args], { shelf: models.shelf, cwd: folder }).ended;
    expect(await run("--model", "nowhere")).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/there is no model "nowhere"/),
    });
    writeFileSync(join(folder, "empty"), "\n");
    expect((await run("--keys", join(folder, "empty"))).errors).toMatch(/holds no key; write a key a line/);
  });
});
