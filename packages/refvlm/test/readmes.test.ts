// The code in every package's README runs as it stands there, and prints what its comments say.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { bundled } from "./pictures.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folders = ["packages", "apps"].flatMap((house) =>
  readdirSync(join(root, house)).map((name) => join(house, name)),
);
const place = mkdtempSync(join(tmpdir(), "refvlm-readmes-"));
afterAll(() => rmSync(place, { recursive: true }));

it.each(folders)("%s", (folder) => {
  const blocks = [...readFileSync(join(root, folder, "README.md"), "utf8").matchAll(/```js\n(.*?)```/gs)];
  expect(blocks).toHaveLength(1);
  const code = blocks[0][1];
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    encoding: "utf8",
    cwd: join(root, folder),
    env: { ...process.env, PICTURE: bundled("street.png"), OUTPUT: join(place, folder.replaceAll("/", "-")) },
  });
  expect(status, stderr).toBe(0);
  const promised = [...code.matchAll(/\/\/ prints (.*)/g)].map(([, line]) => line);
  expect(promised.length).toBeGreaterThan(0);
  expect(stdout.split("\n")).toEqual(expect.arrayContaining(promised));
});
