// What a pickle can say: plain data, and the few objects that a host knows.

/** Dictionaries become objects without a prototype; tuples become lists. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleObject
  | PickleValue[]
  | PickleDictionary;
export interface PickleDictionary {
  [key: string]: PickleValue;
}

/** Something of a host's own: neither Python nor made by it. */
export abstract class PickleObject {
  /** What calling it gives; what has no such method cannot be called. @throws PickleError for other arguments */
  call?(args: readonly PickleValue[]): PickleValue;
}

/** What the readers of one kind of file let its pickles mean beyond plain data. */
export interface PickleHost {
  /** What the import of `module.name` stands for; undefined refuses the pickle. */
  imported(name: string): PickleObject | undefined;
  /** The object outside the pickle that an id stands for. @throws PickleError for an id that means nothing */
  outside(id: PickleValue): PickleObject;
}

/** A pickle that is damaged, too deep, or would run code. */
export class PickleError extends Error {
  override name = "PickleError";
}

export function isDictionary(value: PickleValue): value is PickleDictionary {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null;
}
