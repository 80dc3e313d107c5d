// COCO: instances, captions, person keypoints and panoptic maps, joined on the image id (cocodataset.org/#format-data).
import type { Keypoint } from "@refvlm/vision";
import { z } from "zod";
import type { RecordError } from "../../files/errors.js";
import { checkedRecord } from "../../files/record-index.js";
import { readJson } from "../../files/source-file.js";
import { withEverydayWords } from "../../language/called.js";
import type { AnnotatedPicture, ObjectName } from "../../sample/annotated.js";
import { attempt, LabelList } from "../common/label-list.js";
import { imagesOption, PictureFolders } from "../common/picture-folders.js";
import { type Dataset, defineReader } from "../reader.js";
import { CocoFile, type CocoImage, pictureOf } from "./coco-file.js";
import { type AnnotationId, addObjects, annotationId, jointsOf } from "./coco-object.js";
import { PanopticFile } from "./panoptic-file.js";
import { isChosen, type PictureChoice, pictureChoice, unmarkedCrowds } from "./subset.js";

const optionsSchema = z
  .strictObject({
    images: imagesOption,
    instances: z.string().optional(),
    captions: z.string().optional(),
    keypoints: z.string().optional(),
    panoptic: z.strictObject({ json: z.string(), folder: z.string() }).optional(),
    /** A JSON list of image ids. Given, masks of other pictures are left out: there some objects have one and most have none. */
    maskComplete: z.string().optional(),
    /** A JSON list of image ids. Given, only these pictures have their crowds marked: see `unmarkedCrowds`. */
    crowdComplete: z.string().optional(),
    /** Which of the pictures. Default: all. */
    choose: pictureChoice.optional(),
    /** Only so many pictures, from the first. */
    limit: z.int().positive().optional(),
  })
  .refine(({ instances, captions, keypoints, panoptic }) => instances ?? captions ?? keypoints ?? panoptic, {
    message: "give at least one of instances, captions, keypoints, panoptic",
  });

const captionSchema = z.object({ caption: z.string() });

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
  async open({ images, instances, keypoints, captions, panoptic, maskComplete, crowdComplete, choose, limit }) {
    const folders = await PictureFolders.open(images);
    const lists = {
      masked: await idsIn(maskComplete),
      crowded: await idsIn(crowdComplete),
      listed: await idsIn(choose?.only),
    };
    const parts: CocoParts = {
      ...(instances && { instances: CocoFile.open(instances) }),
      ...(keypoints && { keypoints: CocoFile.open(keypoints) }),
      ...(captions && { captions: CocoFile.open(captions) }),
      ...(panoptic && { panoptic: await PanopticFile.open(panoptic.json, panoptic.folder) }),
    };
    return new Coco(folders, parts, lists, choose, limit);
  },
});

/** What lists of image ids say: of these pictures it holds, and of no other; of all where there is no list. */
interface PictureLists {
  /** Masks are known of all objects. */
  readonly masked?: ReadonlySet<number>;
  /** Crowds are marked. */
  readonly crowded?: ReadonlySet<number>;
  /** They are read. */
  readonly listed?: ReadonlySet<number>;
}

async function idsIn(path: string | undefined): Promise<ReadonlySet<number> | undefined> {
  return path === undefined ? undefined : new Set(await readJson(path, z.array(z.int())));
}

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
    private readonly lists: PictureLists = {},
    choice: PictureChoice = {},
    limit = Number.POSITIVE_INFINITY,
  ) {
    const { instances, keypoints, captions, panoptic } = parts;
    this.#files = [instances, keypoints, captions, panoptic?.file].filter((file) => file !== undefined);
    this.faults = this.#files.flatMap(({ faults }) => faults);
    for (const file of this.#files)
      for (const id of file.pictureIds) if (!this.#owners.has(id)) this.#owners.set(id, file);
    const chosen = [...this.#owners].filter(([id, file]) =>
      isChosen(id, () => file.image(id)?.coco_split, choice, lists.listed),
    );
    this.#ids = chosen.map(([id]) => id).slice(0, limit);
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
    const labels = new LabelList();
    this.instances(image, labels);
    this.segments(image, labels);
    const said = this.captions(id, labels);
    const { crowded } = this.lists;
    if (crowded && !crowded.has(id)) labels.lose(...unmarkedCrowds(labels.objects));
    const exhaustive = this.exhaustive(id);
    return withEverydayWords({
      id: String(id),
      ...pictureOf(this.images, image, owner.path),
      ...labels.told,
      ...(exhaustive && { exhaustive }),
      ...(said.length > 0 && { captions: said }),
    });
  }

  async close(): Promise<void> {
    for (const file of this.#files) await file.close();
  }

  private captions(id: number, labels: LabelList): string[] {
    return (this.parts.captions?.annotations(id) ?? []).flatMap(({ label, place }) => {
      const said = attempt(labels.note, () => checkedRecord(label, captionSchema, place.file, place.record));
      return said ? [said.caption.trim()] : [];
    });
  }

  /** Objects of instances with the joints that belong to them; of keypoints where there are no instances. */
  private instances(image: CocoImage, labels: LabelList): void {
    const { instances, keypoints } = this.parts;
    const file = instances ?? keypoints;
    if (!file) return;
    const joints = instances && keypoints ? jointsById(keypoints, image.id, labels) : undefined;
    const { masked } = this.lists;
    const trusted = !masked || masked.has(image.id);
    addObjects(labels, file, image, ({ mask, ...object }, id) => {
      const keypoint = object.keypoint ?? joints?.get(id);
      return { ...object, ...(mask && trusted && { mask }), ...(keypoint && { keypoint }) };
    });
  }

  private segments(image: CocoImage, labels: LabelList): void {
    const { panoptic, instances } = this.parts;
    panoptic?.addSegments(image, labels, instances && (({ thing }) => !thing));
  }

  private exhaustive(id: number): readonly ObjectName[] | undefined {
    const { instances, panoptic, keypoints } = this.parts;
    const labelled = instances ? instances.lists(id) : panoptic ? panoptic.file.annotates(id) : keypoints?.lists(id);
    return labelled ? this.#things : undefined;
  }
}

/** The joints of a picture's people by annotation; of an id that two of them have nobody knows whose they are. */
function jointsById(file: CocoFile, picture: number, labels: LabelList): Map<AnnotationId, Keypoint[] | undefined> {
  const joints = new Map<AnnotationId, Keypoint[] | undefined>();
  for (const { label, place } of file.annotations(picture)) {
    const id = annotationId(label);
    const { keypoints } = (label ?? {}) as { keypoints?: unknown };
    joints.set(id, id === undefined || joints.has(id) ? undefined : jointsOf(keypoints, place, labels.note));
  }
  return joints;
}
