// HDF5 files by name and first index: what is needed of one picture is read, never the whole file.
import { open } from "node:fs/promises";
import type { Dataset, File } from "h5wasm";
import { DatasetError, RecordError } from "./errors.js";
import { needPath } from "./source-file.js";

const SIGNATURE = Buffer.from("\x89HDF\r\n\x1a\n", "latin1");

/** An open HDF5 file, as MATLAB writes version 7.3. */
export class Hdf5 {
  private constructor(
    readonly path: string,
    private readonly file: File,
  ) {}

  /** @throws DatasetError for a file that is missing or none */
  static async open(path: string): Promise<Hdf5> {
    await needPath(path, "an HDF5 file");
    if (!(await isHdf5(path))) throw new DatasetError(`${path}: no HDF5 file. Download it again.`);
    const { default: hdf5 } = await import("h5wasm/node");
    const library = await hdf5.ready;
    // Otherwise it would write its errors on the error output.
    library.activate_throwing_error_handler();
    try {
      return new Hdf5(path, new hdf5.File(path, "r"));
    } catch (error) {
      throw new DatasetError(`${path}: no HDF5 file that can be read: ${causeOf(error)}. Download it again.`);
    }
  }

  /** The size of each axis. @throws DatasetError where there is no array of so many axes */
  shape(key: string, axes: number): number[] {
    const { shape } = this.array(key);
    if (shape?.length !== axes) throw new DatasetError(`${this.path}: "${key}" is no array of ${axes} axes.`);
    return shape;
  }

  /**
   * All numbers behind one index of the first axis, or of the whole array, in the file's order.
   * @throws RecordError where they are damaged
   */
  numbers(key: string, index?: number): ArrayLike<number> {
    const array = this.array(key);
    const rest = array.shape!.slice(1).map((): [] => []);
    return this.undamaged(index === undefined ? key : `${key}, ${index}`, () => {
      const numbers: unknown = array.slice([index === undefined ? [] : [index, index + 1], ...rest]);
      if (!ArrayBuffer.isView(numbers)) throw new TypeError("it holds no numbers");
      return numbers as unknown as ArrayLike<number>;
    });
  }

  /** A MATLAB cell array of strings: references to arrays of UTF-16 units. @throws RecordError where one is damaged */
  strings(key: string): string[] {
    return this.undamaged(key, () => {
      const references: unknown = this.array(key).to_array();
      return [references].flat(Number.POSITIVE_INFINITY).map((reference) => {
        const text = this.file.dereference(reference as never) as unknown as Dataset;
        return String.fromCharCode(...(text.value as unknown as Iterable<number>));
      });
    });
  }

  close(): void {
    this.file.close();
  }

  /** The library throws errors of any kind where a file is damaged. */
  private undamaged<T>(record: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      const detail = `it is damaged: ${causeOf(error)}. Download the file again.`;
      throw new RecordError(this.path, record, "damaged-array", detail);
    }
  }

  private array(key: string): Dataset {
    try {
      const entity = this.file.keys().includes(key) ? this.file.get(key) : null;
      if (entity && "shape" in entity && entity.shape) return entity as Dataset;
    } catch (error) {
      throw new DatasetError(`${this.path}: "${key}" is damaged: ${causeOf(error)}. Download the file again.`);
    }
    throw new DatasetError(`${this.path}: holds no array "${key}". Is it the file that the option asks for?`);
  }
}

/** The library tells an error as a trail of its calls; the last of them says what is wrong. */
function causeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return [...message.matchAll(/\(\): (.*)/g)].at(-1)?.[1] ?? message;
}

/** The signature stands at the start, or behind a block of the writer's own: 512 bytes with MATLAB (HDF5 format, II.A). */
async function isHdf5(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    for (const offset of [0, 512]) {
      const { buffer } = await file.read(Buffer.alloc(SIGNATURE.length), 0, SIGNATURE.length, offset);
      if (buffer.equals(SIGNATURE)) return true;
    }
    return false;
  } finally {
    await file.close();
  }
}
