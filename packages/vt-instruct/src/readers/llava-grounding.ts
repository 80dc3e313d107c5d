// LLaVA-Grounding: conversations whose phrases are linked to COCO's objects (Zhang et al. 2023; github.com/UX-Decoder/LLaVA-Grounding).
import { z } from "zod";
import type { AnnotatedPicture, AnnotatedQuestion } from "../annotated.js";
import { chatSchema, exchangesOf } from "./chat.js";
import { CocoFile } from "./coco-file.js";
import { objectOf, objectSchema } from "./coco-object.js";
import { GroundedText, withoutLooseMarks } from "./grounded-text.js";
import { JsonRecords } from "./json-records.js";
import { cocoNames, imagesOption, PictureFolders } from "./picture-folders.js";
import { type Dataset, defineReader, RecordError } from "./reader.js";
import { checkedRecord } from "./record-index.js";

const options = z.strictObject({
  /** COCO pictures, of 2014 or 2017. */
  images: imagesOption,
  /** The conversations. */
  conversations: z.string(),
  /** The objects that they mean, in COCO's layout. */
  instances: z.string(),
});

const recordSchema = z.object({
  /** COCO's id of the picture. */
  id: z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]),
  conversations: chatSchema,
  /** For each `<seg>` of the whole conversation the ids of its annotations; null where none was found. */
  gd_ls: z.array(z.array(z.int()).nullable()).nullish(),
});

/**
 * LLaVA-Grounding. One record is a conversation. `<g_s> a man <g_e> <seg>` is a phrase, and the n-th `<seg>` belongs to
 * the n-th entry of `gd_ls`.
 */
export const llavaGrounding = defineReader({
  name: "llava-grounding",
  title: "LLaVA-Grounding: conversations whose phrases are linked to objects",
  licence: "conversations CC BY-NC 4.0, under the terms of use of OpenAI as well; COCO's annotations CC BY 4.0",
  options,
  async open({ images, conversations, instances }) {
    const folders = await PictureFolders.open(images);
    return new LlavaGrounding(folders, JsonRecords.open(conversations), CocoFile.open(instances));
  },
});

class LlavaGrounding implements Dataset {
  readonly size: number;
  readonly faults: readonly RecordError[];

  constructor(
    private readonly images: PictureFolders,
    private readonly records: JsonRecords,
    private readonly instances: CocoFile,
  ) {
    this.size = records.count("");
    this.faults = instances.faults;
  }

  read(index: number): AnnotatedPicture {
    const file = this.records.path;
    const value = this.records.read("", index);
    const { id, conversations, gd_ls } = checkedRecord(value, recordSchema, file, `record ${index}`);
    const place = { file, record: `record ${index} (id ${id})` };
    const fault = (reason: string, detail: string) => new RecordError(file, place.record, reason, detail);
    const image = this.instances.image(id);
    if (!image) throw fault("unknown-picture", `${this.instances.path} has no image with this id`);
    const annotations = this.instances.annotations(id, objectSchema);
    const objects = annotations.map((annotation) => objectOf(annotation, image, this.instances));
    const indices = new Map(annotations.map((annotation, i) => [annotation.id, i]));
    let marks = 0;
    const meant = () => {
      if (gd_ls && marks === gd_ls.length) throw fault("wrong-grounding", `more <seg> than the ${marks} of gd_ls`);
      const ids = gd_ls?.[marks++] ?? [];
      return ids.map((number) => {
        const object = indices.get(number);
        if (object === undefined) throw fault("unknown-object", `its picture has no annotation with id ${number}`);
        return object;
      });
    };
    const turns = exchangesOf(conversations, place).map(({ question, answer }): AnnotatedQuestion => {
      const asked = grounded(question.replace("(with grounding)", ""), meant);
      const { text, spans } = grounded(answer, meant);
      return { question: asked.text, answers: [text], ...(spans.length > 0 && { spans }) };
    });
    if (gd_ls && marks < gd_ls.length) throw fault("wrong-grounding", `${marks} <seg>, but ${gd_ls.length} in gd_ls`);
    return {
      // Ids repeat: a picture has several conversations.
      id: `${index}-${id}`,
      picture: this.images.find(cocoNames(image.file_name ?? id), place),
      width: image.width,
      height: image.height,
      objects,
      exhaustive: [],
      conversations: [{ turns }],
    };
  }

  async close(): Promise<void> {
    await this.records.close();
    await this.instances.close();
  }
}

/** The text without marks; `meant` gives the objects of each `<seg>` in turn. */
function grounded(marked: string, meant: () => number[]) {
  const text = new GroundedText();
  let end = 0;
  for (const match of marked.matchAll(/(?:<g_s>(.*?)<g_e>)?\s*<seg>/gs)) {
    text.words(plain(marked.slice(end, match.index)));
    text.phrase(plain(match[1] ?? "").trim(), meant());
    end = match.index + match[0].length;
  }
  return text.words(plain(marked.slice(end))).caption();
}

function plain(marked: string): string {
  return withoutLooseMarks(marked.replace(/<g_[se]>/g, " "));
}
