// Whether what loading makes anew fits into memory: said before it is made, since the system would end the process in the midst of it.
import { type DType, ELEMENT_BYTES, type Tensor } from "@refvlm/torch";
import { ModelFileError } from "./model-file-error.js";

/**
 * @param path of the weights
 * @param tensors as they are stored; those of another type of float are made anew, the others stay mapped and need nothing
 * @throws ModelFileError where less memory is free than they take as `dtype`
 */
export function checkFreeMemory(path: string, tensors: Iterable<Tensor>, dtype: DType): void {
  const bytes = [...tensors]
    .filter((tensor) => tensor.dtype.includes("float") && tensor.dtype !== dtype)
    .reduce((sum, { numel }) => sum + numel * ELEMENT_BYTES[dtype], 0);
  const free = process.availableMemory();
  const gigabytes = (count: number) => `${(count / 1e9).toFixed(2)} GB`;
  if (bytes > free)
    throw new ModelFileError(
      path,
      `as ${dtype} its weights take ${gigabytes(bytes)} of memory, and ${gigabytes(free)} are free: make room, or load it with dtype "auto", which leaves them mapped as they are stored`,
    );
}
