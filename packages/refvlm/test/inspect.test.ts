// `refvlm inspect`: figures and faults of built shards, and where its drawings are.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { blankPicture } from "@refvlm/vision";
import { encodePng, loadPicture } from "@refvlm/vision/node";
import { RowWriter, type SampleRow } from "@refvlm/vt-instruct";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const place = mkdtempSync(join(tmpdir(), "refvlm-inspect-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

function inspect(...args: string[]) {
  const env = { ...process.env, FORCE_COLOR: "" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, "inspect", ...args], {
    cwd: place,
    env,
    encoding: "utf8",
  });
  return { code: status, out: stdout, errors: stderr };
}

async function row(number: number, more: Partial<SampleRow> = {}): Promise<SampleRow> {
  const bytes = await encodePng(blankPicture(64, 48, [60, 90, 120]));
  const answer =
    "<Task>\nUnit decode (True). Class name, target unit and number:\n- Name: dog Unit: box Num: 1\n</Task>\n<Phrase>dog</Phrase>(<Unit>box</Unit>[0]<REF>)";
  return {
    id: `made:${number}`,
    image: { bytes, path: "x.png" },
    width: 64,
    height: 48,
    source: "made",
    licence: "CC0",
    split: "train",
    tasks: ["rec"],
    independent: true,
    turns: [{ task: "rec", user: [{ type: "text", text: "Where?" }], answer, targets: [[{ box: [1, 2, 30, 40] }]] }],
    depth: null,
    objects: null,
    caption: null,
    ...more,
  };
}

beforeAll(async () => {
  const write = async (name: string, rows: Promise<SampleRow>[]) => {
    const writer = new RowWriter(join(place, name));
    for (const each of await Promise.all(rows)) writer.add(each);
    writer.finish();
  };
  await write("sound.parquet", [row(0), row(1), row(2)]);
  await write("broken.parquet", [row(0), row(1, { width: 20 }), row(2, { tasks: ["vqa"] })]);
});

describe("refvlm inspect", () => {
  it("1. tells figures, writes sheet and page, and ends well where every row is sound", async () => {
    const { code, out, errors } = inspect("sound.parquet", "--pictures", "--number", "2");
    expect(errors).not.toMatch(/fault|refvlm:/);
    expect(code).toBe(0);
    expect(out).toContain("3 samples, 3 turns");
    expect(out).toMatch(/^rec +3 +0$/m);
    expect(out).toMatch(/^picture width +64 +64 +64.0 +64$/m);
    expect(out).toContain("every row is sound");
    expect((await loadPicture(join(place, "inspect/sheet.png"))).width).toBe(2 * 440 + 3 * 14);
    expect(readFileSync(join(place, "inspect/page.html"), "utf8").match(/<article>/g)).toHaveLength(2);
  });

  it("2. tells faults with file, row and reason, and exits with 1", () => {
    const { code, errors } = inspect("sound.parquet", "broken.parquet", "--number", "0", "--output", "none");
    expect(code).toBe(1);
    expect(errors).toContain("broken.parquet: row 1: box-outside: turns.0.targets.0.0: the box [1,2,30,40] leaves");
    expect(errors).toContain("broken.parquet: row 2: tasks: ");
    expect(errors).toContain("2 faults: box-outside 1, tasks 1");
    expect(existsSync(join(place, "none"))).toBe(false);
  });

  it("3. gives programs JSON", () => {
    const { code, out } = inspect("broken.parquet", "--json", "--output", "drawn");
    expect(code).toBe(1);
    const told = JSON.parse(out);
    expect(told.statistics).toMatchObject({ samples: 3, units: { box: 3 }, tasks: { rec: { turns: 3, absent: 0 } } });
    expect(told.faults[0]).toMatchObject({ file: "broken.parquet", row: 1, reason: "box-outside" });
    expect(told.drawn).toEqual(["drawn/sheet.png", "drawn/page.html"]);
  });

  it("4. refuses what it cannot look at in one line", () => {
    expect(inspect("nowhere").errors).toBe("refvlm: nowhere: there is no such file or folder\n");
    expect(inspect("sound.parquet", "--task", "recs").errors).toMatch(
      /^refvlm: there is no task "recs"; there are caption, vqa/,
    );
    expect(inspect("sound.parquet", "--number", "-3").errors).toContain("give a whole number from 0.");
    expect(inspect().code).toBe(1);
  });
});
