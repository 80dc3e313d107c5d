// Checks of who can use the page: by keys alone, heard instead of seen, small, enlarged, in the dark, with a key.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { ask, openPicture } from "./browser.mjs";
import { asked } from "./scripted-engine.mjs";
import { street, withStudio } from "./served.mjs";

const axe = createRequire(new URL("../../../apps/studio/package.json", import.meta.url)).resolve("axe-core/axe.min.js");

/** What axe-core finds that is serious. */
async function serious(page) {
  await page.evaluate((await import("node:fs")).readFileSync(axe, "utf8"));
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

/** Whether the page needs no scrolling sideways. */
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

export const reachChecks = {
  "by keys alone: a picture, a box and a point, a question, its things": (browser) =>
    withStudio(browser, async (page) => {
      await page.waitForSelector(".samples button");
      await page.focus(".samples li:last-child button");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".sheet canvas.pixels");
      await page.keyboard.press("2");
      await page.focus(".stage");
      for (let i = 0; i < 5; i++) await page.keyboard.press("Shift+ArrowLeft");
      await page.keyboard.press("Space");
      for (let i = 0; i < 3; i++) await page.keyboard.press("Shift+ArrowRight");
      await page.keyboard.press("Shift+ArrowDown");
      await page.keyboard.press("Space");
      await page.keyboard.press("1");
      await page.keyboard.press("Space");
      await page.focus("[data-prompt='A']");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Alt+ArrowDown");
      await page.keyboard.press("/");
      await page.keyboard.type("detect @A and @B.");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".turn > .small");
      const [box, point] = asked.at(-1).turns.at(-1).prompts;
      assert.deepEqual(box, { kind: "box", box: [143, 192, 173, 203] });
      assert.deepEqual(point, { kind: "point", points: [[172, 202]] });
      await page.focus("[data-thing='1.0']");
      await page.waitForSelector(".phrase.lit >> text=cat");
      await page.keyboard.press("Enter");
      assert.equal(await page.locator("[data-thing='1.0']").getAttribute("aria-pressed"), "true");
    }),

  "what happens is said": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await ask(page, "detect all objects.");
      const said = await page.locator("[aria-live=polite] p").allTextContents();
      assert(said.includes("Picture street.png, 384 by 384 pixels"), said.join("; "));
      assert(said.includes("1: dog, box, score 0.92"), said.join("; "));
      assert(said.includes("Answer: dog, cat, bus"), said.join("; "));
    }),

  "axe-core finds nothing serious, light and dark, empty and answered, on every view": async (browser) => {
    for (const colorScheme of ["light", "dark"])
      await withStudio(
        browser,
        async (page) => {
          await page.waitForSelector(".samples button");
          assert.deepEqual(await serious(page), []);
          await openPicture(page, street);
          await page.keyboard.press("2");
          await page.focus(".stage");
          await ask(page, "detect all objects.");
          assert.deepEqual(await serious(page), []);
          for (const view of ["How it came about", "Export"]) {
            await page.click(`.views >> text=${view}`);
            assert.deepEqual(await serious(page), [], view);
          }
        },
        { colorScheme },
      );
  },

  "at 360 pixels, and at 200 % of a small screen, nothing is cut off": async (browser) => {
    for (const size of [
      { width: 360, height: 740 },
      { width: 640, height: 400, deviceScaleFactor: 2 },
    ])
      await withStudio(
        browser,
        async (page) => {
          assert(await fits(page), "the empty page");
          await openPicture(page, street);
          await ask(page, "detect all objects.");
          for (const view of ["How it came about", "Export", "Answer"]) {
            await page.click(`.views >> text=${view}`);
            assert(await fits(page), view);
          }
          const { width } = await page.locator(".stage").boundingBox();
          assert(width >= size.width - 50, String(width));
        },
        size,
      );
  },

  "a server with keys asks for one, and takes it": (browser) =>
    withStudio(
      browser,
      async (page) => {
        await page.fill(".access input", "of-the-test");
        await page.click("text=Use it");
        await page.waitForSelector(".access", { state: "detached" });
        await openPicture(page, street);
        await ask(page, "detect all objects.");
        assert.equal(await page.locator(".phrase").count(), 3);
      },
      { keys: ["of-the-test"] },
    ),
};
