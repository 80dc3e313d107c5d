// Draws a gallery: a shipped network answers about some pictures, and one picture shows them with questions and answers.
// Usage: node scripts/gallery.mjs LIST OUT [FOLDER]; LIST is JSON { model, columns, pictures: [{ picture, question, prompts? }] },
// whose pictures lie in FOLDER, or else beside the list.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, parse } from "node:path";
import sharp from "sharp";
import { writeAnswer } from "../packages/refvlm/dist/answers/annotate.js";
import { answerToJson, RefVlm } from "../packages/refvlm/dist/index.js";
import { loadPicture } from "../packages/vision/dist/node/index.js";
import { launch } from "./test/studio/browser.mjs";

const [list, out, folder = dirname(list ?? "")] = process.argv.slice(2);
if (!list || !out) throw new Error("usage: node scripts/gallery.mjs LIST OUT [FOLDER]");
const { model, columns, pictures } = JSON.parse(readFileSync(list, "utf8"));
const place = mkdtempSync(join(tmpdir(), "refvlm-gallery-"));

const tiles = [];
const vlm = await RefVlm.load(model);
for (const [i, { picture: name, question, prompts }] of pictures.entries()) {
  const picture = await loadPicture(join(folder, name));
  const answer = await vlm.ask(picture, question, { prompts });
  const json = answerToJson(answer, { picture: name, question, prompts });
  const { png } = await writeAnswer(place, `${i} ${parse(name).name}`, answer, { picture, prompts, json });
  tiles.push({ image: readFileSync(png).toString("base64"), question, answer: answer.text });
  console.log(`${name}: ${question} ${answer.text}`);
}

await vlm.dispose();

const text = (value) => value.replace(/[&<]/g, (sign) => (sign === "&" ? "&amp;" : "&lt;"));
const figures = tiles.map(
  ({ image, question, answer }) =>
    `<figure><div><img src="data:image/png;base64,${image}"></div><figcaption><b>${text(question)}</b><br>${text(answer)}</figcaption></figure>`,
);
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1600, height: 400 }, deviceScaleFactor: 1 });
await page.setContent(`<style>
  body { margin: 0; padding: 12px; font: 17px/1.35 sans-serif; background: white; color: #16161a }
  main { display: grid; grid-template-columns: repeat(${columns}, 1fr); gap: 16px 12px }
  figure { margin: 0; display: flex; flex-direction: column }
  div { height: 330px; display: flex; align-items: center; justify-content: center; background: #f1f1f4 }
  img { max-width: 100%; max-height: 100% }
  figcaption { padding: 6px 2px 0 }
</style><main>${figures.join("")}</main>`);
const shot = await page.screenshot({ fullPage: true });
await browser.close();
await sharp(shot).png({ palette: true, quality: 90, effort: 9 }).toFile(out);
rmSync(place, { recursive: true });
