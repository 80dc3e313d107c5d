// Many questions about many pictures at once: for evaluation, where nobody waits for the first word.
import type { Part } from "@refvlm/trp";
import type { Picture } from "@refvlm/vision";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import type { GroundedAnswer } from "./answer.js";
import { EncodedPictures } from "./encoded-pictures.js";
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
}

/**
 * Answers questions in their order. An answer is the same alone and in a batch; each picture is encoded and read once.
 * @throws as `answerTogether` of the engine
 */
export async function answerBatch(
  model: LoadedModel,
  questions: readonly BatchQuestion[],
  { batchSize = 32, ...options }: BatchOptions = {},
): Promise<GroundedAnswer[]> {
  if (questions.length === 0) return [];
  const pictures = [...new Set(questions.map(({ picture }) => picture))];
  const encoded = EncodedPictures.encode(model, pictures, options.onPhase);
  try {
    const answers: GroundedAnswer[] = [];
    for (let first = 0; first < questions.length; first += batchSize) {
      const requests = questions.slice(first, first + batchSize).map(({ picture, ...question }) => ({
        ...question,
        ...options,
        picture: encoded.handle(pictures.indexOf(picture)),
      }));
      for await (const { request, event } of answerTogether(model, requests))
        if (event.type === "end") answers[first + request] = event.answer;
    }
    return answers;
  } finally {
    encoded.dispose();
  }
}
