// Scenes are the same bytes whatever is done to render them faster: a training that goes on sees the pictures it would have seen.
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { Random } from "../src/random.js";
import { Atlas } from "../src/scene/atlas.js";
import { categories, families } from "../src/scene/categories.js";
import { iconFromPixels } from "../src/scene/icon.js";
import { renderScene } from "../src/scene/render.js";

/** Icons of blots that no drawing library has a part in: a library's next release may round otherwise. */
function blots(): Atlas {
  const icons = families.flatMap((family) =>
    categories.map(({ name }) => {
      const random = Random.of("blot", family, name);
      const [width, height] = [40 + random.below(56), 40 + random.below(56)];
      const pixels = new Uint8Array(width * height * 4);
      for (let i = 0; i < pixels.length; i += 4) {
        const [x, y] = [((i / 4) % width) / width - 0.5, Math.floor(i / 4 / width) / height - 0.5];
        const edge = 0.5 - Math.sqrt(x * x + y * y) - 0.1 * random.next();
        for (let c = 0; c < 3; c++) pixels[i + c] = random.below(256);
        pixels[i + 3] = Math.max(0, Math.min(255, 1500 * edge));
      }
      return [`${family}/${name}`, iconFromPixels(width, height, pixels)] as const;
    }),
  );
  return new Atlas(new Map(icons));
}

it("1. gives the bytes that it always gave, disguises, people, depth and all", () => {
  const settings = { size: 96, maxObjects: 9, peopleRate: 0.4, disguiseRate: 0.6, depth: true, atlas: blots() };
  const hash = createHash("sha256");
  for (let index = 0; index < 200; index++) {
    const { picture, objects, depth } = renderScene(5, index, { ...settings, scales: [0.7, 1.1] });
    hash.update(picture.data).update(new Uint8Array(depth!.data.buffer));
    hash.update(JSON.stringify(objects));
  }
  expect(hash.digest("hex")).toBe("51d031c39e38ee7619cd476ae35b7bbd83bdcd155d671cd5d2e9a9c523be7c66");
});
