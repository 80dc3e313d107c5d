// The tokenizer.json of a SentencePiece model (tokenizer.model), which LLaMA, Vicuna and LLaVA publish in its place.
import { type TokenizerJson, tokenizerJson } from "./tokenizer-json.js";

/** sentencepiece_model.proto: the fields that matter here. */
const FIELD = { pieces: 1, trainer: 2, piece: 1, score: 2, type: 3, modelType: 3 } as const;
const BYTE_PAIRS = 2;
const KIND = { normal: 1, unknown: 2, control: 3, userDefined: 4, byte: 6 } as const;

interface SentencePiece {
  text: string;
  score: number;
  kind: number;
}

/**
 * Byte-pair models only: the better a piece's score, the sooner its halves are merged.
 * @param model content of a tokenizer.model
 * @throws Error for what is no such model
 */
export function sentencePieceTokenizer(model: Uint8Array): TokenizerJson {
  const pieces: SentencePiece[] = [];
  let modelType = 1;
  for (const [field, value] of fields(model)) {
    if (field === FIELD.pieces && value instanceof Uint8Array) pieces.push(pieceOf(value));
    if (field === FIELD.trainer && value instanceof Uint8Array)
      for (const [inner, type] of fields(value)) if (inner === FIELD.modelType) modelType = type as number;
  }
  if (pieces.length === 0) throw new Error("no SentencePiece model: it has no pieces");
  if (modelType !== BYTE_PAIRS) throw new Error("a SentencePiece model of another kind than byte pairs");
  const unknown = pieces.find(({ kind }) => kind === KIND.unknown)?.text ?? null;
  const isAdded = ({ kind }: SentencePiece) => kind !== KIND.normal && kind !== KIND.byte;
  const added = pieces.flatMap((piece, id) => {
    if (!isAdded(piece)) return [];
    return [{ id, content: piece.text, special: piece.kind !== KIND.userDefined, normalized: false }];
  });
  return tokenizerJson.parse({
    added_tokens: added,
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "Prepend", prepend: "▁" },
        { type: "Replace", pattern: { String: " " }, content: "▁" },
      ],
    },
    pre_tokenizer: null,
    post_processor: null,
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: "▁" }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
        { type: "Strip", content: " ", start: 1, stop: 0 },
      ],
    },
    model: {
      type: "BPE",
      unk_token: unknown,
      fuse_unk: true,
      byte_fallback: pieces.some(({ kind }) => kind === KIND.byte),
      vocab: Object.fromEntries(pieces.map(({ text }, id) => [text, id])),
      merges: mergesOf(pieces),
    },
  });
}

/** Both halves of a merge are pieces themselves; of merges with the same score the one with the longer left half comes first. */
function mergesOf(pieces: readonly SentencePiece[]): [string, string][] {
  const normal = pieces.filter(({ kind }) => kind === KIND.normal);
  const known = new Set(normal.map(({ text }) => text));
  return normal
    .flatMap(({ text, score }) => {
      const characters = Array.from(text);
      return characters.flatMap((_, at) => {
        const [left, right] = [characters.slice(0, at).join(""), characters.slice(at).join("")];
        return known.has(left) && known.has(right)
          ? [{ left, right, score, leftLength: at, length: characters.length }]
          : [];
      });
    })
    .sort((a, b) => b.score - a.score || b.leftLength - a.leftLength || b.length - a.length)
    .map(({ left, right }) => [left, right]);
}

function pieceOf(message: Uint8Array): SentencePiece {
  const piece = { text: "", score: 0, kind: KIND.normal as number };
  for (const [field, value] of fields(message)) {
    if (field === FIELD.piece && value instanceof Uint8Array) piece.text = Buffer.from(value).toString("utf8");
    if (field === FIELD.score && value instanceof Uint8Array) piece.score = Buffer.from(value).readFloatLE();
    if (field === FIELD.type) piece.kind = value as number;
  }
  return piece;
}

/** The fields of a protocol buffer: varints as numbers, all else as bytes. */
function* fields(message: Uint8Array): Iterable<[field: number, value: number | Uint8Array]> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++];
      if (byte === undefined || factor > 2 ** 63) throw new Error("no SentencePiece model: damaged or of another kind");
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const bytes = (length: number): Uint8Array => {
    if (at + length > message.length) throw new Error("no SentencePiece model: it ends in the middle");
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = varint();
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) yield [field, varint()];
    else if (wire === 1) yield [field, bytes(8)];
    else if (wire === 2) yield [field, bytes(varint())];
    else if (wire === 5) yield [field, bytes(4)];
    else throw new Error("no SentencePiece model: damaged or of another kind");
  }
}
