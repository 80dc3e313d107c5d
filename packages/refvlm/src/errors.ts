// Errors of the library: one clear message each, with the way out.

/** A network that was asked for by a name or folder that is not there. */
export class ModelNotFoundError extends Error {
  override name = "ModelNotFoundError";
}

/** A question, picture or option that cannot be used as it is. */
export class QuestionError extends Error {
  override name = "QuestionError";
}

/** Something was asked of a network that has been disposed. */
export class DisposedError extends Error {
  override name = "DisposedError";
}

/** A file that holds no answer: missing, unreadable, too large or no text. */
export class AnswerFileError extends Error {
  override name = "AnswerFileError";
}
