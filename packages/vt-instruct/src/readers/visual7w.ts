// Visual7W: questions answered in words (telling) or by a box (pointing) (Zhu et al. 2016; github.com/yukezhu/visual7w-toolkit).
import { z } from "zod";
import { DatasetError, RecordError } from "../files/errors.js";
import { JsonRecords } from "../files/json-records.js";
import { sizeOfPicture } from "../files/picture-header.js";
import { RecordIndex } from "../files/record-index.js";
import { spoken } from "../language/spoken.js";
import type { AnnotatedPicture, AnnotatedQuestion } from "../sample/annotated.js";
import { drawnBox } from "./common/clip-box.js";
import { LabelList } from "./common/label-list.js";
import { imagesOption, PictureFolders } from "./common/picture-folders.js";
import { type Dataset, defineReader } from "./reader.js";

const options = z
  .strictObject({
    images: imagesOption,
    /** `dataset_v7w_telling.json` */
    telling: z.string().optional(),
    /** `dataset_v7w_pointing.json` */
    pointing: z.string().optional(),
    /** The files hold all three. Default: all pictures. */
    split: z.enum(["train", "val", "test"]).optional(),
  })
  .refine(({ telling, pointing }) => (telling === undefined) !== (pointing === undefined), {
    message: "give either telling or pointing; for both, list the source twice",
  });

const fileNameKey = z.object({ filename: z.string().min(1) }).transform(({ filename }) => filename);
const boxKey = z.object({ box_id: z.int() }).transform(({ box_id }) => box_id);
const splitSchema = z.object({ split: z.string() });
const qa = { qa_id: z.int(), question: z.string().min(1) };
const tellingSchema = z.object({ qa_pairs: z.array(z.object({ ...qa, answer: z.string().min(1) })) });
const pointingSchema = z.object({
  qa_pairs: z.array(z.object({ ...qa, answer: z.int(), multiple_choices: z.array(z.int()) })),
});
const boxSchema = z.object({
  name: z.string().min(1),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
});

/**
 * Visual7W. One record is a picture with all its questions. A pointing question is answered with the name of the box
 * that is meant; the boxes that are not meant are objects of the picture as well.
 */
export const visual7w = defineReader({
  name: "visual7w",
  title: "Visual7W: questions answered in words or by a box",
  licence: "annotations for research (web.stanford.edu/~yukez/visual7w); pictures of COCO under their own licences",
  options,
  async open({ images, telling, pointing, split }) {
    return new Visual7w(await PictureFolders.open(images), JsonRecords.open((telling ?? pointing)!), !!pointing, split);
  },
});

class Visual7w implements Dataset {
  readonly faults: readonly RecordError[];
  readonly #images: RecordIndex<string>;
  readonly #boxes: RecordIndex<number> | undefined;
  readonly #names: readonly string[];

  constructor(
    private readonly folders: PictureFolders,
    private readonly file: JsonRecords,
    pointing: boolean,
    split: string | undefined,
  ) {
    if (pointing !== file.has("boxes"))
      throw new DatasetError(
        `${file.path}: ${pointing ? 'a list "boxes" is expected there' : 'it has boxes: give it as "pointing"'}.`,
      );
    this.#images = new RecordIndex(file, "images", fileNameKey);
    this.#boxes = pointing ? new RecordIndex(file, "boxes", boxKey) : undefined;
    this.#names = split ? this.#images.keysWhere(splitSchema, (image) => image.split === split) : this.#images.keys;
    this.faults = [...this.#images.faults, ...(this.#boxes?.faults ?? [])];
  }

  get size(): number {
    return this.#names.length;
  }

  read(index: number): AnnotatedPicture {
    const name = this.#names[index]!;
    const place = { file: this.file.path, record: name };
    const picture = this.folders.find([name], place);
    const size = sizeOfPicture(picture, place);
    const asked = this.#boxes ? this.#pointing(name, size) : { objects: [], questions: this.#telling(name) };
    return { id: name, picture, ...size, exhaustive: [], ...asked };
  }

  close(): Promise<void> {
    return this.file.close();
  }

  #telling(name: string): AnnotatedQuestion[] {
    const pairs = this.#images.get(name, tellingSchema).flatMap(({ qa_pairs }) => qa_pairs);
    return pairs.map(({ question, answer }) => ({ question, answers: [answer] }));
  }

  #pointing(name: string, { width, height }: { width: number; height: number }) {
    const pairs = this.#images.get(name, pointingSchema).flatMap(({ qa_pairs }) => qa_pairs);
    const ids = [...new Set(pairs.flatMap(({ answer, multiple_choices }) => [answer, ...multiple_choices]))];
    const labels = new LabelList();
    const objects = ids.map((id) => {
      const place = { file: this.file.path, record: `${name}, box_id ${id}` };
      return labels.add(undefined, () => {
        const [box] = this.#boxes!.get(id, boxSchema);
        if (!box) throw new RecordError(place.file, place.record, "unknown-box", "no entry of boxes has this id");
        const { x, y } = box;
        const word = spoken(box.name) || box.name;
        return { name: word, box: drawnBox([x, y, x + box.width, y + box.height], width, height, place) };
      });
    });
    const questions = pairs.flatMap(({ question, answer }): AnnotatedQuestion[] => {
      const meant = objects[ids.indexOf(answer)];
      if (meant === undefined) return [];
      const { name: word } = labels.objects[meant]!;
      return [{ question, answers: [word], spans: [{ start: 0, end: word.length, objects: [meant] }] }];
    });
    return { ...labels.told, questions };
  }
}
