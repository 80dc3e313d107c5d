// Packing: conversations about pictures as rows of one batch. Turns that stand alone share the picture's prefix in one
// row and cannot see each other, so a picture is read once however many questions are asked about it.

import { arange, fromTypedArray, type Tensor } from "@refvlm/torch";
import { decodedUnits, type EncodedConversation, type EncodedTurn } from "@refvlm/trp";
import { type CxcywhBox, type Frame, promptMask, type VisualPrompt } from "@refvlm/vision";
import type { EarlierQuestion } from "./evidence/asked-question.js";
import { boxFigures } from "./evidence/boxes-in.js";
import { type PackedEvidence, packEvidence } from "./evidence/packed-evidence.js";
import type { AskedPlace, TurnEvidence, TurnReader } from "./evidence/turn-reader.js";
import type { RowTurns } from "./language-model/turn-attention.js";
import type { ReferenceMark } from "./router.js";

/** One row: an encoded conversation and whether its turns see each other. */
export interface PackedRow {
  conversation: EncodedConversation;
  independent: boolean;
  /** What the user points at; needed where a turn has a prompt's place. */
  pointed?: PointedTurns;
  /** Where each triplet of each turn's answer points, on the padded square; null, or nothing, where that is not known. */
  tripletBoxes?: readonly (readonly (CxcywhBox | null)[])[];
}

/** The visual prompts of a row's turns, in pixels of its picture. */
export interface PointedTurns {
  /** One list for each turn; a place in the turn names one of them by its index. */
  prompts: readonly (readonly VisualPrompt[])[];
  frame: Frame;
}

export interface PackingOptions {
  /** Tokens that one picture takes: those of a square grid. */
  imageTokens: number;
  /** Tokens N that one visual prompt takes. */
  promptTokens: number;
  /** Cells a side of the map that prompts are read from; by default that of the picture's tokens. */
  promptGrid?: number;
  /** Where the batch shall lie. Default the CPU. */
  device?: string;
  /** Reads turns for the bridges of evidence; without it the batch has nothing for them. */
  turnReader?: TurnReader;
}

/** A batch of rows, padded on the right to one length L. */
export interface PackedBatch {
  /** int64 [B, L]; 0 where tokens of pictures and prompts, and padding stand. */
  ids: Tensor;
  /** int64 [B, L]; every independent turn counts on from the prefix. */
  positionIds: Tensor;
  /** Which part of the row each token belongs to: 0 prefix, 1.. turns, -1 padding; int64 [B, L]. */
  segments: Tensor;
  /** The same as counts: turns that see each other count as one. */
  rows: RowTurns[];
  /** What evidence is added to; null where nobody adds any. */
  evidence: PackedEvidence | null;
  /** Places of all picture tokens in the flattened [B * L], row after row; int64 [rows with a picture * imageTokens]. */
  imageSlots: Tensor;
  /** Which rows have a picture. */
  pictured: boolean[];
  /** Places of all prompts' tokens in the flattened [B * L], in the order in which the rows' turns show them; int64 [R * N]. */
  promptSlots: Tensor;
  /** What each prompt covers of the picture's patches, shares in 0..1, never nothing: float32 [R, g, g]. */
  promptMasks: Tensor;
  /** Row of each prompt. */
  promptRows: number[];
  /**
   * Flattened places whose next token is supervised, and that token; int64 [N] each. `shares` weigh every turn alike,
   * however long its answer, `early` the beginnings of answers more than what follows; both sum to 1: float32 [N].
   */
  supervised: { slots: Tensor; labels: Tensor; shares: Tensor; early: Tensor };
  /** The `<REF>`s of each row, groups numbered through all its turns. */
  marks: ReferenceMark[][];
}

/** Lays out a batch. */
export function packConversations(
  rows: readonly PackedRow[],
  { imageTokens, promptTokens, promptGrid = Math.sqrt(imageTokens), device, turnReader }: PackingOptions,
): PackedBatch {
  const laidOut = rows.map((row) => layOut(row, imageTokens, promptTokens, turnReader));
  const length = Math.max(...laidOut.map((row) => row.ids.length));
  const vector = (values: BigInt64Array | Float32Array) => fromTypedArray(values, [values.length], { device });
  const grid = (read: (row: LaidOutRow) => number[], padding: number) => {
    const values = new BigInt64Array(rows.length * length).fill(BigInt(padding));
    for (const [b, row] of laidOut.entries())
      for (const [i, value] of read(row).entries()) values[b * length + i] = BigInt(value);
    return fromTypedArray(values, [rows.length, length], { device });
  };
  const flat = (read: (row: LaidOutRow) => number[], perRow: number) => {
    const values = laidOut.flatMap((row, b) => read(row).map((value) => BigInt(b * perRow + value)));
    return vector(BigInt64Array.from(values));
  };
  return {
    ids: grid((row) => row.ids, 0),
    positionIds: grid((row) => row.positions, 0),
    segments: grid((row) => row.segments, -1),
    rows: laidOut.map(({ segments }) => {
      const counts = new Map<number, number>([[0, 0]]);
      for (const segment of segments) counts.set(segment, (counts.get(segment) ?? 0) + 1);
      const [prefix, ...turns] = counts.values();
      return { prefix, turns };
    }),
    evidence: turnReader ? packEvidence(laidOut, grid, { length, device }, turnReader) : null,
    imageSlots: flat((row) => row.image, length),
    pictured: laidOut.map((row) => row.image.length > 0),
    promptSlots: flat((row) => row.promptSlots, length),
    promptMasks: promptMasks(laidOut, promptGrid, device),
    promptRows: laidOut.flatMap((row, b) => row.prompts.map(() => b)),
    supervised: {
      slots: flat((row) => row.supervised.map(([slot]) => slot), length),
      labels: flat((row) => row.supervised.map(([, label]) => label), 0),
      shares: vector(turnShares(laidOut)),
      early: vector(earlyShares(laidOut)),
    },
    marks: laidOut.map((row) => row.marks),
  };
}

/** Tokens that a turn takes in the language model. */
export function turnTokens({ ids, prompts }: EncodedTurn, promptTokens: number): number {
  return ids.length + prompts.length * (promptTokens - 1);
}

/** Prompts pooled by area to the n x n grid of the picture's patches, row after row. */
function promptMasks(rows: readonly LaidOutRow[], n: number, device?: string): Tensor {
  const prompts = rows.flatMap((row) => row.prompts);
  const values = new Float32Array(prompts.length * n * n);
  for (const [i, { prompt, frame }] of prompts.entries())
    values.set(frame.maskToUnitSquare(promptMask(prompt, frame.width, frame.height), n), i * n * n);
  return fromTypedArray(values, [prompts.length, n, n], { device });
}

/** 1 / (tokens of the token's turn * turns) for each supervised token. */
function turnShares(rows: readonly LaidOutRow[]): Float32Array {
  const turns = rows.flatMap(({ supervised, turnOf }) => {
    const counts = new Map<number, number>();
    for (const [slot] of supervised) counts.set(turnOf[slot + 1], (counts.get(turnOf[slot + 1]) ?? 0) + 1);
    return [...counts.values()];
  });
  return Float32Array.from(turns.flatMap((count) => new Array<number>(count).fill(1 / (count * turns.length))));
}

/** Token of an answer from which on tokens weigh less than half as much as the first. */
const EARLY = 8;

/**
 * A weight that depends on a token's place in its answer alone, so that nothing is gained by a short answer and a sentence
 * does not drown a decision: 1 / (1 + place / 8), over the sum of all.
 */
function earlyShares(rows: readonly LaidOutRow[]): Float32Array {
  const weights = rows.flatMap(({ supervised, turnOf }) => {
    const places = new Map<number, number>();
    return supervised.map(([slot]) => {
      const turn = turnOf[slot + 1];
      const place = places.get(turn) ?? 0;
      places.set(turn, place + 1);
      return 1 / (1 + place / EARLY);
    });
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Float32Array.from(weights, (weight) => weight / sum);
}

/**
 * Who may attend to whom: earlier tokens of the prefix and of the own part.
 * @param segments int64 [B, L]
 * @returns bool [B, 1, L, L]
 */
export function packedAttentionMask(segments: Tensor): Tensor {
  const length = segments.shape[1];
  const order = arange(length, { dtype: "int64", device: segments.device });
  const past = order.unsqueeze(0).le(order.unsqueeze(1)); // [L, L]
  const own = segments.unsqueeze(1).eq(segments.unsqueeze(2)); // [B, L, L]
  const prefix = segments.eq(0).unsqueeze(1); // [B, 1, L]
  return own.logicalOr(prefix).logicalAnd(past).unsqueeze(1);
}

interface LaidOutRow {
  ids: number[];
  positions: number[];
  segments: number[];
  /** Turn of each token, -1 in the prefix. */
  turnOf: number[];
  image: number[];
  promptSlots: number[];
  prompts: { prompt: VisualPrompt; frame: Frame }[];
  supervised: [slot: number, label: number][];
  /** What tokens name, by their places. */
  named: Map<number, string>;
  /** Figures of boxes, by the places of the tokens behind them. */
  behind: Map<number, number[]>;
  /** Choices of plans, as places of `supervised`. */
  choices: (AskedPlace & { supervised: number; prompts: number[] })[];
  marks: ReferenceMark[];
}

function layOut(
  { conversation, independent, pointed, tripletBoxes }: PackedRow,
  imageTokens: number,
  promptTokens: number,
  turnReader?: TurnReader,
): LaidOutRow {
  const { prefix, turns } = conversation;
  const row: LaidOutRow = {
    ids: [],
    positions: [],
    segments: [],
    turnOf: [],
    image: [],
    promptSlots: [],
    prompts: [],
    supervised: [],
    named: new Map(),
    behind: new Map(),
    choices: [],
    marks: [],
  };
  for (const [i, id] of prefix.ids.entries()) {
    if (i !== prefix.image) row.ids.push(id);
    else for (let token = 0; token < imageTokens; token++) row.image.push(row.ids.push(0) - 1);
  }
  const prefixLength = row.ids.length;
  row.positions = Array.from({ length: prefixLength }, (_, i) => i);
  row.segments = new Array<number>(prefixLength).fill(0);
  row.turnOf = new Array<number>(prefixLength).fill(-1);
  let groups = 0;
  let triplets = 0;
  let lists = 0;
  let before: EarlierQuestion | null = null;
  for (const [t, turn] of turns.entries()) {
    const start = row.ids.length;
    const first = independent ? prefixLength : start;
    const indexAt = new Map(turn.prompts.map(({ position, index }) => [position, index]));
    const placeOf: number[] = [];
    const read: TurnEvidence | undefined = turnReader?.read(turn, { prompts: pointed?.prompts[t], before });
    if (read && !independent) before = read;
    const shown = turn.prompts.map((_, i) => row.prompts.length + i);
    const push = (id: number) => {
      row.positions.push(first + row.ids.length - start);
      row.segments.push(independent ? t + 1 : 1);
      row.turnOf.push(t);
      return row.ids.push(id) - 1;
    };
    for (const [i, id] of turn.ids.entries()) {
      const index = indexAt.get(i);
      if (index !== undefined) {
        row.prompts.push({ prompt: promptOf(pointed, t, index), frame: pointed!.frame });
        for (let cell = 0; cell < promptTokens; cell++) row.promptSlots.push(push(0));
      } else placeOf[i] = push(id);
      const text = read?.texts[i] ?? null;
      if (text !== null) row.named.set(placeOf[i], text);
      const triplet = read?.behind[i] ?? null;
      const box = triplet === null ? null : tripletBoxes?.[t]?.[triplet];
      if (box)
        row.behind.set(placeOf[i], boxFigures(box, tripletBoxes?.[t][triplet! - 1] ?? null, read!.question.relation));
      if (turn.labels[i] < 0) continue;
      const choice = read?.places[i - 1];
      // Words are chosen with evidence where they tell what the user points at.
      if (choice && (choice.place.writes !== "words" || shown.length > 0))
        row.choices.push({ ...choice, supervised: row.supervised.length, prompts: shown });
      row.supervised.push([placeOf[i] - 1, turn.labels[i]]);
    }
    for (const ref of turn.refs)
      row.marks.push({
        position: placeOf[ref.position],
        units: decodedUnits(ref.units, turn.newUnits),
        group: groups + ref.group,
        instance: ref.instance,
        phrase: ref.phrase,
        triplet: triplets + ref.triplet,
        index: ref.index,
        list: lists + ref.list,
        ...(read ? turnReader!.asks(read.question, ref.phrase, read.told) : { prompts: pointed?.prompts[t] }),
      });
    triplets += Math.max(0, ...turn.refs.map((ref) => ref.triplet + 1));
    lists += Math.max(0, ...turn.refs.map((ref) => ref.list + 1));
    groups += Math.max(0, ...turn.refs.map((ref) => ref.group + 1));
  }
  return row;
}

function promptOf(pointed: PointedTurns | undefined, turn: number, index: number): VisualPrompt {
  const prompt = pointed?.prompts[turn]?.[index];
  if (prompt) return prompt;
  throw new Error(`turns.${turn}: the question points with prompt ${index}, but prompts.${index} is not there`);
}
