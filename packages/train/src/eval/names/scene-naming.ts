// What a network's picture side calls the things of scenes: each true box by its pooled key, the objects that proposals list,
// and how well each name fits anywhere.
import { type LoadedModel, pixelBatch, pooledKeys } from "@refvlm/model";
import { noGrad, scope, tensor } from "@refvlm/torch";
import { type CxcywhBox, Frame } from "@refvlm/vision";
import { categories, type Scene } from "@refvlm/vt-instruct";
import { countFound, listProposals } from "./listed-proposals.js";

/** What is measured of one scene. */
export interface SceneNaming {
  /** Its true objects. */
  readonly objects: readonly {
    /** Square root of the area of its box, in pixels of the picture. */
    readonly side: number;
    readonly family: string;
    readonly right: boolean;
  }[];
  /** Objects that the proposals list, and how many of them are true ones. */
  readonly listed: number;
  readonly found: number;
  /** How well the names of what is there fit, and those of what is not. */
  readonly present: readonly number[];
  readonly absent: readonly number[];
}

/**
 * Names the things of scenes, which must all be of the 60 training categories.
 * @throws Error for a network without query selection or text tower
 */
export function nameScenes(model: LoadedModel, scenes: readonly Scene[]): SceneNaming[] {
  const { network, textCodec, device } = model;
  const encode = network.phraseEncoder(textCodec);
  const { querySelection } = network.visualDecoders;
  if (!encode || !querySelection)
    throw new Error("decoder.querySelection: the network has none, so its proposals have no names to measure");
  const frames = scenes.map(({ picture }) => Frame.letterbox(picture.width, picture.height));
  const pictures = scenes.map(({ picture }) => picture);
  return scope(() =>
    noGrad(() => {
      const proposals = network.encodePictures(pixelBatch(pictures, network.config, network)).memory.proposals!;
      const names = encode(categories.map(({ name }) => name)); // [N, K]
      const nameOf = (row: number, boxes: readonly CxcywhBox[]): string[] => {
        if (boxes.length === 0) return [];
        const placed = tensor(Float32Array.from(boxes.flat()), { shape: [boxes.length, 4], device });
        const keys = pooledKeys(proposals, Array<number>(boxes.length).fill(row), placed); // [O, K]
        const best = keys.matmul(names.t()).argmax(-1).toTypedArray() as BigInt64Array;
        return Array.from(best, (index) => categories[Number(index)].name);
      };
      const fit = querySelection.nameFit
        ? querySelection.nameFit.forward(proposals.keys, names).sigmoid()
        : proposals.keys.matmul(names.t()).clampMin(0); // [B, T, N]
      const fits = fit.mul(proposals.objectness.sigmoid().unsqueeze(2)).amax(1).toArray() as number[][]; // [B, N]
      const objectness = proposals.objectness.sigmoid().toArray() as number[][];
      const boxes = proposals.boxes.toArray() as unknown as CxcywhBox[][];
      return scenes.map(({ objects }, row): SceneNaming => {
        const frame = frames[row];
        const placed = boxes[row].map((place, token) => ({
          place,
          box: frame.fromUnitSquare(place),
          objectness: objectness[row][token],
        }));
        const peaks = listProposals(placed);
        const said = nameOf(
          row,
          peaks.map(({ place }) => place),
        );
        const called = nameOf(
          row,
          objects.map(({ box }) => frame.toUnitSquare(box)),
        );
        const listed = peaks.map(({ box }, i) => ({ box, name: said[i] }));
        const there = new Set(objects.map(({ name }) => name));
        const fitsOf = (isThere: boolean) => fits[row].filter((_, i) => there.has(categories[i].name) === isThere);
        return {
          objects: objects.map(({ name, family = "people", box: [x1, y1, x2, y2] }, i) => ({
            side: Math.sqrt((x2 - x1) * (y2 - y1)),
            family,
            right: called[i] === name,
          })),
          listed: listed.length,
          found: countFound(listed, objects),
          present: fitsOf(true),
          absent: fitsOf(false),
        };
      });
    }),
  );
}
