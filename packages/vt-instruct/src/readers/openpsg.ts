// OpenPSG: panoptic segments of COCO pictures and what they do to each other (arXiv 2207.11247, psgdataset.org).
import { z } from "zod";
import { eachRecord, RecordError } from "../files/errors.js";
import { JsonRecords } from "../files/json-records.js";
import { checkedRecord } from "../files/record-index.js";
import { needFolder } from "../files/source-file.js";
import { pluralOf } from "../language/plural.js";
import { spoken } from "../language/spoken.js";
import { withArticle } from "../language/wording.js";
import type { AnnotatedObject, AnnotatedPicture, GroundedCaption, ObjectName } from "../sample/annotated.js";
import { mapMasks, stuffName } from "./coco/panoptic-file.js";
import { checkedBox, type Place, sideSchema } from "./common/checks.js";
import { GroundedText } from "./common/grounded-text.js";
import { attempt, LabelList, type Note } from "./common/label-list.js";
import { cocoNames, imagesOption, PictureFolders, pathBelow } from "./common/picture-folders.js";
import { type Dataset, defineReader } from "./reader.js";

const optionsSchema = z.strictObject({
  /** COCO's folder, or folders, that `train2017` and `val2017` lie in. */
  images: imagesOption,
  /** `psg.json`. */
  psg: z.string(),
  /** The folder that `panoptic_train2017` and `panoptic_val2017` lie in. */
  panoptic: z.string(),
  /** The test split is the list `test_image_ids` of the file. Default: all pictures. */
  split: z.enum(["train", "test"]).optional(),
});

const idSchema = z.union([z.string(), z.int()]).transform(String);
const ownerSchema = z.object({ image_id: idSchema });
const recordSchema = z.object({
  file_name: z.string().min(1),
  width: sideSchema,
  height: sideSchema,
  image_id: idSchema,
  pan_seg_file_name: z.string().min(1),
  segments_info: z.array(z.unknown()),
  /** The boxes of the segments, in their order. */
  annotations: z.array(z.unknown()),
  /** [subject, object, predicate]: two segments and an index into the predicates. */
  relations: z.array(z.unknown()),
});
const segmentSchema = z.object({
  id: z.int(),
  category_id: z.int(),
  iscrowd: z.union([z.literal(0), z.literal(1), z.boolean()]).nullish(),
});
/** [x1, y1, x2, y2] */
const boxSchema = z.object({ bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]) });
const relationSchema = z.tuple([z.int(), z.int(), z.int()]);
type PsgRecord = z.infer<typeof recordSchema>;

/** Sentences in a caption made from relations: some pictures have more than fifty relations. */
const MAX_SENTENCES = 6;

/** Each picture gets a caption that says its first relations: "A person is riding a horse. ..." */
export const openpsg = defineReader({
  name: "openpsg",
  title: "OpenPSG: panoptic scene graphs",
  licence:
    "OpenPSG: research use (psgdataset.org); COCO annotations CC BY 4.0; every picture under its own Flickr licence",
  options: optionsSchema,
  async open({ images, psg, panoptic, split }) {
    const folders = await PictureFolders.open(images);
    await needFolder(panoptic, "the folder of panoptic maps");
    const records = JsonRecords.open(psg);
    return new SceneGraphs(folders, records, panoptic, split);
  },
});

class SceneGraphs implements Dataset {
  readonly faults: RecordError[] = [];
  /** Places of the chosen split's records in the file. */
  readonly #indices: number[] = [];
  readonly #things: readonly string[];
  readonly #stuff: readonly string[];
  readonly #predicates: readonly string[];
  readonly #exhaustive: readonly ObjectName[];

  constructor(
    private readonly images: PictureFolders,
    private readonly records: JsonRecords,
    private readonly maps: string,
    split: "train" | "test" | undefined,
  ) {
    this.#things = this.words("thing_classes").map(spoken);
    this.#stuff = this.words("stuff_classes").map(stuffName);
    this.#predicates = this.words("predicate_classes");
    this.#exhaustive = [...new Set(this.#things)].filter(Boolean).map((name) => ({ name, plural: pluralOf(name) }));
    const test = new Set(this.words("test_image_ids"));
    const { path } = records;
    const seen = new Set<string>();
    eachRecord("data", records.count("data"), this.faults, (index) => {
      const { image_id } = checkedRecord(records.read("data", index), ownerSchema, path, `data.${index}`);
      if (seen.has(image_id))
        throw new RecordError(path, `data.${index}`, "duplicate-id", `another record has the image_id ${image_id}`);
      seen.add(image_id);
      if (split === undefined || test.has(image_id) === (split === "test")) this.#indices.push(index);
    });
  }

  get size(): number {
    return this.#indices.length;
  }

  read(index: number): AnnotatedPicture {
    const { path } = this.records;
    const at = this.#indices[index]!;
    const record = checkedRecord(this.records.read("data", at), recordSchema, path, `data.${at}`);
    const place = { file: path, record: `image ${record.image_id}` };
    const labels = new LabelList();
    const indices = this.addObjects(record, labels, place);
    const caption = this.caption(record, indices, labels, place);
    return {
      id: record.image_id,
      picture: this.images.find(cocoNames(record.file_name), place),
      width: record.width,
      height: record.height,
      ...labels.told,
      exhaustive: this.#exhaustive,
      ...(caption && { groundedCaptions: [caption] }),
    };
  }

  close(): Promise<void> {
    return this.records.close();
  }

  /** @returns the index of each segment's object, undefined for a lost one */
  private addObjects({ segments_info, annotations, ...record }: PsgRecord, labels: LabelList, place: Place) {
    if (segments_info.length !== annotations.length) {
      const detail = `${annotations.length} boxes for ${segments_info.length} segments`;
      throw new RecordError(place.file, place.record, "wrong-field", detail);
    }
    const masks = mapMasks(pathBelow(this.maps, record.pan_seg_file_name, place), record, place.record);
    return segments_info.map((segment, i) => {
      const { id, category_id } = (segment ?? {}) as { id?: unknown; category_id?: unknown };
      const thing = this.#things[category_id as number];
      const name = thing ?? this.#stuff[(category_id as number) - this.#things.length];
      const read = (note: Note): AnnotatedObject => {
        const { id, iscrowd } = checkedRecord(segment, segmentSchema, place.file, place.record);
        if (!name) throw this.fault(place, "unknown-category", `there is no class ${category_id}`);
        const mask = masks(id);
        const box = attempt(note, () => {
          const { bbox } = checkedRecord(annotations[i], boxSchema, place.file, place.record);
          return checkedBox(bbox, record.width, record.height, place);
        });
        return {
          name,
          plural: pluralOf(name),
          box: box ?? mask.box(),
          mask,
          ...(!thing && { stuff: true }),
          ...((iscrowd === 1 || iscrowd === true) && { crowd: true }),
        };
      };
      return labels.add(name, read, { place, record: { segment }, shape: id });
    });
  }

  /** The relations as sentences; of several between the same two segments the first, of lost segments none. */
  private caption(
    record: PsgRecord,
    indices: readonly (number | undefined)[],
    { objects, note }: LabelList,
    place: Place,
  ): GroundedCaption | undefined {
    const relations = new Map<string, GraphRelation>();
    for (const relation of record.relations) {
      const [first, second, predicate] = relationSchema.safeParse(relation).data ?? [];
      const [subject, object] = [indices[first!], indices[second!]];
      const words = this.#predicates[predicate!];
      if (subject === undefined || object === undefined || !words) {
        note(this.fault(place, "wrong-relation", `relation ${JSON.stringify(relation)} leads nowhere`));
        continue;
      }
      const key = `${subject} ${object}`;
      if (objects[subject]!.crowd || objects[object]!.crowd || relations.has(key)) continue;
      relations.set(key, { subject, object, words });
    }
    return relations.size === 0 ? undefined : sentences([...relations.values()].slice(0, MAX_SENTENCES), objects);
  }

  private fault({ file, record }: Place, reason: string, detail: string): RecordError {
    return new RecordError(file, record, reason, detail);
  }

  /** A list of names or ids; "" for what is neither. */
  private words(key: string): string[] {
    return Array.from({ length: this.records.count(key) }, (_, index) => {
      const { data } = idSchema.safeParse(this.records.read(key, index));
      return data ?? "";
    });
  }
}

interface GraphRelation {
  readonly subject: number;
  readonly object: number;
  readonly words: string;
}

/** "A person is riding a horse. The horse is standing on the grass." */
function sentences(relations: readonly GraphRelation[], objects: readonly AnnotatedObject[]): GroundedCaption {
  const text = new GroundedText();
  const said = new Set<number>();
  const mention = (index: number): string => {
    const { name, plural, stuff } = objects[index]!;
    const known = said.has(index);
    const twin = [...said].some((other) => other !== index && objects[other]!.name === name);
    said.add(index);
    if (stuff || name === plural) return `the ${name}`;
    if (twin) return known ? `that ${name}` : `another ${name}`;
    return known ? `the ${name}` : withArticle(name);
  };
  for (const { subject, object, words } of relations) {
    const { name, plural } = objects[subject]!;
    const verb = name === plural && name.endsWith("s") ? "are" : "is";
    const first = mention(subject);
    text.phrase(first[0]!.toUpperCase() + first.slice(1), [subject]).words(` ${verb} ${words} `);
    text.phrase(mention(object), [object]).words(". ");
  }
  return text.caption();
}
