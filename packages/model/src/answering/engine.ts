// The one way from pictures to answers: prompt, automaton, generation, reading, decoding (DESIGN section 1.3).
import { noGrad, scope, type Tensor } from "@refvlm/torch";
import { type Part, SPECIAL } from "@refvlm/trp";
import type { CxcywhBox, VisualPrompt } from "@refvlm/vision";
import type { ListedProposals } from "../decoders/listed-proposals.js";
import { type GenerateEvent, generate } from "../generate/generate.js";
import type { EndReason } from "../generate/row.js";
import { DEFAULT_SEED } from "../generate/sampling.js";
import { packConversations } from "../packing.js";
import { presenceProbability } from "../pretrained/calibration.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import { type AnswerEvent, type GroundedUnit, joinUnits } from "./answer.js";
import { AnswerBuilder, type PendingRef } from "./answer-builder.js";
import { withJson } from "./answer-json.js";
import { askedPrompts } from "./asked-prompts.js";
import { decodeReferences, presences } from "./decode-references.js";
import { CheckedPlan, type PresenceCheck } from "./denial.js";
import type { EncodedPictures, PictureHandle } from "./encoded-pictures.js";
import { AnswerTooShortError, RequestError } from "./errors.js";
import { answerAutomaton } from "./grammar.js";
import { encodePrompt, type Prompt } from "./prompt.js";
import { type AnswerOptions, checkThresholds, LONGEST_ANSWER, type QuestionContext } from "./question.js";
import { tripletBoxes } from "./triplet-boxes.js";
import { withExamples } from "./untaught.js";

/** One question about a picture that is in memory; the picture stays its owner's, and must stay until the answer ends. */
export interface AnswerRequest extends AnswerOptions, QuestionContext {
  picture: PictureHandle;
  parts: readonly Part[];
}

/** An event of one of several answers; `request` is its question's place. */
export interface BatchEvent {
  request: number;
  event: AnswerEvent;
}

/**
 * Answers one question; units come as soon as their triplet closes. Nothing happens before the first event is asked for,
 * nothing between two; whoever leaves the loop (or calls `return`), or aborts and asks on, frees all that the answer holds.
 * @throws RequestError for what a caller can mend; the signal's reason when aborted
 */
export async function* answer(model: LoadedModel, request: AnswerRequest): AsyncGenerator<AnswerEvent, void, void> {
  for await (const { event } of answerTogether(model, [request], { unitsAtOnce: false })) yield event;
}

/**
 * Answers questions side by side; an answer is the same alone and among others. A signal stops them all.
 * @param unitsAtOnce decodes the units of all answers in one pass of each decoder when all words are there: quicker, but
 *   nobody sees a unit before the last word of the longest answer
 * @throws as `answer`
 */
export async function* answerTogether(
  model: LoadedModel,
  requests: readonly AnswerRequest[],
  { unitsAtOnce = true }: { unitsAtOnce?: boolean } = {},
): AsyncGenerator<BatchEvent, void, void> {
  const onPhase = requests[0]?.onPhase;
  onPhase?.("language model");
  const signal = anySignal(requests);
  const rows = requests.map((request, number) => new AnswerRow(model, request, number));
  const embedded = noGrad(() => scope(() => rows.map((row) => row.embed())));
  try {
    const { languageModel } = model.network;
    const inputs = rows.map((row, number) => row.input(embedded[number]));
    const stateIds = [model.codec.special(SPECIAL.ref)];
    for await (const event of generate(languageModel, inputs, { eosId: model.codec.eosId, stateIds, signal })) {
      const row = rows[event.row];
      yield* row.follow(event);
      if (unitsAtOnce) continue;
      signal?.throwIfAborted(); // whoever aborts may free the network, so nothing is decoded after it
      onPhase?.("unit decoders");
      const units = decode(model, [row])[0];
      onPhase?.("language model");
      yield* row.units(units);
      if (row.complete) yield row.end();
    }
    if (!unitsAtOnce) return;
    onPhase?.("unit decoders");
    const units = decode(model, rows);
    for (const [number, row] of rows.entries()) {
      yield* row.units(units[number]);
      yield row.end();
    }
  } finally {
    for (const prompt of embedded) prompt.dispose();
  }
}

/** One question on its way to its answer. */
class AnswerRow {
  readonly picture: PictureHandle;
  readonly prompt: Prompt;
  /** What the user points at in each turn, the question's last. */
  readonly pointed: readonly (readonly VisualPrompt[])[];
  readonly #model: LoadedModel;
  readonly #request: AnswerRequest;
  readonly #number: number;
  readonly #presence: PresenceCheck | null;
  #builder: AnswerBuilder;
  /** Said of a plan that may still be taken back. */
  #held: AnswerEvent[] = [];
  readonly #units: GroundedUnit[] = [];
  #ended: EndReason | null = null;

  constructor(model: LoadedModel, asked: AnswerRequest, number: number) {
    const request = withExamples(model.network.config, asked);
    const { picture, parts, command, history, prompts, minScore, deny } = request;
    checkThresholds({ minScore, deny });
    this.#model = model;
    this.#request = request;
    this.#number = number;
    this.picture = picture;
    this.prompt = encodePrompt(model, parts, { command, history, prompts });
    this.pointed = askedPrompts(request, picture.pictures.frames[picture.index]);
    this.#builder = new AnswerBuilder(model.codec);
    this.#presence = this.#presenceCheck();
  }

  /** Whether planned names may be there; null where nothing can deny them: what is pointed at is there. */
  #presenceCheck(): PresenceCheck | null {
    const fitted = this.#model.calibration?.presence;
    const { deny = fitted?.deny ?? 0, picture } = this.#request;
    if (deny > 0 && !fitted)
      throw new RequestError("deny: this model has no calibration to deny by; fit one with `refvlm calibrate`");
    const { plan } = this.#model.network.config;
    if (deny > 0 && !plan && this.#request.deny !== undefined)
      throw new RequestError("deny: this model writes no plan, so there is nothing to deny before it is said");
    if (!fitted || !plan || deny === 0 || this.pointed.at(-1)!.length > 0) return null;
    const { pictures, index } = picture;
    const { network, textCodec } = this.#model;
    return (names) =>
      scope(() => presences(network, network.phraseEncoder(textCodec), pictures.memory, index, names)).some(
        (presence) => presence === undefined || presenceProbability(presence, fitted) >= deny,
      );
  }

  /** The listed proposals of the question's picture; views, for whoever asks to free. */
  #listed(): ListedProposals | null {
    const { pictures, index } = this.picture;
    return pictures.memory.listed?.rows((x) => x.narrow(0, index, 1)) ?? null;
  }

  /** Where the answer's triplets point, as far as their states are there. */
  #tripletBoxes(): (CxcywhBox | null)[] {
    const { pictures, index } = this.picture;
    return tripletBoxes(this.#model, pictures.memory, index, this.#builder.refs);
  }

  /** The embedded turns [T, C]; the picture and what stands before it have been read. */
  embed(): Tensor {
    const { network } = this.#model;
    const { pictures, index } = this.picture;
    const turns = { prefix: { ids: [], image: -1 }, turns: this.prompt.conversation.turns };
    const pointed = { prompts: this.pointed, frame: pictures.frames[index] };
    const row = { conversation: turns, independent: false, pointed };
    const packed = packConversations([row], network.packing(this.#model));
    const proposals = pictures.memory.proposals?.rows((x) => x.narrow(0, index, 1));
    const seen = network.see(this.#listed(), network.phraseEncoder(this.#model.textCodec));
    return network.embed(packed, { patches: pictures.patches(index), proposals, seen }).squeeze(0);
  }

  /** What generation is asked for. */
  input(prompt: Tensor) {
    const { maxNewTokens = LONGEST_ANSWER, temperature, topP, seed, command } = this.#request;
    const { newUnits, room } = this.prompt;
    const automaton = answerAutomaton(this.#model, newUnits, command);
    const { shortest } = automaton;
    if (!(maxNewTokens >= shortest))
      throw new AnswerTooShortError(
        `an answer may have ${maxNewTokens} tokens, but the shortest has ${shortest}: allow more`,
        shortest,
      );
    const longest = Math.min(maxNewTokens, room);
    const { pictures, index } = this.picture;
    const constraint = this.#presence
      ? new CheckedPlan(automaton, this.#model.codec, longest, this.#presence, newUnits)
      : automaton.follow(longest);
    const question = this.prompt.conversation.turns.at(-1)!.ids;
    const guide = this.#model.network.guide(
      () => this.#listed(),
      question,
      () => this.#tripletBoxes(),
      this.#model,
    );
    const prefix = pictures.prefix(index);
    return { temperature, topP, seed, prompt, prefix, constraint, guide, maxNewTokens: longest };
  }

  /** Takes what generation says about this row. */
  follow(event: GenerateEvent): BatchEvent[] {
    if (event.type === "token") return this.#say(this.#builder.token(event));
    if (event.type === "restart") {
      this.#builder = new AnswerBuilder(this.#model.codec);
      this.#held = [];
      return [];
    }
    if (event.type === "state") this.#builder.state(event.state);
    else {
      this.#ended = event.reason;
      return this.#say(this.#builder.end());
    }
    return [];
  }

  /** References that can be decoded; each is given once. */
  ready(): PendingRef[] {
    return this.#builder.ready();
  }

  /** References that point before these, and whose things these cannot be. */
  before(refs: readonly PendingRef[]): PendingRef[] {
    return this.#builder.before(refs);
  }

  units(units: readonly GroundedUnit[]): BatchEvent[] {
    const sure = units.filter(({ unit, score }) => score >= this.#minScore(unit));
    this.#units.push(...sure);
    return this.#say(sure.map((unit) => ({ type: "unit", unit })));
  }

  #minScore(unit: string): number {
    const { units = {} } = this.#model.calibration ?? {};
    return this.#request.minScore ?? (Object.hasOwn(units, unit) ? units[unit].minScore : 0);
  }

  /** All words are there, and the state of every reference. */
  get complete(): boolean {
    return this.#ended !== null && this.#builder.refs.every(({ state }) => state);
  }

  end(): BatchEvent {
    const { text, trp, plan, problems, tokens } = this.#builder;
    const { network, card } = this.#model;
    const { pictures, index } = this.picture;
    const { width, height } = pictures.frames[index];
    const answer = withJson({
      model: { name: network.config.name, version: card?.version ?? null },
      seed: this.#request.seed ?? DEFAULT_SEED,
      image: { width, height },
      text: text.trim(),
      trp,
      plan,
      instances: joinUnits(this.#units),
      problems,
      tokens,
      ended: this.#ended ?? "end",
    });
    return { request: this.#number, event: { type: "end", answer } };
  }

  #say(events: readonly AnswerEvent[]): BatchEvent[] {
    this.#held.push(...events);
    const waits = this.#presence !== null && this.#builder.plan === null && this.#ended === null;
    return waits ? [] : this.#held.splice(0).map((event) => ({ request: this.#number, event }));
  }
}

/** The units of each row's references that are ready, in one pass of each decoder for the pictures of one owner. */
function decode(model: LoadedModel, rows: readonly AnswerRow[]): GroundedUnit[][] {
  const units: GroundedUnit[][] = rows.map(() => []);
  const owners = new Map<EncodedPictures, { row: number; refs: PendingRef[] }[]>();
  for (const [row, { picture, ...rest }] of rows
    .map((row) => ({ picture: row.picture, refs: row.ready() }))
    .entries()) {
    if (rest.refs.length === 0) continue;
    const asked = owners.get(picture.pictures) ?? [];
    owners.set(picture.pictures, [...asked, { row, refs: rest.refs }]);
  }
  for (const [pictures, asked] of owners) {
    const answers = asked.map(({ row, refs }) => ({
      refs,
      before: rows[row].before(refs),
      picture: rows[row].picture.index,
      newUnits: rows[row].prompt.newUnits,
      prompts: rows[row].pointed.at(-1),
    }));
    const decoded = decodeReferences(model, pictures.memory, answers, pictures.frames);
    for (const [i, { row }] of asked.entries()) units[row] = decoded[i];
  }
  return units;
}

function anySignal(requests: readonly AnswerRequest[]): AbortSignal | undefined {
  const signals = [...new Set(requests.flatMap(({ signal }) => signal ?? []))];
  return signals.length > 1 ? AbortSignal.any(signals) : signals[0];
}
