// Checks of asking in words: what streams, what is lit, what is said next, what is taken away.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ask, clickAt, exported, onScreen, openPicture } from "./browser.mjs";
import { asked } from "./scripted-engine.mjs";
import { street, withStudio } from "./served.mjs";

export const askingChecks = {
  "a question in words is answered in words, and its phrases have numbers": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await ask(page, "detect all objects.");
      const words = await page
        .locator(".answer")
        .evaluate((answer) =>
          [...answer.childNodes].map((node) => node.firstChild?.textContent ?? node.textContent).join(""),
        );
      assert.equal(words, "dog, cat, bus");
      assert.deepEqual(await page.locator(".phrase sup").allTextContents(), ["1", "2", "3"]);
      const label = await page.locator("[data-thing='1.0']").getAttribute("aria-label");
      assert.equal(label, "2: cat, box, score 0.55");
      assert.deepEqual(page.faults, []);
    }),

  "units appear while the answer streams": (browser) =>
    withStudio(
      browser,
      async (page) => {
        await openPicture(page, street);
        await page.fill("#question", "detect all objects.");
        await page.press("#question", "Enter");
        await page.waitForSelector("[data-thing='0.0']");
        assert.equal(await page.locator(".answer").getAttribute("aria-busy"), "true");
        assert.equal(await page.locator("[data-thing='2.0']").count(), 0);
        await page.waitForSelector("[data-thing='2.0']");
      },
      { engine: { pause: 400 } },
    ),

  "a phrase lights its things, and a thing its phrase; the filter leaves out what is less sure": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await ask(page, "detect all objects.");
      await page.hover(".phrase >> nth=1");
      await page.waitForSelector("[data-thing='1.0'].lit");
      await page.mouse.move(...(await onScreen(page, [320, 110])));
      await page.waitForSelector(".phrase.lit >> text=dog");
      await clickAt(page, [320, 110]);
      await page.mouse.move(5, 5);
      assert.equal(await page.locator("[data-thing='0.0']").getAttribute("aria-pressed"), "true");
      await page.locator(".filter input").fill("0.5");
      assert.equal(await page.locator("[data-thing]").count(), 2);
      assert.match(await page.locator(".filter").textContent(), /2 of 3/);
    }),

  "a follow-up knows what was said, and the picture is sent once": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await ask(page, "detect all objects.");
      await ask(page, "and now?");
      assert.match(await page.locator(".answer >> nth=1").textContent(), /^2: words/);
      const [first, second] = asked.slice(-2);
      assert("pixels" in first.picture && second.picture.id === "kept");
      assert.match(second.turns[0].answer, /<Phrase>dog<\/Phrase>/);
    }),

  "what cannot be asked is said in place, a stopped answer stays": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await ask(page, "fail, please");
      assert.equal(await page.locator(".failure").textContent(), "this cannot be asked");
      await page.fill("#question", "wait for me");
      await page.press("#question", "Enter");
      await page.click("text=Stop");
      await page.waitForSelector("text=stopped after");
    }),

  "a picture is turned as its EXIF says, and its pixels are those of the turned one": (browser) =>
    withStudio(browser, async (page) => {
      const { default: sharp } = await import("sharp");
      const create = { width: 60, height: 20, channels: 3, background: "red" };
      const buffer = await sharp({ create }).withMetadata({ orientation: 6 }).jpeg().toBuffer();
      await openPicture(page, { name: "turned.jpg", mimeType: "image/jpeg", buffer });
      assert.match(await page.locator(".open-name").textContent(), /20 × 60/);
      await ask(page, "what is it?");
      const { pixels } = asked.at(-1).picture;
      assert.deepEqual([pixels.width, pixels.height], [20, 60]);
    }),

  "depth has a scale and says its value under the pointer; joints have a skeleton": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await ask(page, "depth of the picture");
      await page.mouse.move(...(await onScreen(page, [100.5, 50])));
      await page.waitForSelector(".depth-scale output >> text=2.00 m");
      await ask(page, "joints, please");
      assert.equal(await page.locator(".skeleton circle.seen").count(), 16);
      assert.equal(await page.locator(".skeleton circle.hidden").count(), 1);
      assert.equal(await page.locator(".skeleton line").count(), 19);
    }),

  "where masks overlap alpha does not add up: the smaller one owns the pixel": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await ask(page, "segment all objects.");
      const alphas = await page.locator("canvas.masks").evaluate((canvas) => {
        const at = (x, y) => [...canvas.getContext("2d").getImageData(x, y, 1, 1).data];
        return [at(290, 100), at(340, 100), at(220, 100), at(5, 5)];
      });
      assert.deepEqual(
        alphas.map(([, , , alpha]) => alpha),
        [107, 107, 107, 0],
      );
      assert.deepEqual(alphas[0], alphas[1]);
      assert.notDeepEqual(alphas[0], alphas[2]);
    }),

  "how it came about: plan, triplets, tokens with the forced ones, proposals, where a reference looked": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await ask(page, "detect all objects.");
      await page.click("text=How it came about");
      assert.deepEqual(
        await page.locator(".how table >> nth=0").locator("tbody tr >> nth=0").locator("td").allTextContents(),
        ["dog", "box", "1"],
      );
      assert.equal(await page.locator(".tree .ref").count(), 3);
      assert((await page.locator(".token.forced").count()) > 10);
      assert.match(await page.locator(".token >> nth=1").getAttribute("title"), /probability 0.750|forced/);
      await page.check("text=proposals of the picture");
      assert.equal(await page.locator(".proposals rect").count(), 1);
      await page.click("button.token >> nth=0");
      const heat = () =>
        page.locator("canvas.attention").evaluate((canvas) => {
          const { width, height } = canvas;
          const at = (u, v) => canvas.getContext("2d").getImageData(u * width, v * height, 1, 1).data[0];
          return [at(0.375, 0.375), at(0.9, 0.9)];
        });
      const [looked, elsewhere] = await heat();
      assert(looked > 200 && elsewhere < 50, `${looked} ${elsewhere}`);
      assert.equal(await page.locator(".curve rect").count(), 1);
      assert.deepEqual(page.faults, []);
    }),

  "exports hold what is shown; the score filter holds for them, too": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await ask(page, "detect all objects.");
      await page.locator(".filter input").fill("0.5");
      await page.click(".views >> text=Export");
      const decode = (bytes) => new TextDecoder().decode(bytes);
      const { "instances.json": coco } = await exported(page, "coco");
      const dataset = JSON.parse(decode(coco));
      assert.deepEqual(
        dataset.annotations.map(({ bbox }) => bbox),
        [
          [280, 76, 86, 70],
          [170, 96, 80, 74],
        ],
      );
      assert.deepEqual(
        dataset.categories.map(({ name }) => name),
        ["dog", "cat"],
      );
      const { "answers.jsonl": lines } = await exported(page, "jsonl");
      const { answerFromJson } = await import("../../../packages/model/dist/index.js");
      const answer = answerFromJson(JSON.parse(decode(lines)));
      assert.deepEqual(
        answer.instances.map(({ phrase, box }) => [phrase, box[0]]),
        [
          ["dog", 280],
          ["cat", 170],
        ],
      );
      const yolo = await exported(page, "yolo-detect");
      assert.equal(decode(yolo["labels/street.txt"]).split("\n")[0], "0 0.841146 0.289063 0.223958 0.182292");
      const { "street.json": labelme } = await exported(page, "labelme");
      assert.deepEqual(JSON.parse(decode(labelme)).shapes[1].points, [
        [170, 96],
        [250, 170],
      ]);
    }),

  "masks and cut-outs are pictures that our own readers take": (browser) =>
    withStudio(browser, async (page) => {
      await openPicture(page, street);
      await ask(page, "segment all objects.");
      await page.click(".views >> text=Export");
      const folder = mkdtempSync(join(tmpdir(), "refvlm-studio-"));
      try {
        const files = { ...(await exported(page, "masks")), ...(await exported(page, "cut-outs")) };
        for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
        const { loadMask, loadPicture } = await import("../../../packages/vision/dist/node/index.js");
        const mask = await loadMask(join(folder, "street-1.png"));
        assert.deepEqual([mask.width, mask.height, mask.area(), mask.box()], [384, 384, 86 * 70, [280, 76, 366, 146]]);
        const index = await loadPicture(join(folder, "street-index.png"));
        const at = (x, y) => index.data[3 * (y * 384 + x)];
        assert.deepEqual([at(340, 100), at(220, 100), at(5, 5)], [1, 2, 0]);
        const cut = await loadPicture(join(folder, "street-1-dog.png"));
        assert.deepEqual([cut.width, cut.height], [86, 70]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),

  "what is copied as cURL and TypeScript asks the same and gets the same answer": (browser) =>
    withStudio(browser, async (page, server) => {
      await openPicture(page, street);
      await ask(page, "detect what's here.");
      await page.click(".views >> text=Export");
      await page.waitForFunction(() => document.querySelector(".code").value.startsWith("printf"));
      const curl = await page.inputValue(".code");
      const run = async (command, args, input) => {
        const child = spawn(command, args, { cwd: dirname(street) });
        let said = "";
        child.stdout.on("data", (text) => {
          said += text;
        });
        child.stdin.end(input);
        await new Promise((done) => child.on("close", done));
        return said;
      };
      const { choices } = JSON.parse(await run("bash", ["-s"], curl));
      assert.equal(choices[0].message.content, "dog, cat, bus");
      await page.click(".snippet >> text=TypeScript");
      await page.waitForFunction(() => document.querySelector(".code").value.startsWith("import"));
      const said = await run(process.execPath, ["--input-type=module"], await page.inputValue(".code"));
      assert.match(said, /^dog, cat, bus/);
      assert.equal(server.service.open, 0);
    }),

  "what is hostile stays text: a picture's name, a phrase": (browser) =>
    withStudio(browser, async (page) => {
      const buffer = readFileSync(street);
      const name = '"><img src=x onerror=window.hit=1>\u202egnp.png';
      await openPicture(page, { name, mimeType: "image/png", buffer });
      assert((await page.locator(".open-name").textContent()).startsWith(name));
      await ask(page, "hostile phrases");
      assert.equal(
        await page.locator(".phrase").evaluate(({ firstChild }) => firstChild.textContent),
        '<img src=x onerror="window.hit=1">',
      );
      await page.click(".views >> text=Export");
      const yolo = await exported(page, "yolo-detect");
      for (const path of Object.keys(yolo)) assert.match(path, /^(labels\/[\p{L}\p{N}._-]+\.txt|data\.yaml)$/u);
      assert.equal(await page.evaluate(() => window.hit), undefined);
      assert.equal(await page.locator("img[src=x]").count(), 0);
      assert.deepEqual(page.faults, []);
    }),
};
