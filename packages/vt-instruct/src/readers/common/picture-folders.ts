// Where the pictures of a data set lie: one folder or several, found by file name or by COCO's id.
import { existsSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { z } from "zod";
import { RecordError } from "../../files/errors.js";
import { needFolder } from "../../files/source-file.js";
import type { PictureFile } from "../../sample/annotated.js";
import type { Place } from "./checks.js";

/** The option `images`: a folder, or several that are searched in order. */
export const imagesOption = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/**
 * How the name of a file may be written elsewhere than on its disk: as it is; with Windows' backslashes, with its folders
 * or without; with accents in one character or in two, as macOS writes them.
 */
const spelledForms: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.replaceAll("\\", "/"),
  (name) => basename(name.replaceAll("\\", "/")),
  (name) => name.normalize("NFC"),
  (name) => name.normalize("NFD"),
];

/** Opened folders of pictures. */
export class PictureFolders {
  private constructor(private readonly folders: readonly string[]) {}

  /** @throws DatasetError for a folder that does not exist */
  static async open(images: string | readonly string[]): Promise<PictureFolders> {
    const folders = typeof images === "string" ? [images] : images;
    for (const folder of folders) await needFolder(folder, "a folder of pictures");
    return new PictureFolders(folders);
  }

  /** Whether any folder holds one of `names`, as they are. */
  holds(names: readonly string[]): boolean {
    return this.folders.some((folder) => names.some((name) => existsSync(join(folder, basename(name)))));
  }

  /**
   * The first of `names` that any folder holds.
   * @throws RecordError "missing-picture", "path-outside"
   */
  find(names: readonly string[], place: Place): PictureFile {
    const { file, record } = place;
    for (const form of spelledForms)
      for (const folder of this.folders)
        for (const name of names) {
          const path = pathBelow(folder, form(name), place);
          if (existsSync(path)) return { path };
        }
    const detail = `there is no ${names[0]} in ${this.folders.join(" or ")}. Get the pictures, or name their folder.`;
    throw new RecordError(file, record, "missing-picture", detail);
  }
}

/**
 * The path of a file that a data set names. Names are not to be trusted: they may come from anywhere.
 * @throws RecordError "path-outside" for a name that leads out of its folder
 */
export function pathBelow(folder: string, name: string, { file, record }: Place): string {
  const path = join(folder, name);
  if (name.includes("..") && relative(folder, path).split(sep, 1)[0] === "..")
    throw new RecordError(file, record, "path-outside", `"${name}" leads out of its folder ${folder}`);
  return path;
}

/**
 * What the file of a COCO picture may be called: by its id alone since 2017, with its split before.
 * Of a file name its own form comes first, below its folders and without them.
 */
export function cocoNames(idOrFile: number | string): string[] {
  const id = typeof idOrFile === "number" ? String(idOrFile) : /(?:^|[_/])(\d{12})\.jpg$/.exec(idOrFile)?.[1];
  const given = typeof idOrFile === "string" ? [idOrFile, basename(idOrFile)] : [];
  const name = id && `${id.padStart(12, "0")}.jpg`;
  const known = name ? [name, `COCO_train2014_${name}`, `COCO_val2014_${name}`] : [];
  return [...new Set([...given, ...known])];
}
