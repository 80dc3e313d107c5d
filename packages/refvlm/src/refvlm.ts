// The library's door: load a network, ask about pictures in words, get answers whose phrases carry boxes and masks.
import {
  type AnswerEvent,
  answer,
  answerBatch,
  type EarlierTurn,
  type GroundedAnswer,
  type LoadedModel,
  loadPretrained,
  type ModelCard,
  type ModelIdentity,
  PictureCache,
  type PlacementOptions,
  type PluginOptions,
  schedulerOf,
} from "@refvlm/model";
import { readyEngine } from "@refvlm/torch";
import type { Picture } from "@refvlm/vision";
import { AnswerStream } from "./answer-stream.js";
import { Chat } from "./chat.js";
import { DisposedError, QuestionError } from "./errors.js";
import { DEFAULT_MODEL, modelFolder } from "./model-folder.js";
import { checkOptions, checkValue, excerpt } from "./options.js";
import { type PictureSource, readPicture } from "./picture-source.js";
import { checkQuestion, isQuestionOption, type Question, type QuestionOptions, questionParts } from "./question.js";

export interface LoadOptions extends PlacementOptions, PluginOptions {
  /** How many pictures stay encoded for further questions. Default 4. */
  cachedPictures?: number;
  /** Fetches pictures that are given as http: or https: URLs. Default false: nothing goes over the network. */
  http?: boolean;
}

const LOAD_OPTIONS = ["device", "dtype", "decoders", "cachedPictures", "http"];
const DTYPES: readonly unknown[] = ["auto", "float32", "bfloat16", "float16", "float64"];

/** One of many questions; give the same source again to ask more about a picture. */
export interface PictureQuestion {
  picture: PictureSource;
  question: Question;
}

/**
 * A loaded network. Questions may be asked at the same time: each answer is the same as if it was asked alone.
 *
 * ```ts
 * await using vlm = await RefVlm.load();
 * const answer = await vlm.ask("street.jpg", "where is the dog?");
 * console.log(answer.text, answer.instances[0]?.box);
 * ```
 */
export class RefVlm {
  /** The folder that the network was loaded from. */
  readonly folder: string;
  readonly #model: LoadedModel;
  readonly #pictures: PictureCache;
  readonly #http: boolean;
  /** One for each answer under way. */
  readonly #running = new Set<AbortController>();
  #disposed = false;

  private constructor(folder: string, model: LoadedModel, { cachedPictures = 4, http = false }: LoadOptions) {
    this.folder = folder;
    this.#model = model;
    this.#http = http;
    this.#pictures = new PictureCache(schedulerOf(model), { pictures: Math.max(1, cachedPictures) });
  }

  /**
   * Loads a network. The very first load on a machine may build the engine before, with progress on stderr.
   * @param model a name ("photo", for photographs, and "nano", for drawings, are shipped; further ones are looked for in $REFVLM_MODELS) or a model folder's path
   * @throws ModelNotFoundError; QuestionError for an option that there is not, or that cannot be; ModelFileError naming file and key for a config, tokenizer or weights that do not fit, also those of a plugin;
   *   DeviceError for a device that there is not; EngineNotBuiltError, which says how to get what the machine lacks
   */
  static async load(model = DEFAULT_MODEL, options: LoadOptions = {}): Promise<RefVlm> {
    checkLoading(model, options);
    const folder = modelFolder(model);
    await readyEngine();
    return new RefVlm(folder, loadPretrained(folder, options), options);
  }

  /** The network's name, from its config. */
  get name(): string {
    return this.#model.network.config.name;
  }

  /** Its name and version, as its answers say them. */
  get identity(): ModelIdentity {
    return { name: this.name, version: this.card?.version ?? null };
  }

  /** Units that it can answer with, e.g. `box`, `mask`. */
  get units(): string[] {
    return [...this.#model.network.visualDecoders.units.keys()];
  }

  /** What it was trained on, knows and is worth; null for a network without a card. */
  get card(): ModelCard | null {
    return this.#model.card;
  }

  /** Whether it knows words that mean names of its card, and its answers warn of what is like none: a question need not name any. */
  get warnsOfNames(): boolean {
    const { evidence } = this.#model.network;
    return evidence !== null && evidence.config.wordIsName < 1;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /**
   * Answers a question about a picture. Boxes and masks are in the picture's own pixels.
   * @throws PictureError for a picture that cannot be read; QuestionError for an empty question or a bad option;
   *   RequestError for a prompt, history, command or length that the model cannot take (PromptTooLongError, AnswerTooShortError);
   *   DisposedError after (or during) `dispose`; the signal's reason when aborted
   */
  async ask(picture: PictureSource, question: Question, options: QuestionOptions = {}): Promise<GroundedAnswer> {
    for await (const event of this.stream(picture, question, options)) if (event.type === "end") return event.answer;
    throw new Error("the answer has no end");
  }

  /**
   * The same while it is written: pieces, words, the plan, each unit as soon as its phrase is closed, and the whole
   * answer at the end. Nothing happens before the first event is asked for; leaving the loop stops the answer, and so do
   * the signal and `dispose`, at once also where nobody waits for an event.
   */
  stream(picture: PictureSource, question: Question, options: QuestionOptions = {}): AnswerStream {
    const control = new AbortController();
    return new AnswerStream(this.#write(picture, question, options, control), control.signal);
  }

  async *#write(
    picture: PictureSource,
    question: Question,
    options: QuestionOptions,
    control: AbortController,
  ): AsyncGenerator<AnswerEvent, void, void> {
    this.#check();
    checkQuestion(question, options);
    const { maxTokens, signal, ...asked } = options;
    const forget = this.#follow(control, signal);
    let release: (() => void) | undefined;
    try {
      const pixels = await this.#read(picture);
      control.signal.throwIfAborted();
      const loan = await this.#pictures.borrow(pixels, options);
      release = loan.release;
      yield* answer(this.#model, {
        ...asked,
        picture: loan.picture,
        parts: questionParts(question, asked.prompts),
        maxNewTokens: maxTokens,
        signal: control.signal,
      });
    } finally {
      forget();
      if (!this.#disposed) release?.();
    }
  }

  /**
   * Answers many questions side by side, in their order and each as if it was asked alone: quicker than one by one, but
   * all pictures are in memory at once, and nothing is told before the last answer. Visual prompts are the same for all.
   * @throws as `ask`
   */
  async askMany(questions: readonly PictureQuestion[], options: QuestionOptions = {}): Promise<GroundedAnswer[]> {
    this.#check();
    checkMany(questions);
    for (const { question } of questions) checkQuestion(question, options);
    const { maxTokens, signal, command, history, prompts, ...asked } = options;
    const control = new AbortController();
    const forget = this.#follow(control, signal);
    try {
      const sources = [...new Set(questions.map(({ picture }) => picture))];
      const read = await Promise.all(sources.map((source) => this.#read(source)));
      control.signal.throwIfAborted();
      const asking = questions.map(({ picture, question }) => ({
        picture: read[sources.indexOf(picture)],
        parts: questionParts(question, prompts),
        ...{ command, history, prompts },
      }));
      return await answerBatch(this.#model, asking, { ...asked, maxNewTokens: maxTokens, signal: control.signal });
    } finally {
      forget();
    }
  }

  /**
   * Opens a conversation about a picture, in which each question sees the ones before it.
   * @param history earlier turns to start from, e.g. examples of a new unit
   * @throws PictureError for a picture that cannot be read; QuestionError for an option that there is not or a history
   *   that is no list; DisposedError after `dispose`
   */
  async chat(picture: PictureSource, options: { history?: readonly EarlierTurn[] } = {}): Promise<Chat> {
    this.#check();
    checkOptions("a chat", options, ["history"]);
    const { history = [] } = options;
    if (!Array.isArray(history)) throw new QuestionError(`history is ${excerpt(history)}; it must be a list of turns`);
    const pixels = await this.#read(picture);
    return new Chat((question, options) => this.stream(pixels, question, options), history);
  }

  /** Frees the network. Answers under way stop with a DisposedError. Doing it twice is harmless. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const control of this.#running) control.abort(disposedError());
    this.#pictures.dispose(disposedError());
    this.#model.network.dispose();
    await new Promise(setImmediate); // answers that nobody waits for let go of what they hold
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  #read(picture: PictureSource): Promise<Picture> {
    return readPicture(picture, { http: this.#http });
  }

  /** Lets `dispose` and the caller's signal stop what runs under `control`, until the returned function is called. */
  #follow(control: AbortController, signal: AbortSignal | undefined): () => void {
    signal?.throwIfAborted();
    const onAbort = () => control.abort(signal!.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#running.add(control);
    return () => {
      signal?.removeEventListener("abort", onAbort);
      this.#running.delete(control);
    };
  }

  #check(): void {
    if (this.#disposed) throw disposedError();
  }
}

function checkLoading(model: unknown, options: LoadOptions): void {
  checkValue("model", model, (value) => typeof value === "string", "a name, or a model folder's path");
  checkOptions("loading", options, LOAD_OPTIONS);
  const { device, dtype, decoders, cachedPictures, http } = options;
  checkValue("device", device, (value) => typeof value === "string", "cpu, cuda or cuda:N");
  checkValue("dtype", dtype, (value) => DTYPES.includes(value), `one of ${DTYPES.join(", ")}`);
  checkValue("decoders", decoders, isTexts, 'folders by unit, e.g. { mask: "sam=FOLDER" }');
  checkValue("cachedPictures", cachedPictures, (value) => Number.isSafeInteger(value), "a whole number");
  checkValue("http", http, (value) => typeof value === "boolean", "true or false");
}

function isTexts(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((each) => typeof each === "string");
}

function checkMany(questions: readonly PictureQuestion[]): void {
  const form = "{ picture, question }";
  if (!Array.isArray(questions))
    throw new QuestionError(`the questions are ${excerpt(questions)}; they must be a list of ${form}`);
  for (const [i, each] of questions.entries()) {
    if (typeof each !== "object" || each === null)
      throw new QuestionError(`questions.${i} is ${excerpt(each)}; it must be ${form}`);
    const option = Object.keys(each).find(isQuestionOption);
    if (option !== undefined)
      throw new QuestionError(`questions.${i}.${option}: options are the same for all: give them behind the questions`);
  }
}

function disposedError(): DisposedError {
  return new DisposedError("this network has been disposed: load it again with RefVlm.load");
}
