// The shipped mixtures: every config is sound, and the paper's stages have the paper's totals and shares (its Table 16).
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { askingOf, readBuildConfig } from "../../src/builder/config.js";
import { type TaskName, taskNames } from "../../src/tasks/index.js";

const folder = fileURLToPath(new URL("../../mixtures", import.meta.url));
const names = readdirSync(folder).map((name) => name.replace(/\.yaml$/, ""));
const read = (name: string) => readBuildConfig(`${folder}/${name}.yaml`);

beforeAll(() => {
  for (const variable of ["VT_DATA", "COCO_MINI", "COCO_QUESTIONS", "RGBD_MINI"]) process.env[variable] ??= "/data";
});

const families = ["understanding", "expression", "grounded", "interactive", "vocabulary", "keypoint"] as const;
type Family = (typeof families)[number];

function familyOf(task: TaskName): Family {
  if (task === "caption" || task === "vqa") return "understanding";
  if (task === "rec" || task === "res" || task.startsWith("reg-")) return "expression";
  if (task.startsWith("gcg-")) return "grounded";
  if (task.startsWith("ig-")) return "interactive";
  if (/^f?ov[ds]$/.test(task)) return "vocabulary";
  if (task === "keypoint") return "keypoint";
  throw new Error(`${task} is of no family of Table 16`);
}

/** Share of each family among the samples, each of one turn. */
function sharesOf(name: string): Record<Family, number> {
  const config = read(name);
  const shares = Object.fromEntries(families.map((family) => [family, 0])) as Record<Family, number>;
  const all = config.written.sources.reduce((sum, { weight = 1 }) => sum + weight, 0);
  for (const [i, { weight = 1 }] of config.written.sources.entries()) {
    const tasks = Object.entries(askingOf(config, i).tasks!) as [TaskName, number][];
    const sum = tasks.reduce((total, [, share]) => total + share, 0);
    for (const [task, share] of tasks) shares[familyOf(task)] += ((weight / all) * share) / sum;
  }
  return shares;
}

describe("the mixtures", () => {
  it.each(names)("%s is sound", (name) => {
    expect(read(name).written.name).toBe(name);
  });
});

describe("photos", () => {
  it("leaves the pictures of photos-held-back to it", () => {
    const parts = (name: string) =>
      read(name).written.sources.flatMap(({ reader, files }) => {
        const { choose } = files as { choose?: { cocoSplit?: string; part?: object } };
        return reader === "coco" && choose?.cocoSplit !== "train2017" ? [choose?.part] : [];
      });
    expect(parts("photos-held-back")).toEqual([{ of: 5, keep: 0 }]);
    expect(parts("photos")).toEqual([
      { of: 5, leave: 0 },
      { of: 5, leave: 0 },
    ]);
  });
});

describe("the page about mixtures", () => {
  it("names every config, and says of every folder what to download", () => {
    const page = readFileSync(fileURLToPath(new URL("../../docs/mixtures.md", import.meta.url)), "utf8");
    for (const name of names) expect(page).toContain(`\`${name}\``);
    const written = names.map((name) => readFileSync(`${folder}/${name}.yaml`, "utf8")).join("\n");
    const folders = new Set([...written.matchAll(/\$\{VT_DATA\}\/([^/\s]+)/g)].map(([, each]) => each!));
    expect(folders.size).toBeGreaterThan(15);
    for (const each of folders)
      expect(page, each).toMatch(new RegExp(`^\\| [^|]*\`${each.replace("+", "\\+")}\``, "m"));
  });
});

describe("the paper's stages", () => {
  // Per cent as printed; those of stage 1 add up to 101.72.
  it.each([
    ["stage1", 4_241_680, { understanding: 55.85, expression: 25.58, grounded: 20.29 }],
    [
      "stage2",
      8_091_372,
      { understanding: 26.22, expression: 40.57, grounded: 14.01, interactive: 2.9, vocabulary: 16.3 },
    ],
    ["stage3-keypoint", 109_289, { keypoint: 100 }],
    ["stage3-gdino", 1_545_982, { expression: 33.41, grounded: 26.51, vocabulary: 40.08 }],
    ["stage3-sam", 2_165_892, { expression: 32.91, grounded: 23.03, vocabulary: 44.06 }],
    ["stage3-unipose", 109_289, { keypoint: 100 }],
  ] as [string, number, Partial<Record<Family, number>>][])("%s has its samples and shares", (name, total, printed) => {
    const { total: records } = read(name);
    // Of COCO's training pictures these many have labelled joints.
    if (printed.keypoint) expect((records! * 56_599) / 118_287 / total).toBeCloseTo(1, 3);
    else expect(records).toBe(total);
    const sum = Object.values(printed).reduce((a, b) => a + b, 0);
    const shares = sharesOf(name);
    for (const family of families) expect(shares[family], family).toBeCloseTo((printed[family] ?? 0) / sum, 4);
  });
  it("stage 2 gives tasks within a family the proportions of Table 11", () => {
    const config = read("stage2");
    const shares = Object.fromEntries(taskNames.map((task) => [task, 0])) as Record<TaskName, number>;
    for (const [i, { weight = 1 }] of config.written.sources.entries()) {
      const tasks = Object.entries(askingOf(config, i).tasks!) as [TaskName, number][];
      const sum = tasks.reduce((total, [, share]) => total + share, 0);
      for (const [task, share] of tasks) shares[task] += (weight * share) / sum;
    }
    const reg = shares["reg-point"] + shares["reg-box"] + shares["reg-scribble"] + shares["reg-mask"];
    expect(shares.caption / shares.vqa).toBeCloseTo(780 / 1310, 2);
    expect(shares.rec / shares.res).toBeCloseTo(880 / 680, 2);
    expect(shares.rec / reg).toBeCloseTo(880 / 1200, 2);
    expect(shares["gcg-box"] / shares["gcg-mask"]).toBeCloseTo(540 / 450, 2);
    expect((shares.ovd + shares.fovd) / (shares.ovs + shares.fovs)).toBeCloseTo(1, 2);
  });
});
