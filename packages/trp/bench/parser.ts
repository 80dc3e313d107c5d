// Megabytes a second that the parser reads, and the memory that it holds. Run by `npm run bench`.
// Request {"mode", "piece": characters, "tokens" or "whole"} or {"mode", "megabytes": N} for the memory after a stream of N MB.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { parseAnswer, SPECIAL_TOKENS, TrpStream } from "../src/index.js";

type Mode = "strict" | "tolerant";
type Piece = string | { special: string };

/** Dense with markers: half of its characters are markers and indices. */
const SENTENCE =
  "<Phrase>a brown dog</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>) sits beside <Phrase>two cats</Phrase>" +
  "(<Unit>box, mask</Unit>[0]<REF>[1]<REF>, <Unit>keypoint</Unit>[2]<REF>) in <Phrase>the park</Phrase>.\n";
const LENGTH = 4_000_000;
// As read from a file: a repeated string would be flattened again and again.
const TEXT = Buffer.from(SENTENCE.repeat(LENGTH / SENTENCE.length)).toString("latin1");

const cut = (text: string, length: number): string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, i) => text.slice(i * length, (i + 1) * length));

/** As generation gives them: markers by id, other text in about four characters. */
function tokens(text: string): Piece[] {
  const markers = new RegExp(`(${SPECIAL_TOKENS.join("|")})`);
  return text.split(markers).flatMap((part, i) => (i % 2 === 1 ? [{ special: part }] : cut(part, 4)));
}

/** Reads the pieces and drops the events, as a consumer that follows an answer does. */
function follow(pieces: readonly Piece[], mode: Mode, textMarkers: boolean): void {
  const stream = new TrpStream({ mode, textMarkers });
  for (const piece of pieces) stream.push(piece);
  stream.end();
}

function megabytesPerSecond(mode: Mode, piece: number | "tokens" | "whole"): number {
  const pieces = piece === "whole" ? [] : piece === "tokens" ? tokens(TEXT) : cut(TEXT, piece);
  const start = performance.now();
  if (piece === "whole") parseAnswer(TEXT, { mode });
  else follow(pieces, mode, piece !== "tokens");
  return TEXT.length / 1000 / (performance.now() - start);
}

/** Heap in bytes, once the garbage is gone. */
function heap(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}

/** Bytes that a stream holds in the middle of a long answer. */
function heldBytes(mode: Mode, megabytes: number): number {
  const pieces = cut(TEXT, 4096);
  const before = heap();
  const stream = new TrpStream({ mode });
  for (let length = 0, i = 0; length < megabytes * 1e6; i++) {
    const piece = pieces[i % pieces.length];
    stream.push(piece);
    length += piece.length;
  }
  const held = heap() - before;
  stream.end();
  return held;
}

await answerRequests(({ mode, piece, megabytes }) =>
  megabytes === undefined
    ? { megabytesPerSecond: megabytesPerSecond(mode, piece) }
    : { heldBytes: heldBytes(mode, megabytes) },
);
