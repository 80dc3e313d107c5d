// COCO: instances, captions, person keypoints and panoptic maps, joined on the image id (cocodataset.org/#format-data).
import type { Keypoint } from "@refvlm/vision";
import { z } from "zod";
import type { RecordError } from "../../files/errors.js";
import { readJson } from "../../files/source-file.js";
import type { AnnotatedObject, AnnotatedPicture, ObjectName } from "../../sample/annotated.js";
import { imagesOption, PictureFolders } from "../common/picture-folders.js";
import { type Dataset, defineReader } from "../reader.js";
import { CocoFile, type CocoImage, pictureOf } from "./coco-file.js";
import { jointsOf, objectOf, objectSchema } from "./coco-object.js";
import { PanopticFile } from "./panoptic-file.js";

const optionsSchema = z
  .strictObject({
    images: imagesOption,
    instances: z.string().optional(),
    captions: z.string().optional(),
    keypoints: z.string().optional(),
    panoptic: z.strictObject({ json: z.string(), folder: z.string() }).optional(),
    /** A JSON list of image ids. Given, masks of other pictures are left out: there some objects have one and most have none. */
    maskComplete: z.string().optional(),
    /** Only so many pictures, from the first. */
    limit: z.int().positive().optional(),
  })
  .refine(({ instances, captions, keypoints, panoptic }) => instances ?? captions ?? keypoints ?? panoptic, {
    message: "give at least one of instances, captions, keypoints, panoptic",
  });

const captionSchema = z.object({ caption: z.string() });
const jointsSchema = z.object({ id: z.int(), keypoints: z.array(z.number()) });

interface CocoParts {
  readonly instances?: CocoFile;
  readonly keypoints?: CocoFile;
  readonly captions?: CocoFile;
  readonly panoptic?: PanopticFile;
}

/**
 * COCO 2014 and 2017. All 80 things are labelled in every picture, so what has no label is absent. Stuff is not
 * exhaustive: a picture of an apple may have no "fruit". Panoptic things are used where no instances are given.
 */
export const coco = defineReader({
  name: "coco",
  title: "COCO: instances, captions, person keypoints, panoptic maps",
  licence: "annotations CC BY 4.0; every picture under its own Flickr licence (cocodataset.org/#termsofuse)",
  options: optionsSchema,
  async open({ images, instances, keypoints, captions, panoptic, maskComplete, limit }) {
    const folders = await PictureFolders.open(images);
    const complete = maskComplete && new Set(await readJson(maskComplete, z.array(z.int())));
    const parts: CocoParts = {
      ...(instances && { instances: CocoFile.open(instances) }),
      ...(keypoints && { keypoints: CocoFile.open(keypoints) }),
      ...(captions && { captions: CocoFile.open(captions) }),
      ...(panoptic && { panoptic: await PanopticFile.open(panoptic.json, panoptic.folder) }),
    };
    return new Coco(folders, parts, complete || undefined, limit);
  },
});

/** COCO's files together. Pictures come in the order in which the files first list them. */
export class Coco implements Dataset {
  readonly faults: readonly RecordError[];
  readonly #files: readonly CocoFile[];
  /** The first file that lists each picture, by id. */
  readonly #owners = new Map<number, CocoFile>();
  readonly #ids: readonly number[];
  readonly #things: readonly ObjectName[];

  constructor(
    private readonly images: PictureFolders,
    private readonly parts: CocoParts,
    private readonly complete?: ReadonlySet<number>,
    limit = Number.POSITIVE_INFINITY,
  ) {
    const { instances, keypoints, captions, panoptic } = parts;
    this.#files = [instances, keypoints, captions, panoptic?.file].filter((file) => file !== undefined);
    this.faults = this.#files.flatMap(({ faults }) => faults);
    for (const file of this.#files)
      for (const id of file.pictureIds) if (!this.#owners.has(id)) this.#owners.set(id, file);
    this.#ids = [...this.#owners.keys()].slice(0, limit);
    const labelling = instances ?? panoptic?.file ?? keypoints;
    this.#things = labelling?.things ?? [];
  }

  get size(): number {
    return this.#ids.length;
  }

  read(index: number): AnnotatedPicture {
    const id = this.#ids[index]!;
    const owner = this.#owners.get(id)!;
    const image = owner.image(id)!;
    const { captions } = this.parts;
    const said = captions?.annotations(id, captionSchema).map(({ caption }) => caption.trim());
    const exhaustive = this.exhaustive(id);
    return {
      id: String(id),
      picture: pictureOf(this.images, image, owner.path),
      width: image.width,
      height: image.height,
      objects: [...this.instances(image), ...this.segments(image)],
      ...(exhaustive && { exhaustive }),
      ...(said && said.length > 0 && { captions: said }),
    };
  }

  async close(): Promise<void> {
    for (const file of this.#files) await file.close();
  }

  /** Objects of instances with the joints that belong to them; of keypoints where there are no instances. */
  private instances(image: CocoImage): AnnotatedObject[] {
    const { instances, keypoints } = this.parts;
    const file = instances ?? keypoints;
    if (!file) return [];
    const joints = new Map<number, Keypoint[] | undefined>();
    if (instances && keypoints)
      for (const { id, keypoints: flat } of keypoints.annotations(image.id, jointsSchema))
        joints.set(id, jointsOf(flat, { file: keypoints.path, record: `annotations id ${id}` }));
    return file.annotations(image.id, objectSchema).map((annotation) => {
      const { mask, ...object } = objectOf(annotation, image, file);
      const keypoint = object.keypoint ?? joints.get(annotation.id);
      const trusted = !this.complete || this.complete.has(image.id);
      return { ...object, ...(mask && trusted && { mask }), ...(keypoint && { keypoint }) };
    });
  }

  private segments(image: CocoImage): AnnotatedObject[] {
    const { panoptic, instances } = this.parts;
    const segments = panoptic?.segments(image) ?? [];
    return segments.map(({ object }) => object).filter(({ stuff }) => stuff || !instances);
  }

  private exhaustive(id: number): readonly ObjectName[] | undefined {
    const { instances, panoptic, keypoints } = this.parts;
    const labelled = instances ? instances.lists(id) : panoptic ? panoptic.file.annotates(id) : keypoints?.lists(id);
    return labelled ? this.#things : undefined;
  }
}
