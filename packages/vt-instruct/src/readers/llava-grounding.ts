// LLaVA-Grounding: conversations whose phrases are linked to COCO's objects (Zhang et al. 2023; github.com/UX-Decoder/LLaVA-Grounding).
import { z } from "zod";
import { RecordError } from "../files/errors.js";
import { JsonRecords } from "../files/json-records.js";
import { checkedRecord } from "../files/record-index.js";
import type { AnnotatedPicture, AnnotatedQuestion } from "../sample/annotated.js";
import { CocoFile } from "./coco/coco-file.js";
import { addObjects, placesById } from "./coco/coco-object.js";
import { GroundedText, withoutLooseMarks } from "./common/grounded-text.js";
import { LabelList } from "./common/label-list.js";
import { chatSchema, exchangesOf } from "./common/llava-chat.js";
import { cocoNames, imagesOption, PictureFolders } from "./common/picture-folders.js";
import { type Dataset, defineReader } from "./reader.js";

const options = z.strictObject({
  /** COCO pictures, of 2014 or 2017. */
  images: imagesOption,
  /** The conversations. */
  conversations: z.string(),
  /** The objects that they mean, in COCO's layout. */
  instances: z.string(),
});

const annotationLists = z.array(z.array(z.int()).nullable()).nullish();
const recordSchema = z.object({
  /** COCO's id of the picture. */
  id: z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]),
  conversations: chatSchema,
  /** For each `<seg>` of the whole conversation the ids of its annotations; null where none was found. */
  gd_ls: annotationLists,
  /** Of conversations with visual prompts: for each question the ids of the objects that its `<obj>` point at. */
  q_gd_ls: annotationLists,
});

/**
 * LLaVA-Grounding. One record is a conversation. `<g_s> a man <g_e> <seg>` is a phrase, and the n-th `<seg>` belongs to
 * the n-th entry of `gd_ls`. A question points at the objects of its entry of `q_gd_ls`, each in place of an `<obj>`.
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
    const { id, conversations, gd_ls, q_gd_ls } = checkedRecord(value, recordSchema, file, `record ${index}`);
    const place = { file, record: `record ${index} (id ${id})` };
    const fault = (reason: string, detail: string) => new RecordError(file, place.record, reason, detail);
    const image = this.instances.image(id);
    if (!image) throw fault("unknown-picture", `${this.instances.path} has no image with this id`);
    const labels = new LabelList();
    const indices = placesById(addObjects(labels, this.instances, image));
    /** Undefined, and told, where one of them cannot be used: some of them would be told as all. */
    const objectsOf = (ids: readonly number[] | null | undefined) => {
      const lost = ids?.find((number) => indices.get(number) === undefined);
      if (lost === undefined) return (ids ?? []).map((number) => indices.get(number)!);
      labels.note(fault("unknown-object", `its picture has no annotation with id ${lost} that can be used`));
      return undefined;
    };
    let marks = 0;
    const meant = () => {
      if (gd_ls && marks === gd_ls.length) throw fault("wrong-grounding", `more <seg> than the ${marks} of gd_ls`);
      return objectsOf(gd_ls?.[marks++]) ?? [];
    };
    const turns: AnnotatedQuestion[] = [];
    let whole = true;
    for (const [turn, { question, answer }] of exchangesOf(conversations, place).entries()) {
      const ids = q_gd_ls?.[turn] ?? [];
      const asked = grounded(question.replace("(with grounding)", ""), meant).text.replaceAll("<obj>", "[VPT]");
      const places = asked.split("[VPT]").length - 1;
      if (places !== ids.length)
        throw fault("wrong-grounding", `question ${turn} points at ${places} objects, q_gd_ls names ${ids.length}`);
      const shown = objectsOf(ids);
      const { text, spans } = grounded(answer, meant);
      // What comes behind a question that cannot be asked may lean on it.
      whole &&= shown !== undefined;
      if (whole)
        turns.push({
          question: asked,
          answers: [text],
          ...(shown!.length > 0 && { objects: shown! }),
          ...(spans.length > 0 && { spans }),
        });
    }
    if (gd_ls && marks < gd_ls.length) throw fault("wrong-grounding", `${marks} <seg>, but ${gd_ls.length} in gd_ls`);
    return {
      // Ids repeat: a picture has several conversations.
      id: `${index}-${id}`,
      picture: this.images.find(cocoNames(image.file_name ?? id), place),
      width: image.width,
      height: image.height,
      ...labels.told,
      exhaustive: [],
      ...(turns.length > 0 && { conversations: [{ turns }] }),
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
