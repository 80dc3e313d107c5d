// Numbers and texts as pickles spell them out.
import type { Unpickler } from "./unpickler.js";

/** Digits of an integer: parsing longer ones takes more than linear time. */
const MAX_DIGITS = 1000;

/** Protocol 0 writes truth values as the integers 00 and 01. */
export function intOf(pickle: Unpickler, digits: string): boolean | number | bigint {
  if (digits === "00" || digits === "01") return digits === "01";
  return longOf(pickle, digits);
}

export function longOf(pickle: Unpickler, digits: string): number | bigint {
  if (!/^[+-]?\d+$/.test(digits) || digits.length > MAX_DIGITS) pickle.fail(`"${digits.slice(0, 40)}" is no integer`);
  return narrow(BigInt(digits));
}

/** Two's complement of `length` bytes, least significant first. */
export function littleEndian(pickle: Unpickler, length: number): number | bigint {
  if (length > MAX_DIGITS) pickle.fail(`an integer of ${length} bytes is too long`);
  const bytes = pickle.bytes(length);
  const unsigned = BigInt(`0x0${Buffer.from(bytes).reverse().toString("hex")}`);
  return narrow(BigInt.asIntN(8 * length, unsigned));
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export function floatOf(pickle: Unpickler, digits: string): number {
  const named = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY }[digits];
  const value = named ?? Number(digits);
  if (digits === "" || (named === undefined && Number.isNaN(value))) pickle.fail(`"${digits}" is no number`);
  return value;
}

/** A Python 2 string as its source text: quotes and backslash escapes; bytes beyond ASCII are UTF-8. */
export function quoted(pickle: Unpickler, source: string): string {
  const [, quote, body] = /^(['"])(.*)\1$/s.exec(source) ?? [];
  if (quote === undefined) pickle.fail("a string has no quotes");
  const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", a: "\x07", b: "\b", f: "\f", v: "\v" };
  const plain = body!.replace(/\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|(.))/gs, (_, hex, octal, other) => {
    if (hex) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
    return escapes[other] ?? (/[\\'"]/.test(other) ? other : `\\${other}`);
  });
  return Buffer.from(plain, "latin1").toString("utf8");
}

/** Python's raw-unicode-escape: Latin-1 but for \uXXXX and \UXXXXXXXX. */
export function unicodeEscapes(source: string): string {
  return source.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (whole, short, long) => {
    const code = Number.parseInt(short ?? long, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
