// Visual Genome 1.0 to 1.4: region descriptions, objects, questions (Krishna et al. 2016; homes.cs.washington.edu/~ranjay/visualgenome).
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { JsonRecords } from "../files/json-records.js";
import { RecordIndex } from "../files/record-index.js";
import type { AnnotatedObject, AnnotatedPicture } from "../sample/annotated.js";
import { sideSchema } from "./common/checks.js";
import { drawnBox } from "./common/clip-box.js";
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

const objectsSchema = z.object({
  objects: z.array(
    z
      .object({
        object_id: z.int(),
        x: z.number(),
        y: z.number(),
        w: z.number(),
        h: z.number(),
        names: z.array(z.string().min(1)).min(1).optional(),
        name: z.string().min(1).optional(),
      })
      .refine(({ name, names }) => name ?? names, { message: "expected name or names" }),
  ),
});

const regionsSchema = z.object({
  regions: z.array(
    z.object({
      /** Version 1.0 calls it `id`. */
      region_id: z.int().optional(),
      id: z.int().optional(),
      x: z.number(),
      y: z.number(),
      width: z.number(),
      height: z.number(),
      phrase: z.string().trim().min(1),
    }),
  ),
});

const questionsSchema = z.object({
  qas: z.array(z.object({ question: z.string().min(1), answer: z.string().min(1) })),
});

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
    const named = this.#named(id, size);
    const regions = this.#regions(id, size);
    const qas = this.questions?.entry(id, questionsSchema)?.qas;
    return {
      id: String(id),
      picture: this.folders.find([`${id}.jpg`, url.split("/").slice(-2).join("/")], place),
      ...size,
      objects: [...named, ...regions.map(({ object }) => object)],
      exhaustive: [],
      ...(regions.length > 0 && {
        descriptions: regions.map(({ phrase }, i) => ({ object: named.length + i, text: phrase })),
      }),
      ...(qas && { questions: qas.map(({ question, answer }) => ({ question, answers: [answer] })) }),
    };
  }

  async close(): Promise<void> {
    for (const list of this.#lists) await list.close();
  }

  #named(id: number, { width, height }: Size): AnnotatedObject[] {
    const list = this.objects?.entry(id, objectsSchema)?.objects ?? [];
    return list.map(({ object_id, x, y, w, h, name, names }) => {
      const place = {
        file: this.objects!.path,
        record: `picture ${id}, object_id ${object_id}`,
      };
      return { name: name ?? names![0]!, box: drawnBox([x, y, x + w, y + h], width, height, place) };
    });
  }

  #regions(id: number, { width, height }: Size): { phrase: string; object: AnnotatedObject }[] {
    const list = this.regions?.entry(id, regionsSchema)?.regions ?? [];
    return list.map(({ id: number, region_id = number, x, y, width: w, height: h, phrase }) => {
      const place = { file: this.regions!.path, record: `picture ${id}, region_id ${region_id}` };
      const box = drawnBox([x, y, x + w, y + h], width, height, place);
      return { phrase, object: { name: "region", unnamed: true, box } };
    });
  }
}
