// A file mapped into memory, from which tensors are made without reading it.
import { type DType, dtypeCode, ELEMENT_BYTES } from "./dtype.js";
import { native } from "./loader.js";
import { Tensor } from "./tensor.js";

/**
 * A read-only mapping. Writing to a tensor made from it changes that memory only, never the file. A file that is cut short
 * while tensors look at it takes their values away: whatever reads them then throws and names the file.
 */
export class MappedFile {
  readonly size: number;
  readonly #id: number;
  #closed = false;

  /** Throws with the path and the system's words when the file cannot be opened. */
  constructor(path: string) {
    [this.#id, this.size] = native.mapFile(path);
  }

  /** A view of the file's bytes as a tensor, a copy where they are not aligned. Throws beyond the end of the file. */
  tensor(byteOffset: number, dtype: DType, shape: readonly number[]): Tensor {
    return new Tensor(native.tensorFromMap(this.#id, byteOffset, dtypeCode(dtype), shape));
  }

  /** Whether `tensor` looks at the file itself: a processor reads numbers at multiples of their width. */
  static isAligned(byteOffset: number, dtype: DType): boolean {
    return byteOffset % ELEMENT_BYTES[dtype] === 0;
  }

  /** Tensors made from it keep the memory until they are freed themselves. */
  close(): void {
    if (!this.#closed) native.unmapFile(this.#id);
    this.#closed = true;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
