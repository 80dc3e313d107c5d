// How files about an answer are called: the picture's name and the question's words; never two alike.
import { basename, extname } from "node:path";
import { isUrl } from "../picture-source.js";

/** Bytes of a picture's name and of words: two of each and an ending are a name that every file system takes (255). */
const LONGEST = { picture: 72, words: 56 };

/** `<picture>-<question>`, for any path, file: URL or data: URL. */
export function answerName(picture: string, question: string): string {
  return `${pictureName(picture) || "picture"}-${slug(question) || "answer"}`;
}

function pictureName(picture: string): string {
  if (/^data:/i.test(picture)) return "";
  const path = isUrl(picture) ? picture.replace(/[?#].*$/s, "") : picture;
  return cut(basename(path, extname(path)), LONGEST.picture);
}

/** Words as a part of a file's name. */
export function slug(text: string): string {
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return cut(words, LONGEST.words).replace(/-+$/, "");
}

/** The beginning of a text, in whole characters of at most so many bytes together. */
function cut(text: string, bytes: number): string {
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString()
    .replace(/\uFFFD+$/, "");
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
