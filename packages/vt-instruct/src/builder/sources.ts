// The data sets of a build, each opened when it is first needed.

import { DatasetError } from "../files/errors.js";
import { readers } from "../readers/index.js";
import type { Dataset } from "../readers/reader.js";
import type { BuildConfig } from "./config.js";
import { fingerprintOf } from "./fingerprint.js";

/** An opened data set and what its reader says of it. */
export interface OpenSource {
  readonly dataset: Dataset;
  readonly title: string;
  readonly licence: string;
  /** Of the files that the config names. */
  readonly fingerprint: string;
}

/** Opens data sets once each. */
export class Sources {
  readonly #open: Promise<OpenSource>[] = [];

  constructor(private readonly config: BuildConfig) {}

  /** Source number `index` of the config. @throws DatasetError */
  get(index: number): Promise<OpenSource> {
    this.#open[index] ??= this.#opened(index);
    return this.#open[index];
  }

  /** All sources, one after another: opening may take much memory for a while. @throws DatasetError */
  async all(): Promise<OpenSource[]> {
    const opened: OpenSource[] = [];
    for (let i = 0; i < this.config.written.sources.length; i++) opened.push(await this.get(i));
    return opened;
  }

  async close(): Promise<void> {
    for (const source of this.#open) await source?.then(({ dataset }) => dataset.close?.()).catch(() => {});
    this.#open.length = 0;
  }

  async #opened(index: number): Promise<OpenSource> {
    const { reader: word, name = word } = this.config.written.sources[index]!;
    const reader = readers[word]!;
    const { title, licence, options } = reader;
    const files = this.config.files[index];
    try {
      return { title, licence, fingerprint: fingerprintOf(options, files), dataset: await reader.open(files) };
    } catch (error) {
      if (error instanceof DatasetError) throw new DatasetError(`source "${name}" (${title}): ${error.message}`);
      throw error;
    }
  }
}
