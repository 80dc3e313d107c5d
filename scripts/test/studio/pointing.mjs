// Checks of the four prompts drawn by hand: what the server is told is what was drawn, in pixels of the picture.
import assert from "node:assert/strict";
import { ask, clickAt, dragAlong, openPicture } from "./browser.mjs";
import { asked } from "./scripted-engine.mjs";
import { street, withStudio } from "./served.mjs";

/** The prompts of the question that was asked last. */
const lastPrompts = () => asked.at(-1).turns.at(-1).prompts;
const near = (actual, expected, by = 1.5) => {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of actual.entries())
    assert(Math.abs(value - expected[i]) <= by, `${actual} is not ${expected}`);
};

export const promptChecks = {
  "points, plus and minus": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await page.keyboard.press("1");
      await clickAt(page, [320, 110]);
      await clickAt(page, [300, 120]);
      await clickAt(page, [120, 70], { button: "right" });
      // Plus and minus are signs of one size on the screen, however large the picture is shown: once the page has measured that.
      await page.waitForFunction(() => {
        const signs = [...document.querySelectorAll(".prompt.drawn use")];
        const sides = signs.map((sign) => Math.round(sign.getBoundingClientRect().width));
        return sides.length === 3 && sides.every((side) => side > 10 && side < 22);
      });
      await ask(page, "what is @A?");
      const [{ kind, points, minus }] = lastPrompts();
      assert.equal(kind, "point");
      near(points.flat(), [320, 110, 300, 120]);
      near(minus.flat(), [120, 70]);
      assert.deepEqual(
        asked
          .at(-1)
          .turns.at(-1)
          .user.map(({ type, text }) => text ?? type),
        ["what is ", "prompt", "?"],
      );
      assert.match(await page.locator(".answer").textContent(), /point/);
    }),

  "a box, and a second one named in the words; moved, taken back, done again": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await page.keyboard.press("2");
      await dragAlong(page, [
        [280, 76],
        [366, 146],
      ]);
      await dragAlong(page, [
        [60, 40],
        [160, 110],
      ]);
      assert.equal(await page.locator("[data-prompt]").count(), 2);
      await page.keyboard.press("Control+z");
      assert.equal(await page.locator("[data-prompt]").count(), 1);
      await page.keyboard.press("Control+Shift+z");
      await page.fill("[aria-label='left edge of A']", "270");
      await page.press("[aria-label='left edge of A']", "Tab");
      await ask(page, "is @B larger than @A?");
      const [b, a] = lastPrompts();
      near(b.box, [60, 40, 160, 110]);
      near(a.box, [270, 76, 366, 146]);
    }),

  "a handle changes a box, the hand moves it": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await page.keyboard.press("2");
      await dragAlong(page, [
        [100, 100],
        [200, 200],
      ]);
      await page.keyboard.press("0");
      await dragAlong(page, [
        [200, 200],
        [240, 220],
      ]);
      await dragAlong(page, [
        [100, 150],
        [120, 160],
      ]);
      await ask(page, "what is it?");
      near(lastPrompts()[0].box, [120, 110, 260, 230], 3);
    }),

  "a scribble has the brush's width": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await page.fill(".width input", "12");
      await page.click("[aria-label=Scribble]");
      await dragAlong(page, [
        [290, 100],
        [320, 120],
        [350, 100],
      ]);
      await ask(page, "what is here?");
      const [{ kind, points, width }] = lastPrompts();
      assert.deepEqual([kind, width], ["scribble", 12]);
      near(points[0], [290, 100]);
      near(points.at(-1), [350, 100], 6);
    }),

  "a mask by brush, eraser and polygon": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await page.fill(".width input", "20");
      await page.click("[aria-label=Brush]");
      await dragAlong(page, [
        [100, 100],
        [200, 100],
      ]);
      await page.click("[aria-label=Eraser]");
      await dragAlong(page, [
        [150, 80],
        [150, 120],
      ]);
      await page.click("[aria-label=Polygon]");
      for (const corner of [
        [250, 250],
        [300, 250],
        [300, 300],
        [250, 300],
      ])
        await clickAt(page, corner);
      await page.keyboard.press("Enter");
      await page.locator(".stage").press("Enter");
      await ask(page, "what is under the mask?");
      const { Mask } = await import("../../../packages/vision/dist/index.js");
      const [{ kind, mask }] = lastPrompts();
      assert.equal(kind, "mask");
      assert.equal(lastPrompts().length, 1);
      const drawn = Mask.from(mask);
      const at = (x, y) => drawn.data[y * drawn.width + x];
      assert.deepEqual([at(110, 100), at(150, 100), at(190, 100), at(275, 275), at(20, 20)], [1, 0, 1, 1, 0]);
      assert(Math.abs(drawn.area() - (100 * 20 + 314 - 20 * 20 + 2500)) < 250, String(drawn.area()));
    }),

  "letters go on from question to question": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await page.keyboard.press("1");
      await clickAt(page, [320, 110]);
      await ask(page, "what is @A?");
      await clickAt(page, [120, 70]);
      assert.equal(await page.locator("[data-prompt]").getAttribute("data-prompt"), "B");
      await ask(page, "and @B?");
      assert.deepEqual(
        asked.at(-1).turns.map(({ prompts }) => prompts.length),
        [1, 1],
      );
    }),

  "every example of the 25 tasks can be asked": (browser) =>
    withStudio(browser, async (page) => {
      const { paperTaskNames } = await import("../../../packages/vt-instruct/dist/index.js");
      const names = await page.locator("[data-task]").evaluateAll((all) => all.map(({ dataset }) => dataset.task));
      assert.deepEqual([...names].sort(), [...paperTaskNames].sort());
      await page.click("[data-task='ig-mask-scribble']");
      await page.waitForSelector("[data-prompt='A']");
      await page.press("#question", "Enter");
      await page.waitForSelector(".turn > .small");
      assert.equal(lastPrompts()[0].kind, "scribble");
    }),
};
