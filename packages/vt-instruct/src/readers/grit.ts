// GRIT: 20 million captions from the web whose noun phrases are linked to boxes (Peng et al. 2023, Kosmos-2; github.com/microsoft/unilm).
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { DatasetError, RecordError } from "../files/errors.js";
import { ParquetRows } from "../files/parquet-rows.js";
import { sizeOfPicture } from "../files/picture-header.js";
import { checkedRecord } from "../files/record-index.js";
import { needPath, parsedJson, recordUtf8 } from "../files/source-file.js";
import { WebDatasetShard } from "../files/web-dataset.js";
import type { AnnotatedPicture, PictureBytes, PictureFile } from "../sample/annotated.js";
import type { Place } from "./common/checks.js";
import { drawnBox } from "./common/clip-box.js";
import { nameOf, nestedSpans } from "./common/grounded-text.js";
import { LabelList } from "./common/label-list.js";
import { imagesOption, PictureFolders } from "./common/picture-folders.js";
import { type Dataset, defineReader } from "./reader.js";

const options = z.strictObject({
  /**
   * What img2dataset made of the published files: `.tar` (WebDataset) or `.parquet` with a column `jpg`; or the
   * published `.parquet` files themselves. Files, or folders of them; in a folder with archives only these count.
   */
  shards: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  /** For Parquet files without pictures: where they lie, as `<id>.jpg`. */
  images: imagesOption.optional(),
});

/** Start and end in the caption, counted in Unicode characters; x1, y1, x2, y2 in shares of the picture; the score. */
const phraseSchema = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]);
type GritPhrase = z.infer<typeof phraseSchema>;

const rowSchema = z.object({
  id: z.union([z.bigint(), z.number(), z.string()]),
  caption: z.string().min(1),
  noun_chunks: z.array(phraseSchema),
  ref_exps: z.array(phraseSchema),
});

/** What a shard says about one picture, not checked yet. */
interface GritEntry {
  readonly row: unknown;
  readonly picture: PictureFile | PictureBytes;
  readonly place: Place;
}

/** One file of the data set. */
interface GritShard {
  readonly path: string;
  readonly size: number;
  /** @throws RecordError */
  entry(index: number): Promise<GritEntry>;
  /** Frees the memory that reading took, and closes its file. */
  rest(): void;
  close(): Promise<void>;
}

/**
 * GRIT. One record is a picture with its caption. Noun phrases ground the caption, longer ones are expressions for the
 * same boxes. Boxes were found by a model, all of a phrase, so they count as told.
 */
export const grit = defineReader({
  name: "grit",
  title: "GRIT: captions from the web whose phrases are linked to boxes",
  licence: "annotations MS-PL (github.com/microsoft/unilm); pictures belong to the owners of the pages they come from",
  options,
  async open({ shards, images }) {
    const folders = images === undefined ? undefined : await PictureFolders.open(images);
    const paths = typeof shards === "string" ? [shards] : shards;
    for (const path of paths) await needPath(path, "a shard or a folder of shards");
    const opened: GritShard[] = [];
    for (const path of paths.flatMap(shardsAt))
      opened.push(path.endsWith(".tar") ? tarShard(path) : await parquetShard(path, folders));
    return new Grit(opened);
  },
});

/** @throws DatasetError for a folder without shards */
function shardsAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).sort();
  for (const ending of [".tar", ".parquet"]) {
    const found = names.filter((name) => name.endsWith(ending));
    if (found.length > 0) return found.map((name) => join(path, name));
  }
  throw new DatasetError(`${path}: there is no .tar or .parquet file. Name the folder of the shards.`);
}

function tarShard(path: string): GritShard {
  const shard = WebDatasetShard.open(path);
  return {
    path,
    size: shard.size,
    rest: () => shard.close(),
    close: async () => shard.close(),
    async entry(index) {
      const { key, files } = shard.read(index);
      const place = { file: path, record: key };
      const [json, extension] = [files.get("json"), ["jpg", "png", "webp"].find((ending) => files.has(ending))];
      if (!json || !extension)
        throw new RecordError(path, key, "missing-picture", `there is no ${json ? "picture" : "json"} of that name`);
      const row = parsedJson(recordUtf8(json, 0, place), place);
      return { row, place, picture: { bytes: files.get(extension)!, name: `${path}: ${key}.${extension}` } };
    },
  };
}

async function parquetShard(path: string, folders: PictureFolders | undefined): Promise<GritShard> {
  const rows = await ParquetRows.open(path, [...Object.keys(rowSchema.shape), ...(folders ? [] : ["jpg"])]);
  return {
    path,
    size: rows.size,
    rest: () => rows.rest(),
    close: () => rows.close(),
    async entry(index) {
      const row = await rows.read(index);
      const place = { file: path, record: `row ${index}` };
      if (row.jpg instanceof Uint8Array)
        return { row, place, picture: { bytes: row.jpg, name: `${path}: row ${index}` } };
      if (folders) return { row, place, picture: folders.find([`${row.id}.jpg`], place) };
      const detail = 'its column "jpg" is empty or missing. Was it downloaded? Or say in "images" where pictures lie.';
      throw new RecordError(path, place.record, "missing-picture", detail);
    },
  };
}

class Grit implements Dataset {
  readonly size: number;
  readonly faults = [];
  #current: GritShard | undefined;

  constructor(private readonly shards: readonly GritShard[]) {
    this.size = shards.reduce((sum, { size }) => sum + size, 0);
  }

  async read(index: number): Promise<AnnotatedPicture> {
    let within = index;
    const shard = this.shards.find(({ size }) => {
      if (within < size) return true;
      within -= size;
      return false;
    })!;
    // Only one shard at a time holds memory and an open file.
    if (this.#current !== shard) this.#current?.rest();
    this.#current = shard;
    return annotated(await shard.entry(within));
  }

  async close(): Promise<void> {
    for (const shard of this.shards) await shard.close();
  }
}

function annotated({ row, picture, place }: GritEntry): AnnotatedPicture {
  const { id, caption, noun_chunks, ref_exps } = checkedRecord(row, rowSchema, place.file, place.record);
  const size = sizeOfPicture(picture, place);
  const { width, height } = size;
  const at = utf16Places(caption);
  const labels = new LabelList();
  const known = new Map<string, number | undefined>();
  /** Undefined, and told, for a phrase whose box or place cannot be used. */
  const spanOf = ([from, to, x1, y1, x2, y2]: GritPhrase) => {
    const [start, end] = [at(from), at(to)];
    if (start === undefined || end === undefined || start >= end) {
      const detail = `the caption has no characters ${from} to ${to}`;
      labels.lose({ fault: new RecordError(place.file, place.record, "wrong-span", detail) });
      return undefined;
    }
    const key = [x1, y1, x2, y2].join();
    if (!known.has(key)) {
      const name = nameOf(caption.slice(start, end));
      const edges = [x1 * width, y1 * height, x2 * width, y2 * height] as const;
      known.set(
        key,
        labels.add(name, () => ({ name, box: drawnBox(edges, width, height, place) })),
      );
    }
    const object = known.get(key);
    return object === undefined ? undefined : { start, end, objects: [object] };
  };
  const found = noun_chunks.map((phrase) => ({ phrase, span: spanOf(phrase) }));
  // Of a phrase one of whose boxes is lost the others would be told as all.
  const broken = new Set(found.flatMap(({ phrase, span }) => (span ? [] : [`${phrase[0]}-${phrase[1]}`])));
  const spans = nestedSpans(
    found.flatMap(({ phrase, span }) => (span && !broken.has(`${phrase[0]}-${phrase[1]}`) ? [span] : [])),
  );
  const expressions = new Map<string, Set<number>>();
  const partial = new Set<string>();
  for (const phrase of ref_exps) {
    const span = spanOf(phrase);
    const text = caption.slice(at(phrase[0]), at(phrase[1]));
    if (span) expressions.set(text, new Set([...(expressions.get(text) ?? []), ...span.objects]));
    else partial.add(text);
  }
  for (const text of partial) expressions.delete(text);
  return {
    id: String(id),
    picture,
    ...size,
    ...labels.told,
    captions: [caption],
    ...(spans.length > 0 && { groundedCaptions: [{ text: caption, spans }] }),
    ...(expressions.size > 0 && {
      expressions: [...expressions].map(([text, meant]) => ({ text, objects: [...meant] })),
    }),
  };
}

/** From a place counted in characters to one in UTF-16 units; undefined outside the text. */
function utf16Places(text: string): (place: number) => number | undefined {
  const places = [0];
  for (const character of text) places.push(places.at(-1)! + character.length);
  return (place) => places[place];
}
