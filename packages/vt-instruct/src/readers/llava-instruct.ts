// LLaVA-Instruct: conversations about pictures (Liu et al. 2023), the 150k of COCO and the mix of 665k of LLaVA 1.5.
import { z } from "zod";
import { eachRecord, type RecordError } from "../files/errors.js";
import { JsonRecords } from "../files/json-records.js";
import { sizeOfPicture } from "../files/picture-header.js";
import { checkedRecord } from "../files/record-index.js";
import type { AnnotatedPicture } from "../sample/annotated.js";
import { chatSchema, exchangesOf } from "./common/llava-chat.js";
import { cocoNames, imagesOption, PictureFolders } from "./common/picture-folders.js";
import { type Dataset, defineReader } from "./reader.js";

const options = z.strictObject({
  /** The folder that the field `image` is below; for the 665k the one with `coco`, `gqa`, `ocr_vqa`, ... */
  images: imagesOption,
  /** `llava_instruct_150k.json`, `llava_v1_5_mix665k.json`, ... */
  conversations: z.string(),
});

const ownerSchema = z.object({ image: z.unknown().optional() });
const recordSchema = z.object({
  id: z.union([z.string(), z.number()]),
  image: z.string().min(1),
  conversations: chatSchema,
});

/** LLaVA-Instruct. One record is a conversation. One in sixteen of the 665k has no picture: these are passed over. */
export const llavaInstruct = defineReader({
  name: "llava-instruct",
  title: "LLaVA-Instruct: conversations about pictures (150k, mix of 665k)",
  licence: "conversations CC BY-NC 4.0, under the terms of use of OpenAI as well; pictures as their own data sets say",
  options,
  async open({ images, conversations }) {
    return new LlavaInstruct(await PictureFolders.open(images), JsonRecords.open(conversations));
  },
});

class LlavaInstruct implements Dataset {
  readonly faults: RecordError[] = [];
  /** Places of the conversations with a picture. */
  readonly #places: number[] = [];

  constructor(
    private readonly images: PictureFolders,
    private readonly records: JsonRecords,
  ) {
    eachRecord("", records.count(""), this.faults, (index) => {
      if (this.#record(index, ownerSchema).image != null) this.#places.push(index);
    });
  }

  get size(): number {
    return this.#places.length;
  }

  read(index: number): AnnotatedPicture {
    const at = this.#places[index]!;
    const { id, image, conversations } = this.#record(at, recordSchema);
    const place = { file: this.records.path, record: `record ${at} (id ${id})` };
    const turns = exchangesOf(conversations, place).map(({ question, answer }) => ({ question, answers: [answer] }));
    const picture = this.images.find(cocoNames(image), place);
    return {
      // Ids repeat: a picture has a conversation, a description and a piece of reasoning.
      id: `${at}-${id}`,
      picture,
      ...sizeOfPicture(picture, place),
      objects: [],
      exhaustive: [],
      conversations: [{ turns }],
    };
  }

  close(): Promise<void> {
    return this.records.close();
  }

  #record<T>(index: number, schema: z.ZodType<T>): T {
    return checkedRecord(this.records.read("", index), schema, this.records.path, `record ${index}`);
  }
}
