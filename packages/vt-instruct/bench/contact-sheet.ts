// Scenes with their truth drawn in, to look at: npx tsx packages/vt-instruct/bench/contact-sheet.ts OUT.png [SEED] [FAMILY,...] [SIZE] [FIRST]
// Left of each pair the picture; right of it the visible masks in colours with their boxes.
import { savePng } from "@refvlm/vision";
import { defaultIconSize, type Family, prepareAtlas, renderScene } from "../src/index.js";

const [path, seed = "7", familyList, side = "128", first = "0"] = process.argv.slice(2);
if (!path) throw new Error("usage: contact-sheet.ts OUT.png [SEED] [FAMILY,...] [SIZE] [FIRST]");
const families = familyList ? (familyList.split(",") as Family[]) : undefined;
const size = Number(side);
const atlas = await prepareAtlas({ iconSize: size > 192 ? 192 : defaultIconSize });
const [columns, rows] = [4, 6];
const gap = 4;
const width = columns * (2 * size + 2 * gap);
const height = rows * (size + gap);
const data = new Uint8Array(width * height * 3).fill(255);
const colors = [
  [255, 60, 60],
  [60, 200, 60],
  [70, 110, 255],
  [255, 190, 0],
  [200, 60, 255],
  [0, 200, 220],
  [255, 120, 180],
];

for (let i = 0; i < columns * rows; i++) {
  const { picture, objects } = renderScene(Number(seed), Number(first) + i, { families, size, atlas });
  const left = (i % columns) * (2 * size + 2 * gap);
  const top = Math.floor(i / columns) * (size + gap);
  const at = (x: number, y: number, copy: number) => ((top + y) * width + left + copy * size + x) * 3;
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const from = (y * size + x) * 3;
      const owner = objects.findIndex((object) => object.mask.data[y * size + x]);
      for (let c = 0; c < 3; c++) {
        data[at(x, y, 0) + c] = picture.data[from + c];
        const color = owner >= 0 ? colors[owner % colors.length][c] : 40;
        data[at(x, y, 1) + c] = 0.25 * picture.data[from + c] + 0.75 * color;
      }
    }
  for (const [k, { box }] of objects.entries())
    for (let y = box[1]; y < box[3]; y++)
      for (let x = box[0]; x < box[2]; x++)
        if (x === box[0] || x === box[2] - 1 || y === box[1] || y === box[3] - 1)
          data.set(colors[k % colors.length], at(x, y, 1));
  console.log(i, objects.map((o) => `${o.name}${o.plate ? ` on a ${o.plate.color} ${o.plate.shape}` : ""}`).join(", "));
}
await savePng({ width, height, data }, path);
