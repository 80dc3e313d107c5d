// What a caller can get wrong when asking: typed, so that a server can tell whose fault it was.

/** A question that cannot be answered as it is asked: its words, its context or its options. */
export class RequestError extends Error {
  override name = "RequestError";
}

/** Question and history leave the model no room for an answer. */
export class PromptTooLongError extends RequestError {
  override name = "PromptTooLongError";

  /**
   * @param tokens of the history and the question
   * @param excess how many of them are too many
   */
  constructor(
    message: string,
    readonly tokens: number,
    readonly excess: number,
  ) {
    super(message);
  }
}

/** A longest answer that is shorter than the shortest one. */
export class AnswerTooShortError extends RequestError {
  override name = "AnswerTooShortError";

  /** @param shortest tokens of the shortest answer that there is */
  constructor(
    message: string,
    readonly shortest: number,
  ) {
    super(message);
  }
}

/** A question about a picture that is not there, or has been freed. */
export class NoPictureError extends RequestError {
  override name = "NoPictureError";
}

/** JSON that is no answer. */
export class AnswerJsonError extends Error {
  override name = "AnswerJsonError";
}
