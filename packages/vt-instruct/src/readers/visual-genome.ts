// Visual Genome 1.0 to 1.4: region descriptions, objects, questions (Krishna et al. 2016; homes.cs.washington.edu/~ranjay/visualgenome).
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { JsonRecords } from "../files/json-records.js";
import { checkedRecord, RecordIndex } from "../files/record-index.js";
import { spoken } from "../language/spoken.js";
import type { AnnotatedPicture, AnnotatedQuestion } from "../sample/annotated.js";
import { sideSchema } from "./common/checks.js";
import { drawnBox } from "./common/clip-box.js";
import { attempt, LabelList } from "./common/label-list.js";
import { imagesOption, PictureFolders } from "./common/picture-folders.js";
import { type Dataset, defineReader } from "./reader.js";

const options = z
  .strictObject({
    /** `VG_100K` and `VG_100K_2`, or the folder that holds both. */
    images: imagesOption,
    /** `image_data.json` */
    imageData: z.string(),
    /** `region_descriptions.json` */
    regionDescriptions: z.string().optional(),
    /** `objects.json` */
    objects: z.string().optional(),
    /** `question_answers.json` */
    questionAnswers: z.string().optional(),
  })
  .refine(({ regionDescriptions, objects, questionAnswers }) => regionDescriptions ?? objects ?? questionAnswers, {
    message: "give at least one of regionDescriptions, objects, questionAnswers",
  });

/** A picture's number is `image_id` in some files and versions and `id` in others. */
const pictureKey = z.union([
  z.object({ image_id: z.int() }).transform(({ image_id }) => image_id),
  z.object({ id: z.int() }).transform(({ id }) => id),
]);

const imageSchema = z.object({ width: sideSchema, height: sideSchema, url: z.string() });
type Size = Pick<z.infer<typeof imageSchema>, "width" | "height">;

const objectsSchema = z.object({ objects: z.array(z.unknown()) });
const objectSchema = z
  .object({
    x: z.number(),
    y: z.number(),
    w: z.number(),
    h: z.number(),
    names: z.array(z.string().min(1)).min(1).optional(),
    name: z.string().min(1).optional(),
  })
  .refine(({ name, names }) => name ?? names, { message: "expected name or names" });

const regionsSchema = z.object({ regions: z.array(z.unknown()) });
const regionSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  phrase: z.string().trim().min(1),
});

const questionsSchema = z.object({ qas: z.array(z.unknown()) });
const questionSchema = z.object({ question: z.string().trim().min(1), answer: z.string().trim().min(1) });

/**
 * Visual Genome. One record is a picture. A region is an object, too, without a name but with its description. No
 * name is labelled exhaustively. Boxes were drawn by hand and many reach over the edge, which cuts them.
 */
export const visualGenome = defineReader({
  name: "visual-genome",
  title: "Visual Genome: region descriptions, objects, questions",
  licence: "annotations CC BY 4.0 (visualgenome.org); pictures of COCO and YFCC100M, each under its own Flickr licence",
  options,
  async open({ images, imageData, regionDescriptions, objects, questionAnswers }) {
    return new VisualGenome(
      await PictureFolders.open(images),
      PictureList.open(imageData),
      regionDescriptions === undefined ? undefined : PictureList.open(regionDescriptions),
      objects === undefined ? undefined : PictureList.open(objects),
      questionAnswers === undefined ? undefined : PictureList.open(questionAnswers),
    );
  },
});

/** A file that is a list with one entry for each picture. */
class PictureList {
  private constructor(
    private readonly records: JsonRecords,
    readonly index: RecordIndex<number>,
  ) {}

  /** @throws DatasetError */
  static open(path: string): PictureList {
    const records = JsonRecords.open(path);
    return new PictureList(records, new RecordIndex(records, "", pictureKey));
  }

  get path(): string {
    return this.records.path;
  }

  /** A picture's entry. @throws RecordError "wrong-field", "duplicate-id" */
  entry<T>(id: number, schema: z.ZodType<T>): T | undefined {
    const [entry, other] = this.index.get(id, schema);
    if (other) throw new RecordError(this.path, `picture ${id}`, "duplicate-id", "two entries have this id");
    return entry;
  }

  close(): Promise<void> {
    return this.records.close();
  }
}

class VisualGenome implements Dataset {
  readonly faults: readonly RecordError[];
  readonly #ids: readonly number[];
  readonly #lists: readonly PictureList[];

  constructor(
    private readonly folders: PictureFolders,
    private readonly pictures: PictureList,
    private readonly regions: PictureList | undefined,
    private readonly objects: PictureList | undefined,
    private readonly questions: PictureList | undefined,
  ) {
    this.#lists = [pictures, regions, objects, questions].filter((list) => list !== undefined);
    this.faults = this.#lists.flatMap(({ index }) => index.faults);
    this.#ids = pictures.index.keys;
  }

  get size(): number {
    return this.#ids.length;
  }

  read(index: number): AnnotatedPicture {
    const id = this.#ids[index]!;
    const { width, height, url } = this.pictures.entry(id, imageSchema)!;
    const size = { width, height };
    const place = { file: this.pictures.path, record: `picture ${id}` };
    const labels = new LabelList();
    this.#addObjects(id, size, labels);
    const descriptions = this.#addRegions(id, size, labels);
    const questions = this.#questions(id, labels);
    return {
      id: String(id),
      picture: this.folders.find([`${id}.jpg`, url.split("/").slice(-2).join("/")], place),
      ...size,
      ...labels.told,
      exhaustive: [],
      ...(descriptions.length > 0 && { descriptions }),
      ...(questions && { questions }),
    };
  }

  async close(): Promise<void> {
    for (const list of this.#lists) await list.close();
  }

  #addObjects(id: number, { width, height }: Size, labels: LabelList): void {
    const file = this.objects?.path ?? "";
    for (const [i, label] of (this.objects?.entry(id, objectsSchema)?.objects ?? []).entries()) {
      const place = { file, record: `picture ${id}, ${recordOf(label, ["object_id"], `objects.${i}`)}` };
      const said = objectSchema.safeParse(label).data;
      labels.add(said && nameOf(said), () => {
        const { x, y, w, h, ...names } = checkedRecord(label, objectSchema, file, place.record);
        return { name: nameOf(names), box: drawnBox([x, y, x + w, y + h], width, height, place) };
      });
    }
  }

  #addRegions(id: number, { width, height }: Size, labels: LabelList): { object: number; text: string }[] {
    const file = this.regions?.path ?? "";
    return (this.regions?.entry(id, regionsSchema)?.regions ?? []).flatMap((label, i) => {
      const place = { file, record: `picture ${id}, ${recordOf(label, ["region_id", "id"], `regions.${i}`)}` };
      // A region is a description of what has no name: where it is lost, no name lacks an object.
      return (
        attempt(labels.note, () => {
          const { x, y, width: w, height: h, phrase } = checkedRecord(label, regionSchema, file, place.record);
          const box = drawnBox([x, y, x + w, y + h], width, height, place);
          const object = labels.add(undefined, () => ({ name: "region", unnamed: true, box }))!;
          return { object, text: phrase };
        }) ?? []
      );
    });
  }

  #questions(id: number, labels: LabelList): AnnotatedQuestion[] | undefined {
    const file = this.questions?.path ?? "";
    return this.questions?.entry(id, questionsSchema)?.qas.flatMap((label, i) => {
      const record = `picture ${id}, ${recordOf(label, ["qa_id"], `qas.${i}`)}`;
      const said = attempt(labels.note, () => checkedRecord(label, questionSchema, file, record));
      return said ? [{ question: said.question, answers: [said.answer] }] : [];
    });
  }
}

function nameOf({ name, names }: { name?: string | undefined; names?: string[] | undefined }): string {
  const published = name ?? names![0]!;
  return spoken(published) || published;
}

/** What messages call an entry: by its id, under one of the names that versions have for it. */
function recordOf(label: unknown, keys: readonly string[], otherwise: string): string {
  const entry = (label ?? {}) as Record<string, unknown>;
  const key = keys.find((one) => entry[one] !== undefined);
  return key === undefined ? otherwise : `${keys[0]} ${entry[key]}`;
}
