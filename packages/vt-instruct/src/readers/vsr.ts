// VSR, Visual Spatial Reasoning: is this statement about two things of a COCO picture true (Liu et al. 2023, arXiv 2205.00363).
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
  /** `train.jsonl`, `dev.jsonl` or `test.jsonl`. */
  statements: z.string(),
  /** The folders hold some of the pictures: statements about others are left out. Default false. */
  partial: z.boolean().optional(),
});

const imageKey = z.object({ image: z.string().min(1) }).transform(({ image }) => image);
const lineSchema = z.object({ caption: z.string().min(1), label: z.union([z.literal(0), z.literal(1)]) });

/** VSR. One record is a picture with all statements about it, as questions for a yes or a no. */
export const vsr = defineReader({
  name: "vsr",
  title: "VSR: yes or no to where two things are",
  licence: "Apache-2.0 (github.com/cambridgeltl/visual-spatial-reasoning); every picture under its own Flickr licence",
  options,
  async open({ images, statements, partial = false }) {
    const folders = await PictureFolders.open(images);
    const lines = await JsonLines.open(statements);
    const { groups, faults } = await linesByKey(lines, imageKey);
    const pictures = [...groups].filter(([image]) => !partial || folders.holds(cocoNames(image)));
    return new Vsr(lines, pictures, faults, folders);
  },
});

class Vsr implements Dataset {
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
      const { caption, label } = await this.lines.read(number, lineSchema);
      questions.push({ question: asQuestion(caption), answers: [label === 1 ? "yes" : "no"] });
    }
    return { id: image, picture, ...sizeOfPicture(picture, place), objects: [], exhaustive: [], questions };
  }

  close(): Promise<void> {
    return this.lines.close();
  }
}

/** "The cat is left of the dog." -> "Is the cat left of the dog?"; another sentence is asked whether it is true. */
function asQuestion(statement: string): string {
  const plain = statement.trim().replace(/\.$/, "");
  const [, thing, verb, where] = /^the (.+?) (is|are) (.+)$/i.exec(plain) ?? [];
  if (thing === undefined) return `Is it true that ${plain[0]!.toLowerCase()}${plain.slice(1)}?`;
  return `${verb === "is" ? "Is" : "Are"} the ${thing} ${where}?`;
}
