// From the states of `<REF>`s to what their units say in original pixels, for several answers in one pass of each decoder.
import { noGrad, onesLike, scope, stack, tensor } from "@refvlm/torch";
import { decodedUnits, type NewUnits } from "@refvlm/trp";
import type { Frame } from "@refvlm/vision";
import type { VisualMemory } from "../decoders/visual-memory.js";
import type { RefVlmNetwork } from "../network.js";
import { scoreOf } from "../pretrained/calibration.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import type { Asks } from "../router.js";
import type { PhraseEncoder } from "../visual-decoders.js";
import type { GroundedUnit } from "./answer.js";
import type { PendingRef } from "./answer-builder.js";
import { answerTexts } from "./listed-names.js";

/** References of one answer, all with their states. */
export interface AnswerReferences {
  refs: readonly PendingRef[];
  /** Earlier ones of the same lists, decoded before: what they point at is taken. */
  before?: readonly PendingRef[];
  /** Row of the memory that the answer is about. */
  picture: number;
  /** Words of the answer that stand for units. */
  newUnits?: NewUnits;
  /** What the question says of where things lie that the answer calls so. */
  asks?(phrase: string): Asks;
  /** Whether the question asks for one of several things by its place, size or rank. */
  singled?: boolean;
}

/**
 * Decodes references. A unit that no decoder serves comes back with its name, its phrase, and its probability as score.
 * @param frames of the memory's pictures
 * @returns the units of each answer, in the order of its references
 */
export function decodeReferences(
  model: Pick<LoadedModel, "network" | "textCodec" | "calibration">,
  memory: VisualMemory,
  answers: readonly AnswerReferences[],
  frames: readonly Frame[],
): GroundedUnit[][] {
  const units = answers.map(({ refs, newUnits = {} }) =>
    refs.map((ref) => ref.units.map((word) => undecoded(word, newUnits, ref))),
  );
  if (answers.some(({ refs }) => refs.length > 0))
    noGrad(() =>
      scope(() => {
        const encodePhrases = answerTexts(model);
        const passes = runDecoders(model.network, memory, answers, encodePhrases);
        const presence = answers.map(({ refs, picture, asks }) => {
          const things = refs.map(({ phrase }) => ({ name: phrase, attribute: asks?.(phrase).attribute }));
          return presences(model.network, encodePhrases, memory, picture, things);
        });
        for (const [decoded, pass] of passes)
          for (const { sample, ref: mark, value, score: quality } of pass.predictions()) {
            const { refs, before = [], picture, singled } = answers[sample];
            const ref = mark - before.length;
            const placed = value === null ? {} : pass.decoder.toPixels(value, frames[picture]);
            const told = { words: refs[ref].probability, quality, presence: presence[sample][ref] };
            const evidence = { ...told, ...(singled && { singled }) };
            const score = scoreOf(decoded, evidence, model.calibration);
            for (const each of units[sample][ref])
              if (each.unit === decoded) Object.assign(each, placed, { score, evidence });
          }
      }),
    );
  return units.map((list) => list.flat());
}

function undecoded(
  word: string,
  newUnits: NewUnits,
  { phrase, triplet, index, probability }: PendingRef,
): GroundedUnit {
  const [unit = word] = decodedUnits([word], newUnits);
  const evidence = { words: probability };
  return { unit, ...(unit === word ? {} : { word }), phrase, triplet, index, score: probability, evidence };
}

/** A thing by its name, and by the number of the listed attribute that tells it apart. */
export interface NamedThing {
  name: string;
  attribute?: number;
}

/** Evidence that things are in a picture of the memory; undefined where the network has no proposals. */
export function presences(
  { visualDecoders }: RefVlmNetwork,
  encodePhrases: PhraseEncoder | undefined,
  memory: VisualMemory,
  picture: number,
  things: readonly NamedThing[],
): (number | undefined)[] {
  if (things.length === 0 || !encodePhrases) return things.map(() => undefined);
  const keys = encodePhrases(things.map(({ name }) => name)).unsqueeze(0); // [1, N, K]
  const own = memory.rows([picture]);
  const listed = own.listed?.attributes?.select(0, 0); // [A, proposals]
  const apart =
    listed &&
    stack(
      things.map(({ attribute }) =>
        attribute === undefined ? onesLike(listed.select(0, 0)) : listed.select(0, attribute),
      ),
    );
  const found = visualDecoders.presence(own, keys, apart?.unsqueeze(0));
  return found ? [...(found.to("float32").toTypedArray() as Float32Array)] : things.map(() => undefined);
}

/** Lays the states out as a batch [answers, most refs, C] in which each `<REF>` stands at its own number. */
function runDecoders(
  network: RefVlmNetwork,
  memory: VisualMemory,
  answers: readonly AnswerReferences[],
  encodePhrases: PhraseEncoder | undefined,
) {
  const known = network.visualDecoders.units.keys();
  const lists = answers.map(({ refs, before = [] }) => [...before, ...refs]);
  const length = Math.max(...lists.map((refs) => refs.length));
  const width = network.config.languageModel.hiddenSize;
  const states = new Float32Array(answers.length * length * width);
  for (const [row, refs] of lists.entries())
    for (const [i, { state }] of refs.entries()) if (state) states.set(state, (row * length + i) * width);
  const marks = answers.map(({ before = [], newUnits = {}, asks }, row) =>
    lists[row].map(({ units, phrase, triplet, list, group, instance, index }, position) => ({
      position,
      phrase,
      units: position < before.length ? [] : decodedUnits(units, newUnits).filter((unit) => known.includes(unit)),
      group,
      instance,
      triplet,
      list,
      index,
      ...asks?.(phrase),
    })),
  );
  const { device, dtype } = network;
  const hiddenStates = tensor(states, { shape: [answers.length, length, width], device, dtype });
  return network.visualDecoders.forward(memory, hiddenStates, marks, {
    pictureOf: answers.map(({ picture }) => picture),
    encodePhrases,
  });
}
