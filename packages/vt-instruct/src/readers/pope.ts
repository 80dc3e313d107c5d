// POPE: is there such an object in the picture, yes or no (github.com/RUCAIBox/POPE; Li et al. 2023). For evaluation.
import { z } from "zod";
import type { RecordError } from "../files/errors.js";
import { JsonLines } from "../files/json-lines.js";
import { sizeOfPicture } from "../files/picture-header.js";
import { linesByKey } from "../files/record-index.js";
import type { AnnotatedPicture } from "../sample/annotated.js";
import { cocoNames, imagesOption, PictureFolders } from "./common/picture-folders.js";
import { type Dataset, defineReader } from "./reader.js";

const options = z.strictObject({
  images: imagesOption,
  /** `coco_pope_random.json`, `_popular` or `_adversarial`: JSON lines. */
  questions: z.string(),
});

const imageKey = z.object({ image: z.string().min(1) }).transform(({ image }) => image);
const lineSchema = z.object({ text: z.string().min(1), label: z.enum(["yes", "no"]) });

/** POPE. One record is a picture with all its questions. */
export const pope = defineReader({
  name: "pope",
  title: "POPE: yes or no to objects that may be imagined (evaluation)",
  licence: "MIT (github.com/RUCAIBox/POPE); every picture under its own Flickr licence",
  options,
  async open({ images, questions }) {
    const folders = await PictureFolders.open(images);
    const lines = await JsonLines.open(questions);
    const { groups, faults } = await linesByKey(lines, imageKey);
    return new Pope(lines, [...groups], faults, folders);
  },
});

class Pope implements Dataset {
  constructor(
    private readonly lines: JsonLines,
    private readonly pictures: readonly (readonly [image: string, lines: readonly number[]])[],
    readonly faults: readonly RecordError[],
    private readonly images: PictureFolders,
  ) {}

  get size(): number {
    return this.pictures.length;
  }

  async read(index: number): Promise<AnnotatedPicture> {
    const [image, numbers] = this.pictures[index]!;
    const place = { file: this.lines.path, record: image };
    const picture = this.images.find(cocoNames(image), place);
    const questions = [];
    for (const number of numbers) {
      const { text, label } = await this.lines.read(number, lineSchema);
      questions.push({ question: text, answers: [label] });
    }
    return { id: image, picture, ...sizeOfPicture(picture, place), objects: [], exhaustive: [], questions };
  }

  close(): Promise<void> {
    return this.lines.close();
  }
}
