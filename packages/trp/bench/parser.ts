// Megabytes a second of processor time that the parser reads, and the memory that it holds. Run by `npm run bench`.
// Request {"mode", "piece": characters or "tokens", "call": "push" or "read"}, {"mode", "tree": characters} for answers of
// that length to trees, or {"mode", "megabytes": N} for the memory that a stream holds after N MB.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { parseAnswer, SPECIAL_TOKENS, TrpStream } from "../src/index.js";

type Mode = "strict" | "tolerant";
type Piece = string | { special: string };

/** Dense with markers: only a quarter of its characters are words. */
const SENTENCE =
  "<Phrase>a brown dog</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>) sits beside <Phrase>two cats</Phrase>" +
  "(<Unit>box, mask</Unit>[0]<REF>[1]<REF>, <Unit>keypoint</Unit>[1]<REF>) in <Phrase>the park</Phrase>.\n";
const LENGTH = 4_000_000;
// As read from a file: a repeated string would be flattened again and again.
const TEXT = Buffer.from(SENTENCE.repeat(LENGTH / SENTENCE.length)).toString("latin1");

const cut = (text: string, length: number): string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, i) => text.slice(i * length, (i + 1) * length));

/** As generation gives them: markers by id, other text in about four characters. */
function tokens(text: string): Piece[] {
  const markers = new RegExp(`(${SPECIAL_TOKENS.join("|")})`);
  return text.split(markers).flatMap((part, i): Piece[] => (i % 2 === 1 ? [{ special: part }] : cut(part, 4)));
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Heap in bytes, once the garbage is gone. */
function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Megabytes a second; other programs' time on a busy machine does not count, that of the garbage collector's threads does. */
function speed(measured: () => void): number {
  const start = process.cpuUsage();
  measured();
  const { user, system } = process.cpuUsage(start);
  return TEXT.length / (user + system);
}

const prepared = new Map<number | "tokens", Piece[]>();

/** Cut once, so that the pieces have left the young generation after the first round. */
function piecesOf(piece: number | "tokens"): Piece[] {
  const pieces = prepared.get(piece) ?? (piece === "tokens" ? tokens(TEXT) : cut(TEXT, piece));
  prepared.set(piece, pieces);
  return pieces;
}

function megabytesPerSecond(mode: Mode, piece: number | "tokens", call: "push" | "read"): number {
  const pieces = piecesOf(piece);
  const stream = new TrpStream({ mode, textMarkers: piece !== "tokens" });
  let events = 0;
  const count = () => events++;
  return speed(() => {
    for (const each of pieces) {
      if (call === "read") stream.read(each, count);
      else events += stream.push(each).length;
    }
    events += stream.end().length;
  });
}

/** Bytes that a stream holds in the middle of a long answer. */
function heldBytes(mode: Mode, megabytes: number): number {
  const bytes = Buffer.from(SENTENCE.repeat(20));
  const before = heap();
  const stream = new TrpStream({ mode });
  // Decoded each time: slices of one text would weigh nothing where they are held.
  for (let i = 0; i * bytes.length < megabytes * 1e6; i++) stream.push(bytes.toString("latin1"));
  const held = heap() - before;
  stream.end();
  return held;
}

/** Whole answers to trees, each forgotten before the next. */
function treeSpeed(mode: Mode, length: number): number {
  const answers = cut(TEXT, Math.floor(length / SENTENCE.length) * SENTENCE.length);
  return speed(() => {
    for (const answer of answers) parseAnswer(answer, { mode });
  });
}

await answerRequests(({ mode, piece, call, tree, megabytes }) => {
  if (megabytes !== undefined) return { heldBytes: heldBytes(mode, megabytes) };
  if (tree !== undefined) return { megabytesPerSecond: treeSpeed(mode, tree) };
  return { megabytesPerSecond: megabytesPerSecond(mode, piece, call) };
});
