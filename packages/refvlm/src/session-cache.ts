// The last few pictures stay encoded: encode once, ask many. A session in use is never freed under its user.
import { createHash } from "node:crypto";
import { type AnswerOptions, type LoadedModel, PictureSession } from "@refvlm/model";
import type { Picture } from "@refvlm/vision";

interface Entry {
  readonly key: string;
  readonly session: PictureSession;
  users: number;
}

/** A session on loan; give it back with `release`. */
export interface Loan {
  session: PictureSession;
  release(): void;
}

export class SessionCache {
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();
  /** Pushed out of the cache while somebody was using them. */
  readonly #orphans = new Set<Entry>();

  constructor(
    private readonly model: LoadedModel,
    private readonly capacity: number,
  ) {}

  /** The session of a picture, by its content. */
  borrow(picture: Picture, options: Pick<AnswerOptions, "onPhase"> = {}): Loan {
    const key = contentKey(picture);
    const open = () => PictureSession.open(this.model, [picture], options);
    const entry = this.#entries.get(key) ?? { key, session: open(), users: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.users++;
    this.#evict();
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      entry.users--;
      if (entry.users === 0 && this.#orphans.delete(entry)) entry.session.dispose();
    };
    return { session: entry.session, release };
  }

  /** Frees every session, in use or not. */
  dispose(): void {
    for (const { session } of [...this.#entries.values(), ...this.#orphans]) session.dispose();
    this.#entries.clear();
    this.#orphans.clear();
  }

  #evict(): void {
    for (const entry of this.#entries.values()) {
      if (this.#entries.size <= this.capacity) return;
      this.#entries.delete(entry.key);
      if (entry.users > 0) this.#orphans.add(entry);
      else entry.session.dispose();
    }
  }
}

function contentKey({ width, height, data }: Picture): string {
  return createHash("sha1").update(`${width}x${height}\n`).update(data).digest("base64");
}
