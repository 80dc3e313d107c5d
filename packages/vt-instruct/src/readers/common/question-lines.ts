// JSON lines that each ask one question about a COCO picture: one record is a picture with all its questions.
import { z } from "zod";
import type { RecordError } from "../../files/errors.js";
import { JsonLines } from "../../files/json-lines.js";
import { sizeOfPicture } from "../../files/picture-header.js";
import { linesByKey } from "../../files/record-index.js";
import type { AnnotatedPicture } from "../../sample/annotated.js";
import type { Dataset } from "../reader.js";
import { cocoNames, PictureFolders } from "./picture-folders.js";

const imageKey = z.object({ image: z.string().min(1) }).transform(({ image }) => image);

/** A question, and the answer that is right. */
export type AskedLine = { question: string; answer: string };

export class QuestionLines implements Dataset {
  private constructor(
    private readonly lines: JsonLines,
    private readonly line: z.ZodType<AskedLine>,
    private readonly pictures: readonly (readonly [image: string, lines: readonly number[]])[],
    readonly faults: readonly RecordError[],
    private readonly images: PictureFolders,
  ) {}

  /**
   * @param images folders of the pictures
   * @param file JSON lines with the picture's name as `image`
   * @param line what else a line says, as a question
   * @param options.partial the folders hold some of the pictures: questions about others are left out
   * @throws DatasetError for files and folders that cannot be read
   */
  static async open(
    images: string | readonly string[],
    file: string,
    line: z.ZodType<AskedLine>,
    { partial = false }: { partial?: boolean } = {},
  ): Promise<QuestionLines> {
    const folders = await PictureFolders.open(images);
    const lines = await JsonLines.open(file);
    const { groups, faults } = await linesByKey(lines, imageKey);
    const pictures = [...groups].filter(([image]) => !partial || folders.holds(cocoNames(image)));
    return new QuestionLines(lines, line, pictures, faults, folders);
  }

  get size(): number {
    return this.pictures.length;
  }

  async read(index: number): Promise<AnnotatedPicture> {
    const [image, numbers] = this.pictures[index]!;
    const place = { file: this.lines.path, record: image };
    const picture = this.images.find(cocoNames(image), place);
    const questions = [];
    for (const number of numbers) {
      const { question, answer } = await this.lines.read(number, this.line);
      questions.push({ question, answers: [answer] });
    }
    return { id: image, picture, ...sizeOfPicture(picture, place), objects: [], exhaustive: [], questions };
  }

  close(): Promise<void> {
    return this.lines.close();
  }
}
