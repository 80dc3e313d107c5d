// Flickr30k Entities: captions whose phrases are linked to boxes (Plummer et al. 2015; github.com/BryanPlummer/flickr30k_entities).
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { DatasetError, RecordError } from "../files/errors.js";
import { needFolder, recordText } from "../files/source-file.js";
import { listLines } from "../files/walk-folder.js";
import type { AnnotatedPicture, GroundedCaption } from "../sample/annotated.js";
import { checkedBox, type Place } from "./common/checks.js";
import { GroundedText, nameOf, withoutLooseMarks } from "./common/grounded-text.js";
import { LabelList } from "./common/label-list.js";
import { imagesOption, PictureFolders } from "./common/picture-folders.js";
import { type Dataset, defineReader } from "./reader.js";

const options = z.strictObject({
  images: imagesOption,
  /** Folder `Sentences`: one text file a picture, one caption a line. */
  sentences: z.string(),
  /** Folder `Annotations`: one XML file a picture. */
  annotations: z.string(),
  /** `train.txt`, `val.txt` or `test.txt`: one picture a line. Default: all pictures. */
  split: z.string().optional(),
  /** `UNRELATED_CAPTIONS`: captions that do not tell of their picture, left out where the list is given. */
  unrelated: z.string().optional(),
});

/**
 * Flickr30k Entities. One record is a picture with its five captions. Phrases without a box (scenes, what is not seen)
 * are plain words. An object is named by the first phrase that means it and nothing else, or by its kind.
 */
export const flickr30kEntities = defineReader({
  name: "flickr30k-entities",
  title: "Flickr30k Entities: captions whose phrases are linked to boxes",
  licence: "annotations for research; pictures under Flickr's terms of use, for non-commercial research and education",
  options,
  async open({ images, sentences, annotations, split, unrelated }) {
    const folders = await PictureFolders.open(images);
    await needFolder(annotations, "the folder Annotations");
    await needFolder(sentences, "the folder Sentences");
    const ids = split === undefined ? await idsIn(sentences) : await listLines(split);
    const strangers = unrelated === undefined ? new Set<string>() : await unrelatedIn(unrelated);
    return new Flickr30kEntities(folders, sentences, annotations, ids, strangers);
  },
});

async function idsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".txt"));
  return names.map((name) => name.slice(0, -4)).sort((a, b) => Number(a) - Number(b));
}

/** "<picture> <number of its caption>" for each, counted from 1. */
async function unrelatedIn(list: string): Promise<ReadonlySet<string>> {
  return new Set((await listLines(list)).map((line) => line.replace(/\s+/g, " ")));
}

class Flickr30kEntities implements Dataset {
  readonly faults = [];

  constructor(
    private readonly images: PictureFolders,
    private readonly sentences: string,
    private readonly annotations: string,
    private readonly ids: readonly string[],
    private readonly strangers: ReadonlySet<string>,
  ) {
    if (ids.length === 0) throw new DatasetError(`${sentences}: there is no picture. Is it the folder Sentences?`);
  }

  get size(): number {
    return this.ids.length;
  }

  read(index: number): AnnotatedPicture {
    const id = this.ids[index]!;
    const place = { file: join(this.annotations, `${id}.xml`), record: `picture ${id}` };
    const { width, height, boxes } = parseAnnotations(recordText(place), place);
    const lines = recordText({ ...place, file: join(this.sentences, `${id}.txt`) }).split("\n");
    const related = lines.filter((line, i) => line.trim() !== "" && !this.strangers.has(`${id} ${i + 1}`));
    const captions = related.map(parseSentence);
    const phrases = captions.flat().filter(({ chain }) => chain !== undefined);
    const labels = new LabelList();
    const objects = boxes.map(({ box, chains }) => {
      const alone = chains.find((chain) => boxes.filter((other) => other.chains.includes(chain)).length === 1);
      const phrase = phrases.find(({ chain }) => chain === (alone ?? chains[0]));
      const name = alone !== undefined && phrase ? nameOf(phrase.words) : kindName(phrase?.kinds);
      const named = name === undefined ? { name: "object", unnamed: true } : { name };
      return labels.add(name, () => ({ ...named, box: checkedBox(box, width, height, place) }));
    });
    /** None where one of them is lost: the others would be told as all. */
    const objectsOf = (chain: string | undefined) => {
      const meant = objects.filter((_, i) => chain !== undefined && boxes[i]!.chains.includes(chain));
      return meant.includes(undefined) ? [] : [...new Set(meant as number[])];
    };
    const grounded = captions.map((pieces): GroundedCaption => {
      const text = new GroundedText();
      for (const { words, chain } of pieces) text.phrase(words, objectsOf(chain));
      return text.caption();
    });
    const descriptions = phrases.flatMap(({ words, chain }) => {
      const [object, ...others] = objectsOf(chain);
      return object === undefined || others.length > 0 ? [] : [{ object, text: words }];
    });
    return {
      id,
      picture: this.images.find([`${id}.jpg`], place),
      width,
      height,
      ...labels.told,
      exhaustive: [],
      captions: grounded.map(({ text }) => text),
      groundedCaptions: grounded.filter(({ spans }) => spans.length > 0),
      ...(descriptions.length > 0 && { descriptions }),
    };
  }
}

/** Words of a caption; with a chain, those of a phrase that means its boxes. */
interface Piece {
  readonly words: string;
  readonly chain?: string;
  /** What the phrase is about: "people", "clothing", ... */
  readonly kinds?: string;
}

/** `[/EN#283585/people A young child] is wearing [/EN#283587/clothing blue goggles] .` */
function parseSentence(line: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of line.matchAll(/\[\/EN#(\d+)((?:\/[^\s\]]+)+) ([^\]]*)\]/g)) {
    const [whole, chain, kinds, words] = match as unknown as [string, string, string, string];
    pieces.push({ words: line.slice(end, match.index) }, { words, chain, kinds: kinds.slice(1) });
    end = match.index + whole.length;
  }
  pieces.push({ words: line.slice(end) });
  return pieces.map((piece) => ({ ...piece, words: withoutLooseMarks(piece.words) }));
}

const kindNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    people: "person",
    clothing: "piece of clothing",
    bodyparts: "body part",
    animals: "animal",
    vehicles: "vehicle",
    instruments: "instrument",
  }),
);

/** What one of several things is called that only have a name together: "Two young guys" are two of "person". */
function kindName(kinds = ""): string | undefined {
  const kind = kinds.split("/").find((word) => kindNames.has(word));
  return kind && kindNames.get(kind);
}

interface ParsedAnnotations {
  readonly width: number;
  readonly height: number;
  /** A box and the chains that it belongs to. */
  readonly boxes: readonly { readonly box: readonly [number, number, number, number]; readonly chains: string[] }[];
}

/**
 * The XML of one picture, in the layout of Pascal VOC. Its corners are pixels counted from 1, the last one included.
 * @throws RecordError "wrong-xml"
 */
function parseAnnotations(xml: string, { file, record }: Place): ParsedAnnotations {
  const corner = (text: string, tag: string) =>
    Number(new RegExp(`<${tag}>\\s*(-?[\\d.]+)\\s*</${tag}>`).exec(text)?.[1] ?? Number.NaN);
  const number = (text: string, tag: string) => {
    const value = corner(text, tag);
    if (Number.isFinite(value)) return value;
    throw new RecordError(file, record, "wrong-xml", `there is no number <${tag}>. Download the file again.`);
  };
  const boxes = [...xml.matchAll(/<object>(.*?)<\/object>/gs)].flatMap(([, object]) => {
    const corners = /<bndbox>(.*?)<\/bndbox>/s.exec(object!)?.[1];
    if (corners === undefined) return [];
    const chains = [...object!.matchAll(/<name>\s*(.*?)\s*<\/name>/g)].map(([, name]) => name!);
    const [left, top] = [corner(corners, "xmin") - 1, corner(corners, "ymin") - 1];
    return [{ box: [left, top, corner(corners, "xmax"), corner(corners, "ymax")] as const, chains }];
  });
  return { width: number(xml, "width"), height: number(xml, "height"), boxes };
}
