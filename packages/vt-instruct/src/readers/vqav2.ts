// VQA v2: open-ended questions about COCO pictures, ten answers each (visualqa.org/download.html; Goyal et al. 2017).
import { z } from "zod";
import { JsonRecords } from "../files/json-records.js";
import { annotatedAnswers, OpenEnded } from "./common/open-ended.js";
import { imagesOption, PictureFolders } from "./common/picture-folders.js";
import { defineReader } from "./reader.js";

const options = z.strictObject({
  images: imagesOption,
  /** `v2_OpenEnded_mscoco_*_questions.json` */
  questions: z.string(),
  /** `v2_mscoco_*_annotations.json` */
  annotations: z.string(),
});

/** VQA v2. One record is a picture with all its questions. */
export const vqav2 = defineReader({
  name: "vqav2",
  title: "VQA v2: open-ended questions about COCO pictures",
  licence: "questions and answers CC BY 4.0 (visualqa.org/terms.html); every picture under its own Flickr licence",
  options,
  async open({ images, questions, annotations }) {
    const folders = await PictureFolders.open(images);
    const answerFile = JsonRecords.open(annotations);
    return new OpenEnded(JsonRecords.open(questions), answerFile, annotatedAnswers(answerFile), folders);
  },
});
