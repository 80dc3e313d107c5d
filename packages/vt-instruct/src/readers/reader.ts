// The seam between published data sets and the builder: a data set opened for random access, one picture at a time.
import { z } from "zod";
import { DatasetError, RecordError } from "../files/errors.js";
import type { AnnotatedPicture } from "../sample/annotated.js";
import { withoutBlanks } from "./common/blank-texts.js";
import { RecentPictures } from "./common/recent-pictures.js";

/** A data set opened for reading. What it keeps in memory does not grow with what has been read. */
export interface Dataset {
  /** Number of records. */
  readonly size: number;
  /** Records that were found to be unusable when the files were opened, e.g. duplicate ids. */
  readonly faults: readonly RecordError[];
  /**
   * Record number `index`; the same one on every machine.
   * @throws RecordError for a record that cannot be used
   */
  read(index: number): AnnotatedPicture | Promise<AnnotatedPicture>;
  /** Closes open files. */
  close?(): Promise<void>;
}

/** An option of plain words. Every other free string among a reader's options is a path, told from the build config. */
export const plainText = () => z.string().meta({ plainText: true });

/** A data set whose pictures have no texts that say nothing, and which reads none again that it has read lately. */
function soundTexts(data: Dataset): Dataset {
  const recent = new RecentPictures();
  return {
    size: data.size,
    faults: data.faults,
    read(index) {
      const known = recent.get(index);
      if (known) return known;
      const keep = (picture: AnnotatedPicture) => recent.add(index, withoutBlanks(picture));
      const picture = data.read(index);
      return picture instanceof Promise ? picture.then(keep) : keep(picture);
    },
    close: async () => data.close?.(),
  };
}

/** How one published format is read. */
export interface Reader<Options = unknown> {
  /** The word in build configs, e.g. "coco". */
  readonly name: string;
  /** What it reads, for `refvlm build --list`. */
  readonly title: string;
  /** Where the data set comes from and under which terms, for manifests. */
  readonly licence: string;
  readonly options: z.ZodType<Options>;
  /** @throws DatasetError */
  open(options: Options): Promise<Dataset>;
}

/**
 * A reader whose options have their schema's type. What it needs from a record when it opens its files, e.g. the list
 * of names, is a fault of the whole data set.
 */
export function defineReader<Options>(reader: Reader<Options>): Reader<Options> {
  const open = async (options: Options) => {
    try {
      return soundTexts(await reader.open(options));
    } catch (error) {
      throw error instanceof RecordError ? new DatasetError(error.message) : error;
    }
  };
  return { ...reader, open };
}
