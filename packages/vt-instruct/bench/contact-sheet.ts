// Scenes with their truth drawn in, to look at: npx tsx packages/vt-instruct/bench/contact-sheet.ts OUT.png [SEED] [FAMILY,...] [SIZE] [FIRST]
// Left the picture; in the middle the visible masks in colours with their boxes and joints (hidden ones dark); right the depth.
import { savePng } from "@refvlm/vision/node";
import { defaultIconSize, type Family, prepareAtlas, renderScene } from "../src/index.js";

const [path, seed = "7", familyList, side = "128", first = "0"] = process.argv.slice(2);
if (!path) throw new Error("usage: contact-sheet.ts OUT.png [SEED] [FAMILY,...] [SIZE] [FIRST]");
const families = familyList ? (familyList.split(",") as Family[]) : undefined;
const size = Number(side);
const atlas = await prepareAtlas({ iconSize: size > 192 ? 192 : defaultIconSize });
const [columns, rows] = [3, 6];
const gap = 4;
const width = columns * (3 * size + 3 * gap);
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
  const options = { families, size, atlas, peopleRate: 0.6, depth: true };
  const { picture, objects, depth } = renderScene(Number(seed), Number(first) + i, options);
  const left = (i % columns) * (3 * size + 3 * gap);
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
        data[at(x, y, 2) + c] = Math.min(255, 200 / depth!.data[y * size + x]);
      }
    }
  for (const [k, { box }] of objects.entries())
    for (let y = box[1]; y < box[3]; y++)
      for (let x = box[0]; x < box[2]; x++)
        if (x === box[0] || x === box[2] - 1 || y === box[1] || y === box[3] - 1)
          data.set(colors[k % colors.length], at(x, y, 1));
  for (const { keypoint = [] } of objects)
    for (const [x, y, visibility] of keypoint)
      for (const [dx, dy] of visibility
        ? [
            [0, 0],
            [1, 0],
            [0, 1],
            [1, 1],
          ]
        : []) {
        const [column, row] = [Math.min(size - 1, Math.floor(x) + dx), Math.min(size - 1, Math.floor(y) + dy)];
        data.set(visibility === 2 ? [255, 255, 255] : [0, 0, 0], at(column, row, 1));
      }
  console.log(
    i,
    objects.map((o) => `${o.name}${o.attribute ? ` on a ${o.attribute.color} ${o.attribute.noun}` : ""}`).join(", "),
  );
}
await savePng({ width, height, data }, path);
