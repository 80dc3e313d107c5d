// The objects of a picture as its labels are read: a label that cannot be used is lost and told, and costs no other one.
import { isDeepStrictEqual } from "node:util";
import { RecordError } from "../../files/errors.js";
import type { AnnotatedObject, AnnotatedPicture, LostLabel } from "../../sample/annotated.js";

/** Hears what is left out of a label that is used all the same. */
export type Note = (fault: RecordError) => void;

/** Collects objects, what was lost, and what was left out. */
export class LabelList {
  readonly objects: AnnotatedObject[] = [];
  readonly #shapes: unknown[] = [];
  readonly #lost: LostLabel[] = [];
  readonly #notes: RecordError[] = [];

  readonly note: Note = (fault) => {
    this.#notes.push(fault);
  };

  /**
   * Reads one label. The same label twice is one object.
   * @param name what it is called; undefined where that cannot be told
   * @param shape what tells its mask from that of another object, e.g. the published polygons
   * @param read gives the object, or throws RecordError: the label is lost then
   * @returns the object's index; undefined for a lost label
   */
  add(name: string | undefined, read: (note: Note) => AnnotatedObject, shape?: unknown): number | undefined {
    let object: AnnotatedObject;
    try {
      object = read(this.note);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      this.lose({ ...(name !== undefined && { name }), fault: error });
      return undefined;
    }
    const twin = this.objects.findIndex((other, i) => isTwin(other, this.#shapes[i], object, shape));
    if (twin < 0) {
      this.#shapes.push(shape);
      return this.objects.push(object) - 1;
    }
    // What one of them lacks, the other may have.
    if (object.mask) this.#shapes[twin] = shape;
    this.objects[twin] = { ...this.objects[twin], ...object };
    return twin;
  }

  /** What `read` gives of several labels together; undefined where it throws RecordError: nobody knows what is lost then. */
  attempt<T>(read: () => T): T | undefined {
    return attempt((fault) => this.lose({ fault }), read);
  }

  lose(...labels: readonly LostLabel[]): void {
    this.#lost.push(...labels);
  }

  /** What a picture says of its labels. */
  get told(): Pick<AnnotatedPicture, "objects" | "lost" | "notes"> {
    const [lost, notes] = [this.#lost, this.#notes];
    return { objects: this.objects, ...(lost.length > 0 && { lost }), ...(notes.length > 0 && { notes }) };
  }
}

/** Whether two labels are one object twice: of one name, and of one mask or, where one has none, of one box. */
function isTwin(one: AnnotatedObject, oneShape: unknown, other: AnnotatedObject, otherShape: unknown): boolean {
  if (one.name !== other.name || !one.crowd !== !other.crowd) return false;
  if (one.unnamed || !one.box.every((edge, i) => edge === other.box[i])) {
    // A box that was made from the mask may differ a little from a published one.
    return !one.unnamed && oneShape !== undefined && isDeepStrictEqual(oneShape, otherShape) && !!one.mask;
  }
  return !one.mask || !other.mask || isDeepStrictEqual(oneShape, otherShape);
}

/** What `read` gives; undefined, and noted, where it cannot be used. */
export function attempt<T>(note: Note, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    note(error);
    return undefined;
  }
}
