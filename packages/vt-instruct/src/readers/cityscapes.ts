// Cityscapes: street scenes with instances of people and vehicles, and regions of everything else.
import { join } from "node:path";
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { stemsUnder } from "../files/walk-folder.js";
import { pluralOf } from "../language/plural.js";
import type { AnnotatedObject } from "../sample/annotated.js";
import { labelMasks, readLabelPicture } from "./common/label-picture.js";
import { checkSameSize, sizedPicture } from "./common/sized-picture.js";
import { defineReader } from "./reader.js";

/** Regions without a number, by label id. Ids 0 to 6 are void: the own car, borders, what has no class. */
const STUFF: Readonly<Record<number, string>> = {
  7: "road",
  8: "sidewalk",
  9: "parking area",
  10: "rail track",
  11: "building",
  12: "wall",
  13: "fence",
  14: "guard rail",
  15: "bridge",
  16: "tunnel",
  21: "vegetation",
  22: "terrain",
  23: "sky",
};

/** Things. Those below 24 have no instances: one region holds all of a picture. */
const THINGS: Readonly<Record<number, string>> = {
  17: "pole",
  18: "pole",
  19: "traffic light",
  20: "traffic sign",
  24: "person",
  25: "rider",
  26: "car",
  27: "truck",
  28: "bus",
  29: "caravan",
  30: "trailer",
  31: "train",
  32: "motorcycle",
  33: "bicycle",
};

const LAST_VOID = 6;

/** Labelled wherever they are seen. Not "person": who rides is a person, too, but labelled as a rider. */
const exhaustive = ["rider", "car", "truck", "bus", "train", "motorcycle", "bicycle", "traffic light"].map((name) => ({
  name,
  plural: pluralOf(name),
}));

/**
 * Cityscapes (Cordts et al. 2016; ids as in cityscapesScripts' `labels.py`): `leftImg8bit/train/city/X_leftImg8bit.png`
 * and `gtFine/train/city/X_gtFine_instanceIds.png` (or gtCoarse), 16-bit: label id * 1000 + instance, or the label id
 * alone for classes without instances and for groups that were not told apart.
 */
export const cityscapes = defineReader({
  name: "cityscapes",
  title: "Cityscapes: gtFine or gtCoarse with leftImg8bit",
  licence: "Cityscapes: non-commercial research and teaching, by registration.",
  options: z.strictObject({
    /** A split of `leftImg8bit`. */
    images: z.string(),
    /** The same split of `gtFine` or `gtCoarse`. */
    annotations: z.string(),
    /** How its files are called. */
    kind: z.enum(["gtFine", "gtCoarse"]).default("gtFine"),
  }),
  async open({ images, annotations, kind }) {
    const stems = await stemsUnder(images, "_leftImg8bit.png");
    return {
      size: stems.length,
      faults: [],
      async read(index) {
        const id = stems[index]!;
        const picture = sizedPicture(join(images, `${id}_leftImg8bit.png`), id);
        const path = join(annotations, `${id}_${kind}_instanceIds.png`);
        const labels = await readLabelPicture({ path }, id);
        checkSameSize(picture, labels, path, id);
        const objects: AnnotatedObject[] = [];
        for (const [value, mask] of labelMasks(labels.ids, labels.width, labels.height)) {
          const label = value < 1000 ? value : Math.floor(value / 1000);
          if (label <= LAST_VOID) continue;
          const name = STUFF[label] ?? THINGS[label];
          if (!name) throw new RecordError(path, id, "unknown-class", `value ${value} is none of the labels`);
          const manner = label in STUFF ? { stuff: true } : value < 1000 ? { crowd: true } : {};
          objects.push({ name, box: mask.box(), mask, ...manner });
        }
        // Coarse labels leave most of a picture out.
        return { id, ...picture, objects, ...(kind === "gtFine" && { exhaustive }) };
      },
    };
  },
});
