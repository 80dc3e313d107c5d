// Keys of a server: from a file, and from the environment, never from the command line, which everybody on a machine can read.
import { readFile } from "node:fs/promises";
import { QuestionError } from "./errors.js";

/**
 * @param file a key a line; empty lines and those that begin with # are none
 * @throws QuestionError for a file that cannot be read or holds no key
 */
export async function readKeys(file: string | undefined): Promise<string[]> {
  const keys = (process.env.REFVLM_API_KEYS ?? "").split(",").map((key) => key.trim());
  if (file !== undefined) {
    const text = await readFile(file, "utf8").catch((error: Error) => {
      throw new QuestionError(`--keys: "${file}" cannot be read (${error.message}); it must hold a key a line`);
    });
    const own = text.split("\n").map((line) => line.trim());
    const written = own.filter((line) => line !== "" && !line.startsWith("#"));
    if (written.length === 0) throw new QuestionError(`--keys: "${file}" holds no key; write a key a line`);
    keys.push(...written);
  }
  return keys.filter((key) => key !== "");
}
