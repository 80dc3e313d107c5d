// Debian's chromium with one page of the studio in it, and what its tests do again and again.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const installed = () => process.env.CHROMIUM ?? programs.find(existsSync);

/** Chromium, installed where there is none and we may. @throws Error where there is none */
export async function launch() {
  if (!installed() && process.getuid?.() === 0 && existsSync("/etc/debian_version")) installWithApt("chromium");
  const executablePath = installed();
  if (!executablePath) throw new Error("there is no chromium: apt-get install chromium, or name one in CHROMIUM");
  // Root, as in a container, cannot have chromium's own sandbox.
  const args = process.getuid?.() === 0 ? ["--no-sandbox", "--disable-gpu"] : ["--disable-gpu"];
  return chromium.launch({ executablePath, args });
}

function installWithApt(name) {
  const options = {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  spawnSync("apt-get", ["update"], options);
  spawnSync("apt-get", ["install", "-y", "--no-install-recommends", name], options);
}

/**
 * A page of its own, whose faults are collected: nothing may be said on its console, nothing asked of another host.
 * @returns {Promise<import("playwright-core").Page & { faults: string[] }>}
 */
export async function openStudio(browser, address, { width = 1280, height = 800, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, acceptDownloads: true, ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000); // a busy machine fails nothing
  page.faults = [];
  page.on("pageerror", ({ message }) => page.faults.push(message));
  page.on("console", (message) => message.type() === "error" && page.faults.push(message.text()));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(blob|data):/.test(url)) page.faults.push(`asks ${url}`);
  });
  await page.goto(`${address}/`);
  return page;
}

/** Opens a picture by the file dialog's input. */
export async function openPicture(page, file) {
  await page.setInputFiles(".head input[type=file]", file);
  await page.waitForSelector(".sheet canvas.pixels", { state: "attached" });
}

/** Asks, and waits until the answer is there. */
export async function ask(page, words) {
  const before = await page.locator(".turn").count();
  await page.fill("#question", words);
  await page.press("#question", "Enter");
  await page.waitForFunction(
    (count) => document.querySelectorAll(".turn > :is(.small, .failure)").length > count,
    before,
  );
}

/** Where a pixel of the picture lies on the screen. */
export function onScreen(page, [x, y]) {
  return page.evaluate(
    ([x, y]) => {
      const sheet = document.querySelector(".sheet").getBoundingClientRect();
      const { width, height } = document.querySelector(".marks").viewBox.baseVal;
      return [sheet.left + (x / width) * sheet.width, sheet.top + (y / height) * sheet.height];
    },
    [x, y],
  );
}

/** Drags along pixels of the picture. */
export async function dragAlong(page, points, { button = "left" } = {}) {
  const [first, ...others] = await Promise.all(points.map((point) => onScreen(page, point)));
  await page.mouse.move(...first);
  await page.mouse.down({ button });
  for (const point of others) await page.mouse.move(...point, { steps: 5 });
  await page.mouse.up({ button });
}

export async function clickAt(page, point, options = {}) {
  await page.mouse.click(...(await onScreen(page, point)), options);
}

/** The files of one export, by name. */
export async function exported(page, format) {
  const waiting = page.waitForEvent("download");
  await page.click(`[data-format="${format}"]`);
  const download = await waiting;
  const { unzipSync } = await import("fflate");
  const { readFileSync } = await import("node:fs");
  const bytes = new Uint8Array(readFileSync(await download.path()));
  const name = download.suggestedFilename();
  return name.endsWith(".zip") ? unzipSync(bytes) : { [name]: bytes };
}
