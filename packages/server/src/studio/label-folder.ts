// A folder of pictures that is being labelled: what was said of each is a line of a file beside them, so that nothing is lost.
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, extname, join, sep } from "node:path";
import { z } from "zod";
import { ApiError } from "../api-error.js";

export const LABELS_FILE = "refvlm-labels.jsonl";

const types: Record<string, string> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
  ".gif": "image/gif",
  ".avif": "image/avif",
};

/** What is kept of a picture; the last line of a picture counts. */
export const labelSchema = z.strictObject({
  picture: z.string().max(1000).describe("its path inside the folder"),
  state: z.enum(["answered", "accepted", "failed"]),
  question: z.string().max(10_000).optional(),
  text: z.string().max(100_000).optional(),
  error: z.string().max(1000).optional(),
  image: z.strictObject({ width: z.int().min(1), height: z.int().min(1) }).optional(),
  instances: z
    .array(
      z
        .object({
          phrase: z.string(),
          triplet: z.int(),
          index: z.int(),
          score: z.number(),
          units: z.array(z.unknown()),
        })
        .catchall(z.unknown()),
    )
    .max(10_000)
    .optional(),
  model: z.string().max(200).optional(),
});
export type Label = z.infer<typeof labelSchema>;

export class LabelFolder {
  readonly #folder: string;
  readonly #file: string;
  readonly #labels = new Map<string, Label>();
  #pictures: ReadonlySet<string> = new Set();

  /** @throws Error for a folder that cannot be read, and for a line of its labels that is none */
  constructor(folder: string) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      throw new Error(`there is no folder "${folder}": name one with the pictures that are to be labelled`);
    this.#folder = realpathSync(folder);
    this.#file = join(this.#folder, LABELS_FILE);
    if (!existsSync(this.#file)) return;
    const lines = readFileSync(this.#file, "utf8").split("\n");
    // What follows the last line break was being written when a process ended: nobody was told that it is kept.
    const begun = lines.pop()!;
    for (const [i, line] of lines.entries()) if (line.trim() !== "") this.#read(line, i + 1);
    if (begun !== "") this.#append("\n");
  }

  get name(): string {
    return basename(this.#folder);
  }

  /** As the folder is now, by their paths inside it. */
  pictures(): string[] {
    const names = (readdirSync(this.#folder, { recursive: true }) as string[])
      .filter((path) => extname(path).toLowerCase() in types)
      .filter((path) => this.#isInside(path))
      .map((path) => path.split(sep).join("/"))
      .sort(new Intl.Collator("en", { numeric: true }).compare);
    this.#pictures = new Set(names);
    return names;
  }

  /** @throws ApiError 404 for what is no picture of the folder */
  picture(name: string): { bytes: Buffer; type: string } {
    this.#check(name);
    return {
      bytes: readFileSync(join(this.#folder, name)),
      type: types[extname(name).toLowerCase()],
    };
  }

  label(name: string): Label | undefined {
    return this.#labels.get(name);
  }

  /** Kept when it returns. @throws ApiError 404 for what is no picture of the folder */
  keep(label: Label): void {
    this.#check(label.picture);
    this.#append(`${JSON.stringify(label)}\n`);
    this.#labels.set(label.picture, label);
  }

  /** A link may lead anywhere, or nowhere: what does not lie in the folder is not shown. */
  #isInside(path: string): boolean {
    const full = join(this.#folder, path);
    return existsSync(full) && statSync(full).isFile() && realpathSync(full).startsWith(`${this.#folder}${sep}`);
  }

  #check(name: string): void {
    if (this.#pictures.has(name) || this.pictures().includes(name)) return;
    throw new ApiError({ status: 404, message: "the folder has no such picture", param: "picture", code: "not_found" });
  }

  /** A line that breaks off was being written when a process ended; the next process went on behind it. */
  #read(line: string, number: number): void {
    const json = parsed(line);
    if (json === undefined && line.startsWith("{")) return;
    const { data } = labelSchema.safeParse(json);
    if (!data) throw new Error(`${LABELS_FILE}, line ${number}: this is no label of the studio; move the file away`);
    this.#labels.set(data.picture, data);
  }

  #append(text: string): void {
    const file = openSync(this.#file, "a");
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}

/** Undefined for what is no JSON. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
