// Draws the pictures of the studio that the documentation shows: the shipped networks answer, chromium shows it.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { pageFolder } from "../apps/studio/dist/index.js";
import { Server } from "../packages/server/dist/index.js";
import { ask, clickAt, dragAlong, launch, onScreen, openPicture, openStudio } from "./test/studio/browser.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const pictures = join(root, "packages/refvlm/assets/pictures");
const out = process.argv[2] ?? join(root, "docs/studio");
const only = new RegExp(process.argv[3] ?? "^");
mkdirSync(out, { recursive: true });

const place = mkdtempSync(join(tmpdir(), "refvlm-pictures-"));
const folder = join(place, "photographs");
mkdirSync(folder);
for (const name of ["beach-horses.jpg", "dinner.jpg", "skier-and-dog.jpg"])
  copyFileSync(join(pictures, name), join(folder, name));
const serve = (model) =>
  Server.start({
    folder: join(root, "packages/refvlm/assets", model),
    port: 0,
    studio: { page: pageFolder, pictures, folder },
  });
const servers = { photo: await serve("photo"), nano: await serve("nano") };
const browser = await launch();

/** @param draw makes what is shown; may give frames, which become an animation */
async function picture(name, draw, { model = "photo", ...view } = {}) {
  if (!only.test(name)) return;
  const page = await openStudio(browser, servers[model].address, { width: 1180, height: 720, ...view });
  page.setDefaultTimeout(0); // nothing here is a test
  const frames = await draw(page);
  if (frames)
    await sharp(frames, { join: { animated: true } })
      .webp({ delay: 220, loop: 0, quality: 70 })
      .toFile(join(out, `${name}.webp`));
  else await page.screenshot({ path: join(out, `${name}.png`) });
  await page.context().close();
  console.log(name);
}

const street = join(pictures, "street.png");
const beach = join(pictures, "beach-horses.jpg");
const skier = join(pictures, "skier-and-dog.jpg");

await picture("answer", async (page) => {
  await openPicture(page, beach);
  await ask(page, "segment all objects.");
  await page.hover(".line >> nth=0");
});

await picture(
  "prompts",
  async (page) => {
    await openPicture(page, street);
    await page.keyboard.press("2");
    await dragAlong(page, [
      [64, 30],
      [166, 114],
    ]);
    await page.keyboard.press("1");
    await clickAt(page, [320, 110]);
    await clickAt(page, [300, 60], { button: "right" });
    await page.keyboard.press("3");
    await page.fill(".width input", "12");
    await page.click("[aria-label=Scribble]");
    await dragAlong(page, [
      [180, 150],
      [200, 130],
      [220, 155],
      [240, 130],
    ]);
    await page.click("[aria-label=Brush]");
    await page.fill(".width input", "40");
    await dragAlong(page, [
      [40, 230],
      [90, 240],
      [130, 240],
    ]);
    await page.fill("#question", "segment the thing in the box @A.");
  },
  { model: "nano" },
);

await picture("how", async (page) => {
  await openPicture(page, skier);
  await ask(page, "where are the dog and the person?");
  await page.click("text=How it came about");
  await page.selectOption(".curve select", "0");
});

await picture(
  "depth",
  async (page) => {
    await openPicture(page, join(pictures, "farm.png"));
    await ask(page, "estimate the depth of the picture.");
    await page.mouse.move(...(await onScreen(page, [200, 200])));
  },
  { model: "nano", colorScheme: "dark" },
);

await picture(
  "export",
  async (page) => {
    await openPicture(page, join(pictures, "dinner.jpg"));
    await ask(page, "segment the bowl.");
    await page.click(".views >> text=Export");
    await page.waitForFunction(() => document.querySelector(".code").value !== "");
  },
  { colorScheme: "dark" },
);

await picture("folder", async (page) => {
  await page.click(".views >> text=Folder");
  await page.fill("#question", "where are the horses and the dog?");
  await page.click("text=/Ask of/");
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".pictures li span")].every(({ textContent }) => textContent !== "–"),
  );
  await page.click(".pictures >> text=beach-horses.jpg");
  await page.waitForSelector(".object");
  await page.click(".object .number >> nth=0");
});

await picture(
  "narrow",
  async (page) => {
    await openPicture(page, skier);
    await ask(page, "where is the dog?");
  },
  { width: 360, height: 740 },
);

await picture(
  "streaming",
  async (page) => {
    await openPicture(page, beach);
    await page.fill("#question", "where are the horses and the people?");
    const frames = [];
    const shoot = async () => frames.push(await page.screenshot());
    await shoot();
    await page.press("#question", "Enter");
    let before = "";
    while ((await page.locator(".turn > :is(.small, .failure)").count()) === 0) {
      const now = await page.locator(".turns").textContent();
      if (now !== before) await shoot();
      before = now;
    }
    for (let i = 0; i < 5; i++) await shoot();
    return Promise.all(frames.map((frame) => sharp(frame).resize(900).png().toBuffer()));
  },
  { width: 1000, height: 620 },
);

await browser.close();
for (const server of Object.values(servers)) await server.close();
rmSync(place, { recursive: true });
process.exit(0);
