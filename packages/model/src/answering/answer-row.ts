// One question's way through the engine: checked, embedded, followed token by token, its units collected, its answer told.
import { noGrad, scope, type Tensor } from "@refvlm/torch";
import type { Part } from "@refvlm/trp";
import type { AnswerAutomaton, Decided } from "@refvlm/trp/automaton";
import type { CxcywhBox, VisualPrompt } from "@refvlm/vision";
import type { PhraseEncoder } from "../decoders/name-fit.js";
import type { ProposedInPictures } from "../decoders/visual-memory.js";
import type { RowEvent } from "../generate/batch.js";
import type { TokenGuide } from "../generate/guide.js";
import type { EndReason, GeneratedToken, GenerateRequest } from "../generate/row.js";
import { DEFAULT_SEED } from "../generate/sampling.js";
import { packConversations } from "../packing.js";
import { minScoreOf } from "../pretrained/calibration.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import type { Asks } from "../router.js";
import { type AnswerEvent, type GroundedUnit, joinUnits } from "./answer.js";
import { AnswerBuilder, type PendingRef } from "./answer-builder.js";
import { withJson } from "./answer-json.js";
import { askedPrompts } from "./asked-prompts.js";
import { checkClosedSet } from "./closed-set.js";
import { absence, CheckedPlan, dispute, type PresenceCheck } from "./denial.js";
import { eachThingOnce } from "./each-thing-once.js";
import type { PictureHandle } from "./encoded-pictures.js";
import { AnswerTooShortError } from "./errors.js";
import { evidentPlan } from "./evident-plan.js";
import { explainAnswer } from "./explanation.js";
import { answerAutomaton } from "./grammar.js";
import { answerTexts } from "./listed-names.js";
import { presenceCheck } from "./presence-check.js";
import { encodePrompt, type Prompt } from "./prompt.js";
import { type AnswerOptions, checkThresholds, LONGEST_ANSWER, type QuestionContext, questionText } from "./question.js";
import { ReadQuestion } from "./read-question.js";
import { tripletBoxes } from "./triplet-boxes.js";
import { withExamples } from "./untaught.js";
import { foreignNames, foreignPicture, namesToldOf, pictureFigures } from "./warnings.js";

/** One question about a picture that is in memory; the picture stays its owner's, and must stay until the answer ends. */
export interface AnswerRequest extends AnswerOptions, QuestionContext {
  picture: PictureHandle;
  parts: readonly Part[];
}

/** One question on its way to its answer. */
export class AnswerRow {
  readonly request: AnswerRequest;
  readonly picture: PictureHandle;
  readonly prompt: Prompt;
  /** What the user points at in each turn, the question's last. */
  readonly pointed: readonly (readonly VisualPrompt[])[];
  /** Most tokens that its answer may have. */
  readonly longest: number;
  /** Why it cannot be answered; thrown to whoever reads it. */
  failure: { reason: unknown } | null = null;
  readonly #model: LoadedModel;
  readonly #automaton: AnswerAutomaton;
  readonly #presence: PresenceCheck | null;
  readonly #question: ReadQuestion;
  /** Reads what it names with the text tower, each text once. */
  readonly #encode: PhraseEncoder | undefined;
  #builder: AnswerBuilder;
  #constraint: { close(): void } | null = null;
  /** What nobody has read yet. */
  #events: AnswerEvent[] = [];
  #checked: CheckedPlan | null = null;
  /** Said of an answer that may still be taken back. */
  #held: AnswerEvent[] = [];
  readonly #units: GroundedUnit[] = [];
  /** The answer token by token, where it is to be explained. */
  #tokens: GeneratedToken[] = [];
  #guide: TokenGuide | undefined;
  #ended: EndReason | null = null;

  /**
   * @param decodes whether the scheduler decodes its units, as soon as it can
   * @throws RequestError for a question that cannot be answered as it is asked
   */
  constructor(
    model: LoadedModel,
    asked: AnswerRequest,
    readonly decodes: boolean,
  ) {
    const request = withExamples(model.network.config, asked);
    const { picture, parts, command, history, prompts, only, minScore, deny } = request;
    const { maxNewTokens = LONGEST_ANSWER } = request;
    checkThresholds({ minScore, deny });
    this.#model = model;
    this.request = request;
    this.picture = picture;
    this.prompt = encodePrompt(model, parts, { command, history, prompts });
    this.pointed = askedPrompts(request, picture.pictures.frames[picture.index]);
    this.longest = Math.min(maxNewTokens, this.prompt.room);
    this.#automaton = answerAutomaton(model, this.prompt.newUnits, command);
    if (only) checkClosedSet(model.network, this.#automaton, only);
    const { shortest } = this.#automaton;
    if (!(maxNewTokens >= shortest))
      throw new AnswerTooShortError(
        `an answer may have ${maxNewTokens} tokens, but the shortest has ${shortest}: allow more`,
        shortest,
      );
    this.#builder = new AnswerBuilder(model.codec);
    this.#encode = answerTexts(model);
    this.#question = new ReadQuestion(model, this.prompt, this.pointed);
    const deniable = { picture, parts, isPointed: this.#isPointed, asked: this.#question.asked, deny };
    this.#presence = presenceCheck(model, deniable, this.#encode);
  }

  /** Tokens of the conversation up to the end of the longest answer, the picture's included. */
  get mostTokens(): number {
    return this.#model.network.config.languageModel.maxPositions - this.prompt.room + this.longest;
  }

  /** Whether the user points at something. */
  get #isPointed(): boolean {
    return this.pointed.at(-1)!.length > 0;
  }

  /** What is proposed in the question's picture; views, for whoever asks to free. */
  #proposed(): ProposedInPictures {
    const { pictures, index } = this.picture;
    return pictures.memory.proposedIn(index);
  }

  /** Where the answer's triplets point, as far as their states are there. */
  #tripletBoxes(): (CxcywhBox | null)[] {
    const { pictures, index } = this.picture;
    return tripletBoxes(this.#model.network, this.#encode, pictures.memory, index, this.#builder.refs, (phrase) =>
      this.asks(phrase),
    );
  }

  /** What the question says of where things lie that the answer calls so. */
  asks(phrase: string): Asks {
    return this.#question.asks(phrase, this.#builder.plan);
  }

  /** Whether the question singles out one of several things. */
  get singlesOut(): boolean {
    return this.#question.singlesOut(this.#builder.plan);
  }

  /** The embedded turns [T, C]; the picture and what stands before it have been read. */
  #embed(): Tensor {
    const { network } = this.#model;
    const { pictures, index } = this.picture;
    const turns = { prefix: { ids: [], image: -1 }, turns: this.prompt.conversation.turns };
    const pointed = { prompts: this.pointed, frame: pictures.frames[index] };
    const row = { conversation: turns, independent: false, pointed };
    const packed = packConversations([row], network.packing(this.#model));
    const seen = network.see(this.#proposed(), this.#encode);
    return network.embed(packed, { patches: pictures.patches(index), seen }).squeeze(0);
  }

  /** What generation is asked for; whoever asks frees the prompt. */
  input(): GenerateRequest {
    const { temperature, topP, seed } = this.request;
    const { pictures, index } = this.picture;
    const { newUnits } = this.prompt;
    const { only } = this.request;
    // "It" is what the answer before named.
    const { asked, told: toldBefore } = this.#question;
    const told = toldBefore.length > 0 ? toldBefore : undefined;
    const begin = (decided?: Decided, names = told) =>
      this.#automaton.follow(this.longest, decided, names ? { names, ...only } : only);
    const { codec, network } = this.#model;
    const pointed = this.pointed.at(-1)!.map((prompt) => ({ prompt, frame: pictures.frames[index], row: 0 }));
    const denials = network.evidence ? [this.#isPointed ? dispute : absence] : [];
    this.#checked = this.#presence && new CheckedPlan(begin, codec, this.#presence, denials, newUnits);
    const followed = this.#checked ?? begin();
    this.#constraint = followed;
    const constraint = evidentPlan(this.#model, followed, {
      ...{ picture: this.picture, newUnits, question: asked, pointed },
      said: questionText(this.request.parts),
      ...{ encode: this.#encode, proposed: () => this.#proposed(), only: only?.names },
    });
    const prompt = noGrad(() => scope(() => this.#embed()));
    const prefix = pictures.prefix(index);
    const guide =
      asked &&
      network.guide(
        () => this.#proposed(),
        asked,
        () => this.#tripletBoxes(),
        { codec, encode: this.#encode },
        pointed,
      );
    this.#guide = guide ?? undefined;
    return { temperature, topP, seed, prompt, prefix, constraint, guide: this.#guide, maxNewTokens: this.longest };
  }

  /** Whether something has happened that nobody has read. */
  get hasNews(): boolean {
    return this.#events.length > 0;
  }

  /** What has happened since it was read last. */
  read(): AnswerEvent[] {
    return this.#events.splice(0);
  }

  /** Takes what generation says about this row. */
  follow(event: RowEvent): void {
    if (event.type === "token" && this.request.explain) this.#tokens.push(event);
    if (event.type === "restart") this.#tokens = [];
    switch (event.type) {
      case "token":
        if (this.request.enough?.aborted) this.#constraint?.close();
        this.#say(this.#builder.token(event));
        break;
      case "restart":
        this.#builder = new AnswerBuilder(this.#model.codec);
        this.#held = [];
        break;
      case "state":
        this.#builder.state(event.state);
        break;
      case "end":
        this.#ended = event.reason;
        this.#say(this.#builder.end());
        break;
      case "failure":
        this.failure = { reason: event.error };
    }
  }

  /** References that can be decoded; each is given once. */
  ready(): PendingRef[] {
    return this.#builder.ready();
  }

  /** References that point before these, and whose things these cannot be. */
  before(refs: readonly PendingRef[]): PendingRef[] {
    return this.#builder.before(refs);
  }

  /** Takes what the decoders made of them. */
  units(units: readonly GroundedUnit[]): void {
    const overlap = this.#model.network.config.evidence?.proposals.suppression;
    const sure = units.filter((unit) => this.#isGiven(unit));
    const given = overlap === undefined ? sure : eachThingOnce(sure, overlap);
    this.#units.push(...given);
    this.#say(given.map((unit) => ({ type: "unit", unit })));
  }

  /** What the words tell of is shown, however unlikely, and of several the first; further ones are where they are more right than not. */
  #isGiven({ unit, index, score, evidence }: GroundedUnit): boolean {
    const { minScore } = this.request;
    if (minScore !== undefined) return score >= minScore;
    return index === 0 || score >= minScoreOf(unit, evidence, this.#model.calibration);
  }

  /** All words are there, and the state of every reference. */
  get complete(): boolean {
    return this.#ended !== null && this.#builder.refs.every(({ state }) => state);
  }

  /** Says the whole answer. */
  end(): void {
    const { text, trp, plan, problems, tokens } = this.#builder;
    const { network, card } = this.#model;
    const { pictures, index } = this.picture;
    const { width, height } = pictures.frames[index];
    const warnings = [
      ...foreignPicture(this.#model, () => scope(() => pictureFigures(pictures.patches(index).map))),
      ...foreignNames(
        this.#model,
        namesToldOf(
          text,
          plan?.lines.map(({ name }) => name) ?? [],
          this.#isPointed ? "" : questionText(this.request.parts),
        ),
      ),
    ];
    const answer = withJson({
      model: { name: network.config.name, version: card?.version ?? null },
      seed: this.request.seed ?? DEFAULT_SEED,
      image: { width, height },
      text: text.trim(),
      trp,
      plan,
      instances: joinUnits(this.#units),
      problems,
      ...(this.request.explain && { explanation: this.#explanation() }),
      ...(warnings.length > 0 && { warnings }),
      tokens,
      ended: this.#ended ?? "end",
    });
    this.#say([{ type: "end", answer, probability: this.#builder.probability }]);
  }

  #explanation() {
    const { picture } = this;
    const tokens = this.#tokens;
    return noGrad(() =>
      scope(() => {
        this.#guide?.restart(); // it reads the whole answer once more
        const added = tokens.length > 0 ? (this.#guide?.added(tokens.map(({ id }) => id)) ?? null) : null;
        return explainAnswer(this.#model, { tokens, refs: this.#builder.refs, picture, prompt: this.#embed(), added });
      }),
    );
  }

  #say(events: readonly AnswerEvent[]): void {
    this.#held.push(...events);
    const waits = this.#checked !== null && !this.#checked.decided && this.#ended === null;
    if (!waits) this.#events.push(...this.#held.splice(0));
  }
}
