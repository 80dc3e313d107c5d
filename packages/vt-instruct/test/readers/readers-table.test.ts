// The documentation says of every reader what becomes of imperfect labels.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readers } from "../../src/readers/index.js";

it("docs/readers.md has a row for each reader in each of its tables", () => {
  const text = readFileSync(new URL("../../docs/readers.md", import.meta.url), "utf8");
  const tables = text.split("## What becomes of imperfect labels");
  for (const table of tables) {
    const rows = [...table.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual(Object.keys(readers).sort());
  }
});
