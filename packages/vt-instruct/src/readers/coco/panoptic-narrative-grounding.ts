// Panoptic Narrative Grounding: long captions whose nouns mean segments of COCO panoptic (arXiv 2109.04988).
import { z } from "zod";
import { RecordError } from "../../files/errors.js";
import { JsonRecords } from "../../files/json-records.js";
import { RecordIndex } from "../../files/record-index.js";
import type { AnnotatedPicture, GroundedCaption, ObjectName } from "../../sample/annotated.js";
import { LabelList, type Note } from "../common/label-list.js";
import { imagesOption, PictureFolders } from "../common/picture-folders.js";
import { type Dataset, defineReader } from "../reader.js";
import { pictureOf } from "./coco-file.js";
import { PanopticFile } from "./panoptic-file.js";

const optionsSchema = z.strictObject({
  images: imagesOption,
  /** `png_coco_train2017.json` or `png_coco_val2017.json`. */
  narratives: z.string(),
  /** COCO's panoptic file and maps of the same split. */
  panoptic: z.strictObject({ json: z.string(), folder: z.string() }),
});

/** Ids are written as text. */
const idSchema = z.coerce.number().int();
const narrativeSchema = z.object({
  image_id: idSchema,
  caption: z.string(),
  segments: z.array(z.object({ utterance: z.string(), segment_ids: z.array(idSchema), noun: z.boolean() })),
});
type Narrative = z.infer<typeof narrativeSchema>;
/** Objects by segment id. */
type Places = ReadonlyMap<number, number | undefined>;

/** A picture carries all narratives about it. */
export const png = defineReader({
  name: "png",
  title: "Panoptic Narrative Grounding",
  licence: "narratives and COCO annotations CC BY 4.0; every picture under its own Flickr licence",
  options: optionsSchema,
  async open({ images, narratives, panoptic }) {
    const folders = await PictureFolders.open(images);
    return new NarrativeGrounding(
      folders,
      JsonRecords.open(narratives),
      await PanopticFile.open(panoptic.json, panoptic.folder),
    );
  },
});

class NarrativeGrounding implements Dataset {
  readonly faults: readonly RecordError[];
  readonly #narratives: RecordIndex<number>;
  readonly #ids: readonly number[];
  readonly #exhaustive: readonly ObjectName[];

  constructor(
    private readonly images: PictureFolders,
    private readonly records: JsonRecords,
    private readonly panoptic: PanopticFile,
  ) {
    this.#narratives = new RecordIndex(
      records,
      "",
      narrativeSchema.pick({ image_id: true }).transform((n) => n.image_id),
    );
    this.#ids = this.#narratives.keys;
    this.#exhaustive = panoptic.file.things;
    this.faults = [...panoptic.file.faults, ...this.#narratives.faults];
  }

  get size(): number {
    return this.#ids.length;
  }

  read(index: number): AnnotatedPicture {
    const id = this.#ids[index]!;
    const { file } = this.panoptic;
    const image = file.image(id);
    if (!image) throw this.fault(id, "unknown-picture", `${file.path} has no image with this id`);
    const labels = new LabelList();
    const places = this.panoptic.addSegments(image, labels);
    const narratives = this.#narratives.get(id, narrativeSchema);
    return {
      id: String(id),
      ...pictureOf(this.images, image, file.path),
      groundedCaptions: narratives.map((narrative) => this.grounded(narrative, places, labels.note)),
      ...labels.told,
      exhaustive: this.#exhaustive,
    };
  }

  async close(): Promise<void> {
    await this.records.close();
    await this.panoptic.file.close();
  }

  /** The utterances of a narrative stand in its caption one after another. */
  private grounded({ image_id, caption, segments }: Narrative, places: Places, note: Note): GroundedCaption {
    const spans: GroundedCaption["spans"][number][] = [];
    let end = 0;
    for (const { utterance, segment_ids, noun } of segments) {
      const words = utterance.trim();
      const start = caption.indexOf(words, end);
      const grounded = noun && segment_ids.length > 0;
      if (start < 0) {
        if (grounded) note(this.fault(image_id, "lost-phrase", `its caption has no "${words}" in this place`));
        continue;
      }
      end = start + words.length;
      if (!grounded) continue;
      // Some of what a noun means would be told as all of it.
      const lost = segment_ids.find((segment) => places.get(segment) === undefined);
      if (lost === undefined) spans.push({ start, end, objects: segment_ids.map((segment) => places.get(segment)!) });
      else {
        const detail = `its panoptic annotation has no segment ${lost} that can be used`;
        note(this.fault(image_id, "unknown-segment", detail));
      }
    }
    return { text: caption, spans };
  }

  private fault(image: number, reason: string, detail: string): RecordError {
    return new RecordError(this.records.path, `narrative of image ${image}`, reason, detail);
  }
}
