// Whether weights fit into memory: said before any are made anew, since the system would end the process in the midst of it.
import { type DType, ELEMENT_BYTES, type Tensor } from "@refvlm/torch";
import { byteSize } from "./byte-size.js";
import { ModelFileError } from "./model-file-error.js";

/**
 * Warns where mapped weights take more memory than is free: then whatever does not fit is read from the disk for every token.
 * @param path of the weights
 * @param tensors as they are stored; those of another type of float are made anew, the others stay mapped
 * @param mapped further ones, which stay as they are
 * @throws ModelFileError where less memory is free than those take that are made anew as `dtype`
 */
export function checkFreeMemory(
  path: string,
  tensors: readonly Tensor[],
  dtype: DType,
  mapped: readonly Tensor[] = [],
): void {
  const isAnew = (tensor: Tensor) => tensor.dtype.includes("float") && tensor.dtype !== dtype;
  const anew = tensors.filter(isAnew).reduce((sum, { numel }) => sum + numel * ELEMENT_BYTES[dtype], 0);
  const kept = [...mapped, ...tensors.filter((tensor) => !isAnew(tensor))];
  const all = kept.reduce((sum, { numel, dtype: stored }) => sum + numel * ELEMENT_BYTES[stored], anew);
  const free = process.availableMemory();
  if (anew > free)
    throw new ModelFileError(
      path,
      `as ${dtype} its weights take ${byteSize(anew)} of memory, and ${byteSize(free)} are free: make room, or load it from the library with dtype "auto", which leaves them mapped as they are stored`,
    );
  if (all > free)
    process.emitWarning(
      `${path}: the weights take ${byteSize(all)}, and ${byteSize(free)} of memory are free: what does not fit is read from the disk for every token, which is slow; make room`,
      { type: "Memory" },
    );
}
