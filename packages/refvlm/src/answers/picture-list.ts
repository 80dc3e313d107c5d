// Which pictures are meant: files, URLs, folders with all below them, globs, and `-` for paths on standard input.
import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { glob, isDynamicPattern } from "tinyglobby";
import { QuestionError } from "../errors.js";
import { isUrl } from "../picture-source.js";

const ENDINGS = ["jpg", "jpeg", "png", "webp", "gif", "tif", "tiff", "avif", "heic", "heif", "jp2", "jxl"];

/** Whether words mean one picture by its own name, and no list. */
export function isOnePicture([path, ...more]: readonly string[]): boolean {
  return path !== undefined && more.length === 0 && path !== "-" && (isUrl(path) || !(isFolder(path) || isGlob(path)));
}

/**
 * The pictures in the order in which they were named, those of a folder or glob by their paths. What is named by itself
 * need not be there: asking about it says so.
 * @throws QuestionError for a folder or glob without a picture
 */
export async function listPictures(words: readonly string[]): Promise<string[]> {
  const listed: string[] = [];
  for (const word of words) listed.push(...(await picturesOf(word)));
  return listed;
}

/** How messages and files call a picture: a data URL by what its data is, not by the data. */
export function pictureLabel(picture: string): string {
  if (!/^data:/i.test(picture)) return picture;
  const digest = createHash("sha256").update(picture).digest("hex").slice(0, 16);
  return `${/^data:[^;,]*/i.exec(picture)![0]};sha256,${digest}`;
}

async function picturesOf(word: string): Promise<string[]> {
  if (word === "-") return linesOfStdin();
  if (isUrl(word)) return [word];
  const options = { caseSensitiveMatch: false, dot: false };
  if (isFolder(word)) {
    const below = await glob(`**/*.{${ENDINGS.join(",")}}`, { ...options, cwd: word });
    if (below.length > 0) return below.sort().map((path) => join(word, path));
    throw new QuestionError(`the folder "${word}" holds no picture (${ENDINGS.join(", ")})`);
  }
  if (!isGlob(word)) return [word];
  const matching = await glob(word, options);
  if (matching.length > 0) return matching.sort();
  throw new QuestionError(`no file matches "${word}"; check the pattern, and keep it in quotes`);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A file whose name looks like a pattern is the file. */
function isGlob(word: string): boolean {
  return !existsSync(word) && isDynamicPattern(word);
}

async function linesOfStdin(): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }))
    if (line.trim() !== "") lines.push(line);
  if (lines.length === 0) throw new QuestionError("standard input names no picture; give one path a line");
  return lines;
}
