// Depth pictures: the grey PNGs of RGB-D data sets as depth maps, and data sets that are pairs of picture and depth.
import type { DepthMap } from "@refvlm/vision";
import type { RecordError } from "../../files/errors.js";
import type { DepthScale, DepthSource } from "../../sample/annotated.js";
import type { Dataset } from "../reader.js";
import { type LabelPicture, readLabelPicture } from "./label-picture.js";
import { checkSameSize, sizedPicture } from "./sized-picture.js";

/** The depths that a picture's values stand for; 0 stays 0, unknown. */
export function depthOf({ width, height, ids }: LabelPicture, { scale, kind, inverse }: DepthScale): DepthMap {
  const data = new Float32Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    const value = ids[i]!;
    if (value > 0) data[i] = inverse ? scale / value : scale * value;
  }
  return { width, height, data, kind };
}

/**
 * Depth of every pixel, decoded where need be.
 * @throws RecordError as `readLabelPicture` does
 */
export async function readDepth(source: DepthSource, record = "depth"): Promise<DepthMap> {
  return "data" in source ? source : depthOf(await readLabelPicture(source, record), source);
}

/** A picture and the depth picture that belongs to it. */
export interface DepthPair {
  readonly id: string;
  readonly picture: string;
  readonly depth: string;
}

/**
 * A data set of such pairs. Sizes are read and compared, nothing is decoded; `depth` says what the depth pictures mean.
 */
export function depthPairs(
  pairs: readonly DepthPair[],
  depth: DepthScale | ((pair: DepthPair) => Promise<DepthMap>),
  faults: readonly RecordError[] = [],
): Dataset {
  return {
    size: pairs.length,
    faults,
    async read(index) {
      const pair = pairs[index]!;
      const picture = sizedPicture(pair.picture, pair.id);
      checkSameSize(picture, sizedPicture(pair.depth, pair.id), pair.depth, pair.id);
      return {
        id: pair.id,
        ...picture,
        objects: [],
        depth: typeof depth === "function" ? await depth(pair) : { path: pair.depth, ...depth },
      };
    },
  };
}
