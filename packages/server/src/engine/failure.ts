// Whose fault it was: what the engine throws, as a client is told it.
import { AnswerTooShortError, NoPictureError, PromptTooLongError, RequestError } from "@refvlm/model";
import { PictureError } from "@refvlm/vision";
import { ApiError, type Failure } from "../api-error.js";

/** What a client may know; null where the fault is not the client's, and the log alone says what it was. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof ApiError) {
    const { status, message, param, code } = error;
    return { status, message, param, code };
  }
  const bad = (param: string, code: string | null = null, status = 400): Failure => ({
    status,
    message: (error as Error).message,
    param,
    code,
  });
  if (error instanceof PromptTooLongError) return bad("messages", "context_length_exceeded");
  if (error instanceof AnswerTooShortError) return bad("max_completion_tokens");
  if (error instanceof NoPictureError) return bad("messages", "image_not_found", 404);
  if (error instanceof RequestError) return bad("messages");
  if (error instanceof PictureError) return bad("messages", "invalid_image");
  return null;
}

export const INTERNAL: Failure = {
  status: 500,
  message: "the answer failed on the server's side; its log says why",
  param: null,
  code: "internal_error",
};
