// Checks of a folder that is labelled: asked, corrected, accepted, reloaded in the middle, exported.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clickAt, dragAlong, exported } from "./browser.mjs";
import { street, withStudio } from "./served.mjs";

async function withFolder(check) {
  const folder = mkdtempSync(join(tmpdir(), "refvlm-folder-"));
  try {
    for (const name of ["a.png", "b.png", "c.png"]) copyFileSync(street, join(folder, name));
    writeFileSync(join(folder, "broken.png"), "no picture");
    await check(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const labelsOf = (folder) =>
  readFileSync(join(folder, "refvlm-labels.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
/** Waits until something is kept of so many pictures, and nothing is being asked. */
const settled = (page, count) =>
  page.waitForFunction((count) => {
    const states = [...document.querySelectorAll(".pictures li span")].map(({ textContent }) => textContent);
    return states.filter((state) => state !== "–").length >= count;
  }, count);

export const folderChecks = {
  "one question of all, corrected, accepted, exported; a broken picture stops nothing": (browser) =>
    withFolder((folder) =>
      withStudio(
        browser,
        async (page) => {
          await page.click(".views >> text=Folder");
          await page.fill("#question", "detect all objects.");
          await page.click("text=Ask of all");
          await settled(page, 4);
          assert.deepEqual(
            labelsOf(folder).map(({ picture, state }) => [picture, state]),
            [
              ["a.png", "answered"],
              ["b.png", "answered"],
              ["broken.png", "failed"],
              ["c.png", "answered"],
            ],
          );
          const [{ instances: answered }] = labelsOf(folder);
          const [left, top, right, bottom] = answered[0].box;
          await page.click(".pictures >> text=a.png");
          await page.waitForSelector(".object >> nth=2");
          await clickAt(page, [(left + right) / 2, (top + bottom) / 2]);
          await dragAlong(page, [
            [right, bottom],
            [right + 10, bottom + 20],
          ]);
          await page.fill("[aria-label='Name of object 2']", "tiger");
          await page.press("[aria-label='Name of object 2']", "Tab");
          await page.click("[aria-label='Remove object 3']");
          await page.fill(".width input", "20");
          await page.click("[aria-label=Brush]");
          await dragAlong(page, [
            [40, 300],
            [90, 300],
          ]);
          await page.waitForSelector(`[aria-label='Name of object ${answered.length}']`);
          await page.click("[aria-label=Undo]");
          await page.click("[aria-label=Redo]");
          await page.click("text=Accept as corrected");
          await page.waitForSelector(".line-plain[aria-current] >> text=b.png");
          const [label] = labelsOf(folder).filter(({ state }) => state === "accepted");
          assert.equal(label.instances.length, answered.length); // one was removed, one painted
          const [dragged, renamed] = label.instances;
          const expected = [left, top, right + 10, bottom + 20];
          for (const [side, edge] of dragged.box.entries()) {
            const off = Math.abs(edge - expected[side]);
            assert(off < 3, `side ${side} is ${off} pixels from where it was dragged to`); // the screen's pixels, rounded
          }
          assert.equal(renamed.phrase, "tiger");
          const painted = label.instances.at(-1);
          const { Mask } = await import("../../../packages/vision/dist/index.js");
          const area = Mask.from(painted.mask).area();
          assert(Math.abs(area - (50 * 20 + 314)) < 120, String(area));
          const { "instances.json": coco } = await exported(page, "coco");
          const { images, annotations } = JSON.parse(new TextDecoder().decode(coco));
          assert.deepEqual(
            [images.map(({ file_name }) => file_name), annotations.length],
            [["a.png"], answered.length],
          );
        },
        { folder },
      ),
    ),

  "a reload in the middle loses nothing, and the rest is asked": (browser) =>
    withFolder((folder) =>
      withStudio(
        browser,
        async (page) => {
          await page.click(".views >> text=Folder");
          await page.fill("#question", "detect all objects.");
          await page.click("text=Ask of all");
          await settled(page, 1);
          await page.reload();
          await page.click(".views >> text=Folder");
          await page.waitForSelector(".pictures li");
          const before = labelsOf(folder).length;
          assert(before >= 1);
          if (before < 4) {
            await page.fill("#question", "detect all objects.");
            await page.click("text=/Ask of/");
          }
          await settled(page, 4);
          const answered = labelsOf(folder).filter(({ state }) => state === "answered");
          assert.deepEqual([...new Set(answered.map(({ picture }) => picture))].sort(), ["a.png", "b.png", "c.png"]);
          assert.equal(answered.length, 3);
        },
        { folder, engine: { pause: 60 } },
      ),
    ),
};
