// The objects of a picture as its labels are read: a label that cannot be used is lost and told, and costs no other one.
import { isDeepStrictEqual } from "node:util";
import { RecordError } from "../../files/errors.js";
import type { AnnotatedObject, AnnotatedPicture, LostLabel } from "../../sample/annotated.js";
import type { Place } from "./checks.js";

/** Hears what is left out of a label that is used all the same. */
export type Note = (fault: RecordError) => void;

/** A label as it is written, for data sets that tell everything: of these a label that stands there twice is one object. */
export interface Written {
  readonly place: Place;
  readonly record: unknown;
  /** What tells its mask from that of another object: the published mask, or an id. */
  readonly shape: unknown;
}

/** Collects objects, what was lost, and what was left out. */
export class LabelList {
  readonly objects: AnnotatedObject[] = [];
  readonly #written: (Written | undefined)[] = [];
  readonly #lost: LostLabel[] = [];
  readonly #notes: RecordError[] = [];

  readonly note: Note = (fault) => {
    this.#notes.push(fault);
  };

  /**
   * Reads one label. The same label twice is one object; of two that agree in name and place alone nobody knows whether
   * they are one, so nothing of their name is told completely.
   * @param name what it is called; undefined where that cannot be told
   * @param read gives the object, or throws RecordError: the label is lost then
   * @returns the object's index; undefined for a lost label
   */
  add(name: string | undefined, read: (note: Note) => AnnotatedObject, written?: Written): number | undefined {
    const object = attempt(
      (fault) => this.lose({ ...(name !== undefined && { name }), fault }),
      () => read(this.note),
    );
    if (!object) return undefined;
    const twin = written ? this.objects.findIndex((_, i) => this.#isTwin(i, object, written)) : -1;
    if (twin >= 0) {
      if (isDeepStrictEqual(bare(this.#written[twin]!.record), bare(written!.record))) return twin;
      const { file, record } = written!.place;
      const detail = `another label of "${object.name}" has the same place: one object or two?`;
      this.lose({ name: object.name, fault: new RecordError(file, record, "doubled-label", detail) });
    }
    this.#written.push(written);
    return this.objects.push(object) - 1;
  }

  /** Whether two labels may be one object: of one name, and of one box or mask. */
  #isTwin(index: number, other: AnnotatedObject, { shape }: Written): boolean {
    const [one, written] = [this.objects[index]!, this.#written[index]];
    if (one.name !== other.name || !one.crowd !== !other.crowd || !written) return false;
    if (one.box.every((edge, i) => edge === other.box[i])) return true;
    return !!one.mask && !!other.mask && isDeepStrictEqual(written.shape, shape);
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

/** What a label says of the object itself. */
function bare(record: unknown): unknown {
  if (typeof record !== "object" || record === null) return record;
  const { id, category_id, ...rest } = record as Record<string, unknown>;
  return rest;
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
