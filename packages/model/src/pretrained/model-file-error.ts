// What is wrong with a file of a model folder.

/** A model folder that cannot be loaded: the message names the file, what is wrong in it, and the way out. */
export class ModelFileError extends Error {
  override readonly name = "ModelFileError";

  /** @param path the file; the message begins with it */
  constructor(
    readonly path: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message.startsWith(path) ? message : `${path}: ${message}`, options);
  }
}

/**
 * Runs what reads a file of a model folder.
 * @throws ModelFileError for whatever it throws; a file that the system cannot give is named with the system's code
 */
export function readingFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    const { message, code } = error as NodeJS.ErrnoException;
    const reason = code ? `cannot be read (${code}); a model folder needs this file` : message;
    throw new ModelFileError(path, reason, { cause: error });
  }
}
