// `refvlm studio` as a process: it says where to look, shows the page and the folder, and ends when it is told to.
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkCompiled, root, startScript } from "./run-cli.js";
import { tinyShelf } from "./tiny-model.js";

const models = tinyShelf();
const folder = mkdtempSync(join(tmpdir(), "refvlm-studio-command-"));
beforeAll(() => {
  checkCompiled();
  copyFileSync(join(root, "assets/pictures/street.png"), join(folder, "street.png"));
});
afterAll(() => {
  models.remove();
  rmSync(folder, { recursive: true, force: true });
});

it("serves the built page, pictures to try and the folder, and ends at SIGTERM", async () => {
  const args = ["studio", folder, "--model", "nano", "--port", "0"];
  const { child, ended } = startScript("cli.js", args, { shelf: models.shelf, cwd: folder });
  let said = "";
  child.stderr.on("data", (text: string) => (said += text));
  while (!/open http/.test(said) && child.exitCode === null) await delay(20);
  const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
  expect(await (await fetch(`${address}/`)).text()).toMatch(/<title>refvlm studio<\/title>/);
  const told = async (path: string) => (await fetch(`${address}/studio/${path}`)).json();
  expect(await told("pictures")).toHaveProperty("pictures", expect.arrayContaining(["street.png"]));
  expect(await told("folder")).toHaveProperty("pictures", [{ name: "street.png", state: null, question: null }]);
  child.kill("SIGTERM");
  expect((await ended).code).toBe(0);
});

it("says what is wrong before it listens: no such folder", async () => {
  const args = ["studio", join(folder, "nowhere"), "--model", "nano"];
  const { code, errors } = await startScript("cli.js", args, { shelf: models.shelf, cwd: folder }).ended;
  expect([code, errors]).toEqual([1, expect.stringMatching(/there is no folder ".*nowhere": name one/)]);
});
