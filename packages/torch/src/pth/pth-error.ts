// What is wrong with a checkpoint.

/** A checkpoint that is damaged, or holds more than tensors and plain data; the message says where. */
export class PthError extends Error {
  override readonly name = "PthError";
}
