// The whole answer to a question, for responses that are not streamed.
import { ApiError } from "../api-error.js";
import type { AnswerNews } from "../engine/messages.js";
import type { Answering } from "../service.js";

export type WholeAnswer = Extract<AnswerNews, { type: "end" }>;

export async function wholeAnswer({ news }: Pick<Answering, "news">): Promise<WholeAnswer> {
  for await (const event of news) if (event.type === "end") return event;
  throw new Error("an answer without end");
}

/** Errors of the question, told by the field in which this request has it. @throws what `work` does */
export async function told<Result>(param: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError) || error.param !== "messages") throw error;
    throw new ApiError({ ...error, message: error.message, param });
  }
}
