// How files about an answer are called: the picture's name and the question's words; never two alike.
import { basename, extname } from "node:path";

/** `<picture>-<question>`, for any path, file: URL or data: URL. */
export function answerName(picture: string, question: string): string {
  const stem = /^data:/i.test(picture) ? "picture" : basename(picture.replace(/[?#].*$/s, ""), extname(picture));
  return `${stem || "picture"}-${slug(question) || "answer"}`;
}

/** Words as a part of a file's name. */
export function slug(text: string): string {
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return words.slice(0, 48).replace(/-+$/, "");
}

/** Names that have been given, with how often. */
export class Names {
  readonly #given = new Set<string>();

  /** The name itself the first time, then with `-2`, `-3`, … */
  unlike(name: string): string {
    let own = name;
    for (let i = 2; this.#given.has(own.toLowerCase()); i++) own = `${name}-${i}`;
    this.#given.add(own.toLowerCase());
    return own;
  }
}
