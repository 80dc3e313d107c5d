// How an answer came about: what could have been written, what the picture proposed, and where each `<REF>` looked (paper,
// figure 5).
import { cat, noGrad, scope, type Tensor, tensor } from "@refvlm/torch";
import { encodeQuestion, SPECIAL, SPECIAL_TOKENS } from "@refvlm/trp";
import { boxIou, type CxcywhBox } from "@refvlm/vision";
import type { GeneratedToken } from "../generate/row.js";
import { attentionWeights } from "../language-model/attention-weights.js";
import { KvCache } from "../language-model/kv-cache.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import type { PictureHandle } from "./encoded-pictures.js";

/** One token of the answer, markers included; null is the probability of what the grammar left no choice about. */
export interface ExplainedToken {
  text: string;
  /** Among the tokens that were allowed there, 0..1. */
  probability: number | null;
}

/** What a `<REF>` looked at: weights that sum to 1 with those of all that stands before the answer. */
export interface ExplainedReference {
  /** The instance that it stands for. */
  triplet: number;
  index: number;
  /** Its own place among the tokens. */
  token: number;
  /** Its weight on each token of the answer up to itself. */
  tokens: number[];
  /** Its weight on each of the picture's tokens, row by row of the padded square. */
  picture: { side: number; weights: number[] };
}

export interface Explanation {
  tokens: ExplainedToken[];
  /** What the picture side takes for objects before any question, the surest first, in original pixels. */
  proposals: { box: [x1: number, y1: number, x2: number, y2: number]; objectness: number }[];
  references: ExplainedReference[];
}

/** Proposals that overlap more are one thing; what is less sure is noise; more than these nobody can look at. */
const SUPPRESSION = 0.7;
const FLOOR = 0.2;
const MOST = 50;

/** What was written, as `explainAnswer` reads it. */
export interface WrittenAnswer {
  tokens: readonly GeneratedToken[];
  /** What each of its `<REF>`s stands for, in their order. */
  refs: readonly { triplet: number; index: number }[];
  picture: PictureHandle;
  /** The embedded turns [T, C]. */
  prompt: Tensor;
  /** What a guide added to the answer's tokens as it was written, [tokens, C]; null for nothing. */
  added: Tensor | null;
}

/** Reads the answer once more, in one pass that nothing else waits for. The prompt and what was added stay the caller's. */
export function explainAnswer(model: LoadedModel, written: WrittenAnswer): Explanation {
  return {
    tokens: tokensOf(model.codec, written.tokens),
    proposals: proposalsOf(written.picture),
    references: references(model, written),
  };
}

function tokensOf(codec: LoadedModel["codec"], tokens: readonly GeneratedToken[]): ExplainedToken[] {
  const markers = new Map<number, string>(SPECIAL_TOKENS.map((marker) => [codec.special(marker), marker]));
  const decoder = codec.stream();
  const told = tokens.map(({ id, forced, logProbability }) => {
    const marker = markers.get(id);
    // Bytes that make no letter come out before what follows them.
    const text = marker ? decoder.end() + marker : decoder.push(id);
    return { text, probability: forced ? null : Number(Math.exp(logProbability).toFixed(4)) };
  });
  const last = told.at(-1);
  if (last) last.text += decoder.end();
  return told;
}

function references(
  { network, codec, template }: LoadedModel,
  { tokens, refs, picture: { pictures, index }, prompt, added }: WrittenAnswer,
): ExplainedReference[] {
  const refId = codec.special(SPECIAL.ref);
  const places = tokens.flatMap(({ id }, place) => (id === refId ? [place] : []));
  if (places.length === 0) return [];
  const { prefix } = encodeQuestion([{ type: "image" }, { type: "text", text: "?" }], codec, template);
  const side = network.tokenGrid;
  const { languageModel, device } = network;
  return noGrad(() =>
    scope(() => {
      const ids = tensor(
        tokens.map(({ id }) => id),
        { dtype: "int64", device },
      );
      const answer = languageModel.embed(ids);
      const embedded = cat([prompt, added ? answer.add(added) : answer]).unsqueeze(0); // [1, T, C]
      const read = pictures.prefix(index);
      const columns = Array.from({ length: read.length }, (_, column) => column);
      using cache = KvCache.rows([{ cache: read, row: 0, columns }]);
      const { layerStates } = languageModel.forward({ inputsEmbeds: embedded, cache, collectStates: true });
      const begin = prompt.shape[0];
      const rows = attentionWeights(
        languageModel,
        layerStates!,
        places.map((place) => begin + place),
        cache,
      );
      const first = cache.length - tokens.length; // of the answer's tokens among all
      const rounded = (weights: Float32Array) => Array.from(weights, (weight) => Number(weight.toFixed(5)));
      return rows.map((weights, i) => ({
        triplet: refs[i].triplet,
        index: refs[i].index,
        token: places[i],
        tokens: rounded(weights.slice(first, first + places[i] + 1)),
        picture: { side, weights: rounded(weights.slice(prefix.image, prefix.image + side ** 2)) },
      }));
    }),
  );
}

function proposalsOf({ pictures, index }: PictureHandle): Explanation["proposals"] {
  const { listed, proposals } = pictures.memory;
  const from = listed ?? proposals;
  if (!from) return [];
  const frame = pictures.frames[index];
  const read = (values: () => Tensor) => noGrad(() => scope(() => values().select(0, index).to("float32").toArray()));
  const boxes = read(() => from.boxes) as unknown as CxcywhBox[]; // [T, 4]
  const sure = read(() => from.objectness.sigmoid()) as number[];
  const valid = listed && (read(() => listed.valid) as number[]);
  const candidates = boxes
    .map((box, i) => ({
      box: [...frame.fromUnitSquare(box)] as [number, number, number, number],
      objectness: valid?.[i] === 0 ? 0 : sure[i],
    }))
    .filter(({ objectness }) => objectness >= FLOOR)
    .sort((a, b) => b.objectness - a.objectness);
  const kept: Explanation["proposals"] = [];
  for (const { box, objectness } of candidates) {
    if (kept.length === MOST) break;
    if (kept.every((other) => boxIou(other.box, box) < SUPPRESSION))
      kept.push({ box, objectness: Number(objectness.toFixed(4)) });
  }
  return kept;
}
