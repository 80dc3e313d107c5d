// Python pickles as data: an interpreter of the opcodes that build values and of no opcode that runs Python.
import { steps } from "./opcodes.js";
import { Unpickler } from "./unpickler.js";
import { PickleError, type PickleHost, PickleObject, type PickleValue } from "./values.js";

export {
  isDictionary,
  type PickleDictionary,
  PickleError,
  type PickleHost,
  PickleObject,
  type PickleValue,
} from "./values.js";

/** Lists inside lists inside dictionaries: data sets and checkpoints need five. */
const MAX_DEPTH = 100;

/**
 * Reads protocols 0 to 4 (and the data of 5). Time and memory are linear in the length of `bytes`.
 * @param host what imports and outside objects stand for; without it plain data only
 * @throws PickleError naming the byte; for a pickle that imports or calls something it names what
 */
export function readPickle(bytes: Uint8Array, host: PickleHost | null = null): PickleValue {
  return readPickleAt(bytes, 0, host).value;
}

/** Reads the pickle that begins at a byte; `end` is the byte after it. @throws as `readPickle` */
export function readPickleAt(
  bytes: Uint8Array,
  start: number,
  host: PickleHost | null = null,
): { value: PickleValue; end: number } {
  const pickle = new Unpickler(bytes, start, host);
  for (;;) {
    const at = pickle.position;
    const opcode = pickle.byte();
    if (opcode === 0x2e) break;
    const step = steps[opcode];
    if (!step) {
      const shown = opcode > 0x20 && opcode < 0x7f ? `"${String.fromCharCode(opcode)}"` : `0x${opcode.toString(16)}`;
      throw new PickleError(`byte ${at}: ${shown} is no opcode of plain data`);
    }
    step(pickle);
  }
  const value = pickle.pop();
  checkDepth(value);
  return { value, end: pickle.position };
}

/** Refuses what readers could lose themselves in: values that hold themselves, and endless nesting. */
function checkDepth(value: PickleValue): void {
  const done = new Set<object>();
  const open = new Set<object>();
  const visit = (inner: PickleValue, depth: number): void => {
    if (
      typeof inner !== "object" ||
      inner === null ||
      inner instanceof Uint8Array ||
      inner instanceof PickleObject ||
      done.has(inner)
    )
      return;
    if (open.has(inner)) throw new PickleError("a list or dictionary holds itself");
    if (depth > MAX_DEPTH) throw new PickleError(`lists and dictionaries are nested more than ${MAX_DEPTH} deep`);
    open.add(inner);
    for (const child of Array.isArray(inner) ? inner : Object.values(inner)) visit(child, depth + 1);
    open.delete(inner);
    done.add(inner);
  };
  visit(value, 1);
}
