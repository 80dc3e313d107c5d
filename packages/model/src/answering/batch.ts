// Many questions about many pictures at once: for evaluation, where nobody waits for the first word.
import type { Part } from "@refvlm/trp";
import type { Picture } from "@refvlm/vision";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import type { GroundedAnswer } from "./answer.js";
import { EncodedPictures, type PictureHandle } from "./encoded-pictures.js";
import { answerTogether } from "./engine.js";
import type { AnswerOptions, QuestionContext } from "./question.js";

/** One question about a picture; the same picture object may be asked about many times. */
export interface BatchQuestion extends QuestionContext {
  picture: Picture;
  parts: readonly Part[];
}

export interface BatchOptions extends AnswerOptions {
  /** Questions that are generated side by side. Neighbours with answers of like length waste least. Default 32. */
  batchSize?: number;
  /** Pictures that are encoded together. Default: a few on a CPU, as large as they are, and all elsewhere. */
  picturesAtOnce?: number;
}

/**
 * Pixels that the encoders of a CPU read at once, not counting second looks. Maps of more are no faster, and slower where the
 * allocator asks the system anew for each: `refvlm eval photos --limit 24` took 60 s with all together, 25 s so.
 */
const PIXELS_AT_ONCE = 2 ** 19;

function encodedTogether({ network: { device, pictureSize } }: LoadedModel): number {
  return device === "cpu" ? Math.max(1, Math.floor(PIXELS_AT_ONCE / pictureSize ** 2)) : Number.POSITIVE_INFINITY;
}

/**
 * Answers questions in their order. An answer is the same alone and in a batch; each picture is encoded and read once.
 * @throws as `answerTogether` of the engine
 */
export async function answerBatch(
  model: LoadedModel,
  questions: readonly BatchQuestion[],
  { batchSize = 32, picturesAtOnce = encodedTogether(model), ...options }: BatchOptions = {},
): Promise<GroundedAnswer[]> {
  if (questions.length === 0) return [];
  const pictures = [...new Set(questions.map(({ picture }) => picture))];
  const encoded: EncodedPictures[] = [];
  const handles = new Map<Picture, PictureHandle>();
  try {
    for (let first = 0; first < pictures.length; first += picturesAtOnce) {
      const some = pictures.slice(first, first + picturesAtOnce);
      const own = EncodedPictures.encode(model, some, options.onPhase);
      encoded.push(own);
      for (const [index, picture] of some.entries()) handles.set(picture, own.handle(index));
    }
    const answers: GroundedAnswer[] = [];
    for (let first = 0; first < questions.length; first += batchSize) {
      const requests = questions.slice(first, first + batchSize).map(({ picture, ...question }) => ({
        ...question,
        ...options,
        picture: handles.get(picture)!,
      }));
      for await (const { request, event } of answerTogether(model, requests))
        if (event.type === "end") answers[first + request] = event.answer;
    }
    return answers;
  } finally {
    for (const each of encoded) each.dispose();
  }
}
