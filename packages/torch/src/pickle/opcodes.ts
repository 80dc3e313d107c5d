// What each opcode of a pickle does; those that would run code say what they want and stop.
import { floatOf, intOf, littleEndian, longOf, quoted, unicodeEscapes } from "./literals.js";
import type { Unpickler } from "./unpickler.js";
import { isDictionary, PickleObject, type PickleValue } from "./values.js";

type Step = (pickle: Unpickler) => void;

/** Says what a pickle wants to call. Names may come as arguments or lie on the stack. */
const refuse =
  (what: (pickle: Unpickler) => string): Step =>
  (pickle) =>
    pickle.fail(`this pickle is a program: ${what(pickle)}. Only plain data is read; nothing was run.`);

/** Puts what the host has under the name on the stack. */
function imported(pickle: Unpickler, name: string): void {
  const found = pickle.host?.imported(name);
  if (!found) refuse(() => `it imports ${name}`)(pickle);
  else pickle.push(found);
}

/** Calls what the host has made callable. */
function reduce(pickle: Unpickler): void {
  const [callee, args] = pickle.popMany(2);
  if (!(callee instanceof PickleObject) || !callee.call || !Array.isArray(args))
    refuse(() => "it calls a function")(pickle);
  else pickle.push(callee.call(args));
}

/** Attributes of a dictionary are passed over where a host knows dictionaries that are objects. */
function build(pickle: Unpickler): void {
  pickle.pop();
  if (!pickle.host || !isDictionary(pickle.top())) refuse(() => "it sets the state of an object")(pickle);
}

function outside(pickle: Unpickler, id: PickleValue): void {
  if (!pickle.host) refuse(() => `it refers to the outside object ${shown(id)}`)(pickle);
  else pickle.push(pickle.host.outside(id));
}

const shown = (value: PickleValue) => (typeof value === "string" ? value : "?");

/** By the names of Python's pickletools, which is the format's only complete specification. */
export const steps: Readonly<Record<number, Step>> = {
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

  99: (p) => imported(p, `${p.line()}.${p.line()}`), // GLOBAL
  105: refuse((p) => `it imports ${p.line()}.${p.line()}`), // INST
  147: (p) => imported(p, p.popMany(2).map(shown).join(".")), // STACK_GLOBAL
  82: reduce, // REDUCE
  98: build, // BUILD
  111: refuse(() => "it makes an object"), // OBJ
  129: refuse(() => "it makes an object"), // NEWOBJ
  146: refuse(() => "it makes an object"), // NEWOBJ_EX
  80: (p) => outside(p, p.line()), // PERSID
  81: (p) => outside(p, p.pop()), // BINPERSID
  130: refuse((p) => `it uses extension ${p.byte()}`), // EXT1
  131: refuse((p) => `it uses extension ${p.uint16()}`), // EXT2
  132: refuse((p) => `it uses extension ${p.uint32()}`), // EXT4
};
