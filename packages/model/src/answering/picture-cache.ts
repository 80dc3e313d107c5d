// The last few pictures stay encoded: encode once, ask many. A picture in use is never freed under its user.
import { createHash } from "node:crypto";
import type { Picture } from "@refvlm/vision";
import type { EncodedPictures, PictureHandle } from "./encoded-pictures.js";
import { NoPictureError } from "./errors.js";
import type { AnswerOptions } from "./question.js";
import type { Scheduler } from "./scheduler.js";

export interface PictureCacheLimits {
  /** Pictures that are kept while nobody uses them. Default 4. */
  pictures?: number;
  /** Bytes of features, keys and values that all kept ones may take; the one used last is kept anyway. Default: no bound. */
  bytes?: number;
}

interface Entry {
  readonly id: string;
  /** Null while it is being encoded. */
  encoded: EncodedPictures | null;
  readonly ready: Promise<EncodedPictures>;
  users: number;
}

/** A picture on loan; give it back with `release`. */
export interface Loan {
  /** What `find` knows it by. */
  id: string;
  picture: PictureHandle;
  release(): void;
}

/** Pictures by their content, encoded by a scheduler between its steps. */
export class PictureCache {
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();
  /** Pushed out of the cache while somebody was using them. */
  readonly #orphans = new Set<Entry>();
  readonly #closing = new AbortController();
  readonly #limits: Required<PictureCacheLimits>;

  constructor(
    private readonly scheduler: Scheduler,
    { pictures = 4, bytes = Number.POSITIVE_INFINITY }: PictureCacheLimits = {},
  ) {
    this.#limits = { pictures, bytes };
  }

  /** Pictures that are kept, and the bytes they take. */
  get size(): { pictures: number; bytes: number } {
    const kept = [...this.#entries.values()];
    return { pictures: kept.length, bytes: kept.reduce((sum, { encoded }) => sum + (encoded?.bytes ?? 0), 0) };
  }

  /** Lends a picture by its content; whoever asks for one that is being encoded waits for that. */
  async borrow(picture: Picture, options: Pick<AnswerOptions, "onPhase"> = {}): Promise<Loan> {
    const id = pictureId(picture);
    return this.#lend(this.#entries.get(id) ?? this.#begin(id, picture, options));
  }

  /** Lends a picture that is kept; undefined where it has been dropped, or never was. */
  async find(id: string): Promise<Loan | undefined> {
    const entry = this.#entries.get(id);
    return entry && this.#lend(entry);
  }

  /** Frees every picture, in use or not; whoever waits for one is told the reason. */
  dispose(reason: Error = new NoPictureError("the pictures have been freed: encode them again")): void {
    this.#closing.abort(reason);
    for (const { encoded } of [...this.#entries.values(), ...this.#orphans]) encoded?.dispose();
    this.#entries.clear();
    this.#orphans.clear();
  }

  #begin(id: string, picture: Picture, { onPhase }: Pick<AnswerOptions, "onPhase">): Entry {
    const { signal } = this.#closing;
    return { id, encoded: null, ready: this.scheduler.encode([picture], { onPhase, signal }), users: 0 };
  }

  async #lend(entry: Entry): Promise<Loan> {
    this.#entries.delete(entry.id);
    this.#entries.set(entry.id, entry);
    entry.users++;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      entry.users--;
      if (entry.users === 0 && this.#orphans.delete(entry)) entry.encoded?.dispose();
      this.#evict(); // answering may have made it larger
    };
    try {
      entry.encoded = await entry.ready;
    } catch (error) {
      if (this.#entries.get(entry.id) === entry) this.#entries.delete(entry.id);
      throw error;
    }
    if (this.#closing.signal.aborted) {
      entry.encoded.dispose();
      throw this.#closing.signal.reason;
    }
    this.#evict();
    return { id: entry.id, picture: entry.encoded.handle(0), release };
  }

  #evict(): void {
    for (const entry of this.#entries.values()) {
      const { pictures, bytes } = this.size;
      const fits = pictures <= this.#limits.pictures && bytes <= this.#limits.bytes;
      if (fits || this.#entries.size === 1) return;
      this.#entries.delete(entry.id);
      if (entry.users > 0) this.#orphans.add(entry);
      else entry.encoded?.dispose();
    }
  }
}

/** Names a picture by its content: sha256 of its size and pixels, in hexadecimal. */
export function pictureId({ width, height, data }: Picture): string {
  return createHash("sha256").update(`${width}x${height}\n`).update(data).digest("hex");
}
