// What the page weighs, and how fluid a picture with a thousand units is; printed, not judged.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pageFolder } from "../../../apps/studio/dist/index.js";
import { ask, openPicture } from "./browser.mjs";
import { withStudio } from "./served.mjs";

export const speedChecks = {
  "weighs less than 150 kB gzipped": () => {
    const files = readdirSync(pageFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = files.reduce(
      (sum, { parentPath, name }) => sum + gzipSync(readFileSync(join(parentPath, name))).length,
      0,
    );
    console.log(`        the page weighs ${(bytes / 1000).toFixed(1)} kB gzipped`);
    assert(bytes < 150_000, String(bytes));
  },

  "shows 1,000 units on a picture of 4,000 pixels": (browser) =>
    withStudio(browser, async (page) => {
      const { encodePng } = await import("../../../packages/vision/dist/node/index.js");
      const [width, height] = [4000, 2500];
      const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 31) % 251);
      await openPicture(page, {
        name: "large.png",
        mimeType: "image/png",
        buffer: Buffer.from(await encodePng({ width, height, data })),
      });
      await ask(page, "many things");
      assert.equal(await page.locator("[data-thing]").count(), 1000);
      for (const [title, move] of [
        ["dragging", "drag"],
        ["zooming", "zoom"],
        ["hovering", "hover"],
      ])
        console.log(`        ${title}: ${await frames(page, move)}`);
    }),
};

/** Times between frames while something moves for a while, and what of them the page's own thread computes. */
async function frames(page, move) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
  };
  const before = await busy();
  const times = await page.evaluate(
    (move) =>
      new Promise((done) => {
        const stage = document.querySelector(".stage");
        const { left, top, width, height } = stage.getBoundingClientRect();
        const [x, y] = [left + width / 2, top + height / 2];
        const send = (type, at, more = {}) =>
          stage.dispatchEvent(
            new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, clientX: at[0], clientY: at[1], ...more }),
          );
        stage.setPointerCapture = () => {};
        if (move === "drag") send("pointerdown", [x, y]);
        const times = [];
        let last = performance.now();
        let count = 0;
        const step = (now) => {
          times.push(now - last);
          last = now;
          const at = [x + 80 * Math.sin(count / 7), y + 60 * Math.cos(count / 9)];
          if (move === "zoom")
            stage.dispatchEvent(
              new WheelEvent("wheel", { deltaY: count % 40 < 20 ? -40 : 40, clientX: x, clientY: y, cancelable: true }),
            );
          else send("pointermove", at);
          if (++count < 40) return requestAnimationFrame(step);
          if (move === "drag") send("pointerup", at);
          done(times.slice(1));
        };
        requestAnimationFrame(step);
      }),
    move,
  );
  const sorted = times.sort((a, b) => a - b);
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1);
  const own = (((await busy()) - before) / (times.length + 1)).toFixed(1);
  await session.detach();
  return `the page's thread computes ${own} ms a frame; frames: median ${at(0.5)} ms, 95 % below ${at(0.95)} ms, longest ${at(1)} ms (software rendering)`;
}
