// Python pickles as plain data: an interpreter of the opcodes that build values and of no opcode that calls anything.

/** What a pickle may hold here. Dictionaries become objects without a prototype; tuples become lists. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | { [key: string]: PickleValue };

/** A pickle that is damaged, too deep, or would run code. */
export class PickleError extends Error {
  override name = "PickleError";
}

/** Lists inside lists inside dictionaries: data sets need five. */
const MAX_DEPTH = 100;
/** Digits of an integer: parsing longer ones takes more than linear time. */
const MAX_DIGITS = 1000;

const MARK = Symbol("mark");

/**
 * Reads protocols 0 to 4 (and the data of 5). Time and memory are linear in the length of `bytes`.
 * @throws PickleError naming the byte; for a pickle that imports or calls something it names what
 */
export function readPickle(bytes: Uint8Array): PickleValue {
  const value = new Unpickler(bytes).run();
  checkDepth(value);
  return value;
}

class Unpickler {
  readonly #view: DataView;
  readonly #text: Buffer;
  #at = 0;
  readonly #stack: (PickleValue | typeof MARK)[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): PickleValue {
    for (;;) {
      const start = this.#at;
      const opcode = this.byte();
      if (opcode === 0x2e) return this.pop();
      const step = steps[opcode];
      if (!step) {
        const shown = opcode > 0x20 && opcode < 0x7f ? `"${String.fromCharCode(opcode)}"` : `0x${opcode.toString(16)}`;
        throw new PickleError(`byte ${start}: ${shown} is no opcode of plain data`);
      }
      step(this);
    }
  }

  fail(message: string): never {
    throw new PickleError(`byte ${this.#at}: ${message}`);
  }

  byte(): number {
    return this.#view.getUint8(this.take(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.take(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.take(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.take(4), true);
  }

  uint64(): number {
    return Number(this.#view.getBigUint64(this.take(8), true));
  }

  float64(): number {
    return this.#view.getFloat64(this.take(8), false);
  }

  bytes(length: number): Buffer {
    const start = this.take(length);
    return this.#text.subarray(start, start + length);
  }

  string(length: number): string {
    return this.bytes(length).toString("utf8");
  }

  /** Up to the end of the line, which is left out. */
  line(): string {
    const end = this.#text.indexOf(0x0a, this.#at);
    if (end < 0) this.fail("a line does not end");
    const line = this.#text.toString("latin1", this.#at, end);
    this.#at = end + 1;
    return line;
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  mark(): void {
    this.#stack.push(MARK);
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) this.fail("a value is missing");
    return value;
  }

  top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined || value === MARK) this.fail("a value is missing");
    return value;
  }

  popToMark(): PickleValue[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) this.fail("a mark is missing");
    const values = this.#stack.splice(mark) as PickleValue[];
    return values.slice(1);
  }

  /** Takes away the last `count` values, in the order in which they were pushed. */
  popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  append(values: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) this.fail("something is appended to what is no list");
    for (const value of values) list.push(value);
  }

  setItems(pairs: readonly PickleValue[]): void {
    const dictionary = this.top();
    if (!isDictionary(dictionary)) this.fail("an item is set of what is no dictionary");
    this.fill(dictionary, pairs);
  }

  dictionary(pairs: readonly PickleValue[]): PickleValue {
    const dictionary: { [key: string]: PickleValue } = Object.create(null);
    this.fill(dictionary, pairs);
    return dictionary;
  }

  private fill(dictionary: { [key: string]: PickleValue }, pairs: readonly PickleValue[]): void {
    if (pairs.length % 2 === 1) this.fail("a key has no value");
    for (let i = 0; i < pairs.length; i += 2) {
      const key = pairs[i]!;
      if (typeof key !== "string" && typeof key !== "number") this.fail("a key is neither text nor a number");
      dictionary[key] = pairs[i + 1]!;
    }
  }

  remember(index: number): void {
    this.#memo.set(index, this.top());
  }

  memoize(): void {
    this.remember(this.#memo.size);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) this.fail(`nothing was remembered as ${index}`);
    this.push(value);
  }

  private take(length: number): number {
    const start = this.#at;
    if (start + length > this.#text.length) this.fail("the file ends in the middle");
    this.#at += length;
    return start;
  }
}

type Step = (pickle: Unpickler) => void;

/** Says what a pickle wants to call. Names may come as arguments or lie on the stack. */
const refuse =
  (what: (pickle: Unpickler) => string): Step =>
  (pickle) =>
    pickle.fail(`this pickle is a program: ${what(pickle)}. Only plain data is read; nothing was run.`);

const imports = (pickle: Unpickler) => `it imports ${pickle.line()}.${pickle.line()}`;

const shown = (value: PickleValue) => (typeof value === "string" ? value : "?");

/** By the names of Python's pickletools, which is the format's only complete specification. */
const steps: Readonly<Record<number, Step>> = {
  // Frames and versions say nothing about the value.
  128: (p) => void p.byte(), // PROTO
  149: (p) => void p.uint64(), // FRAME

  78: (p) => p.push(null), // NONE
  136: (p) => p.push(true), // NEWTRUE
  137: (p) => p.push(false), // NEWFALSE
  73: (p) => p.push(intOf(p, p.line())), // INT
  76: (p) => p.push(longOf(p, p.line().replace(/L$/, ""))), // LONG
  75: (p) => p.push(p.byte()), // BININT1
  77: (p) => p.push(p.uint16()), // BININT2
  74: (p) => p.push(p.int32()), // BININT
  138: (p) => p.push(littleEndian(p, p.byte())), // LONG1
  139: (p) => p.push(littleEndian(p, p.uint32())), // LONG4
  70: (p) => p.push(floatOf(p, p.line())), // FLOAT
  71: (p) => p.push(p.float64()), // BINFLOAT

  83: (p) => p.push(quoted(p, p.line())), // STRING
  84: (p) => p.push(p.string(p.uint32())), // BINSTRING
  85: (p) => p.push(p.string(p.byte())), // SHORT_BINSTRING
  86: (p) => p.push(unicodeEscapes(p.line())), // UNICODE
  88: (p) => p.push(p.string(p.uint32())), // BINUNICODE
  140: (p) => p.push(p.string(p.byte())), // SHORT_BINUNICODE
  141: (p) => p.push(p.string(p.uint64())), // BINUNICODE8
  66: (p) => p.push(new Uint8Array(p.bytes(p.uint32()))), // BINBYTES
  67: (p) => p.push(new Uint8Array(p.bytes(p.byte()))), // SHORT_BINBYTES
  142: (p) => p.push(new Uint8Array(p.bytes(p.uint64()))), // BINBYTES8

  40: (p) => p.mark(), // MARK
  48: (p) => void p.pop(), // POP
  49: (p) => void p.popToMark(), // POP_MARK
  50: (p) => p.push(p.top()), // DUP
  93: (p) => p.push([]), // EMPTY_LIST
  108: (p) => p.push(p.popToMark()), // LIST
  97: (p) => p.append([p.pop()]), // APPEND
  101: (p) => p.append(p.popToMark()), // APPENDS
  41: (p) => p.push([]), // EMPTY_TUPLE
  116: (p) => p.push(p.popToMark()), // TUPLE
  133: (p) => p.push(p.popMany(1)), // TUPLE1
  134: (p) => p.push(p.popMany(2)), // TUPLE2
  135: (p) => p.push(p.popMany(3)), // TUPLE3
  125: (p) => p.push(p.dictionary([])), // EMPTY_DICT
  100: (p) => p.push(p.dictionary(p.popToMark())), // DICT
  115: (p) => p.setItems(p.popMany(2)), // SETITEM
  117: (p) => p.setItems(p.popToMark()), // SETITEMS

  112: (p) => p.remember(Number(p.line())), // PUT
  113: (p) => p.remember(p.byte()), // BINPUT
  114: (p) => p.remember(p.uint32()), // LONG_BINPUT
  148: (p) => p.memoize(), // MEMOIZE
  103: (p) => p.recall(Number(p.line())), // GET
  104: (p) => p.recall(p.byte()), // BINGET
  106: (p) => p.recall(p.uint32()), // LONG_BINGET

  99: refuse(imports), // GLOBAL
  105: refuse(imports), // INST
  147: refuse((p) => `it imports ${p.popMany(2).map(shown).join(".")}`), // STACK_GLOBAL
  82: refuse(() => "it calls a function"), // REDUCE
  98: refuse(() => "it sets the state of an object"), // BUILD
  111: refuse(() => "it makes an object"), // OBJ
  129: refuse(() => "it makes an object"), // NEWOBJ
  146: refuse(() => "it makes an object"), // NEWOBJ_EX
  80: refuse((p) => `it refers to the outside object ${p.line()}`), // PERSID
  81: refuse(() => "it refers to an outside object"), // BINPERSID
  130: refuse((p) => `it uses extension ${p.byte()}`), // EXT1
  131: refuse((p) => `it uses extension ${p.uint16()}`), // EXT2
  132: refuse((p) => `it uses extension ${p.uint32()}`), // EXT4
};

function isDictionary(value: PickleValue): value is { [key: string]: PickleValue } {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null;
}

/** Protocol 0 writes truth values as the integers 00 and 01. */
function intOf(pickle: Unpickler, digits: string): PickleValue {
  if (digits === "00" || digits === "01") return digits === "01";
  return longOf(pickle, digits);
}

function longOf(pickle: Unpickler, digits: string): number | bigint {
  if (!/^[+-]?\d+$/.test(digits) || digits.length > MAX_DIGITS) pickle.fail(`"${digits.slice(0, 40)}" is no integer`);
  return narrow(BigInt(digits));
}

/** Two's complement of `length` bytes, least significant first. */
function littleEndian(pickle: Unpickler, length: number): number | bigint {
  if (length > MAX_DIGITS) pickle.fail(`an integer of ${length} bytes is too long`);
  const bytes = pickle.bytes(length);
  const unsigned = BigInt(`0x0${Buffer.from(bytes).reverse().toString("hex")}`);
  return narrow(BigInt.asIntN(8 * length, unsigned));
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function floatOf(pickle: Unpickler, digits: string): number {
  const named = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY }[digits];
  const value = named ?? Number(digits);
  if (digits === "" || (named === undefined && Number.isNaN(value))) pickle.fail(`"${digits}" is no number`);
  return value;
}

/** A Python 2 string as its source text: quotes and backslash escapes; bytes beyond ASCII are UTF-8. */
function quoted(pickle: Unpickler, source: string): string {
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
function unicodeEscapes(source: string): string {
  return source.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (whole, short, long) => {
    const code = Number.parseInt(short ?? long, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Refuses what readers could lose themselves in: values that hold themselves, and endless nesting. */
function checkDepth(value: PickleValue): void {
  const done = new Set<object>();
  const open = new Set<object>();
  const visit = (inner: PickleValue, depth: number): void => {
    if (typeof inner !== "object" || inner === null || inner instanceof Uint8Array || done.has(inner)) return;
    if (open.has(inner)) throw new PickleError("a list or dictionary holds itself");
    if (depth > MAX_DEPTH) throw new PickleError(`lists and dictionaries are nested more than ${MAX_DEPTH} deep`);
    open.add(inner);
    for (const child of Array.isArray(inner) ? inner : Object.values(inner)) visit(child, depth + 1);
    open.delete(inner);
    done.add(inner);
  };
  visit(value, 1);
}
