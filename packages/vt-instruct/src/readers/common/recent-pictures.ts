// Pictures that were read lately. A build draws each record of a small data set many times; reading it again, parsing it and
// looking for its file costs as much as asking about it.
import type { AnnotatedPicture } from "../../sample/annotated.js";

/** Most labels that are held, 10 MB of outlines: of COCO those of nearly four thousand pictures. */
const MOST_LABELS = 1 << 15;

/** The pictures read last, by the number of their record. */
export class RecentPictures {
  /** The one that was read longest ago comes first. */
  readonly #pictures = new Map<number, AnnotatedPicture>();
  #labels = 0;

  /** @param mostLabels what the held pictures may have together */
  constructor(private readonly mostLabels = MOST_LABELS) {}

  /** The picture of a record, with masks of its own: what is looked at of them is not kept here. */
  get(record: number): AnnotatedPicture | undefined {
    const picture = this.#pictures.get(record);
    if (!picture) return undefined;
    this.#pictures.delete(record);
    this.#pictures.set(record, picture);
    return withOwnMasks(picture);
  }

  /** Takes a picture that nobody has looked at yet. @returns it, as `get` gives it */
  add(record: number, picture: AnnotatedPicture): AnnotatedPicture {
    const labels = labelsOf(picture);
    if (!isLight(picture) || labels > this.mostLabels) return picture;
    for (const [oldest, other] of this.#pictures) {
      if (this.#labels + labels <= this.mostLabels) break;
      this.#pictures.delete(oldest);
      this.#labels -= labelsOf(other);
    }
    this.#pictures.set(record, picture);
    this.#labels += labels;
    return withOwnMasks(picture);
  }
}

function labelsOf({ objects }: AnnotatedPicture): number {
  return 1 + objects.length;
}

/** Whether neither its pixels nor those of its masks and depth are in memory. */
function isLight({ picture, depth, objects }: AnnotatedPicture): boolean {
  return "path" in picture && !depth && objects.every(({ mask, prompts }) => !mask?.hasPixels && !prompts);
}

function withOwnMasks(picture: AnnotatedPicture): AnnotatedPicture {
  const objects = picture.objects.map((object) => (object.mask ? { ...object, mask: object.mask.copy() } : object));
  return { ...picture, objects };
}
