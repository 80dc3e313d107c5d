// Conversations to ids and label masks, built together segment by segment (paper section 3.2).
import type { Answer } from "../ast.js";
import { TrpError } from "../errors.js";
import { parseAnswer } from "../parse/parse.js";
import { comparePlan } from "../plan.js";
import { checkAnswer } from "../print.js";
import { answerSegments, type RefPlace, type Segment } from "../segments.js";
import type { Unit } from "../units.js";
import type { Codec } from "./codec.js";
import { type NewUnits, tellNewUnits } from "./new-units.js";
import type { Part, PromptTemplate, Turn } from "./prompt.js";
import { commandSegments, type TaskCommand } from "./task-command.js";

/** Label of an id that is not supervised. */
export const IGNORED = -100;

/** Where a visual prompt's placeholder id stands, and which of the turn's prompts it is. */
export interface PromptPlace {
  position: number;
  index: number;
}

/** A `<REF>` and the position of its own token. */
export interface EncodedRef extends RefPlace {
  position: number;
}

/** Ids that are never supervised. */
export interface EncodedSegment {
  ids: number[];
  /** Position of the picture's placeholder id, or -1. */
  image: number;
}

/** One turn; all positions count from the start of this turn's ids. */
export interface EncodedTurn {
  ids: number[];
  /** As long as `ids`; the id itself where it is supervised (answer and end token), `IGNORED` elsewhere. */
  labels: number[];
  /** Position of the answer's first id; the length of `ids` where the turn has no answer. */
  answerStart: number;
  /** Which of the ids write what the user says, from and to: neither the template's wording nor the command. */
  asked: readonly [number, number];
  prompts: PromptPlace[];
  refs: EncodedRef[];
  /** New unit words that hold in this turn, told by its command or by an earlier turn that it sees. */
  newUnits: NewUnits;
}

export interface EncodedConversation {
  /** Everything before the first question: start token, system prefix, the picture's place. */
  prefix: EncodedSegment;
  turns: EncodedTurn[];
}

export interface EncodeOptions {
  /** Turns do not see each other: each is worded as a first turn, right behind the prefix. */
  independent?: boolean;
  /** Units that the model knows: no new one may go by their names. Default `unitWords`. */
  language?: readonly Unit[];
  /** Whether answers are written with the plans that they have; by default they are. */
  plan?: boolean;
}

export interface EncodedQuestion extends EncodedConversation {
  /** Prefix and all turns in one row: what generation starts from. */
  ids: number[];
}

/**
 * Encodes a conversation. The picture's place comes once, at the start of the first user message
 * (of every one where turns are independent, by way of the shared prefix); the task command follows it,
 * so that the prefix depends on nothing but the picture.
 * @throws TrpError naming the turn: an answer whose plan and body disagree, a picture in a later turn,
 *   an empty question, an answer that cannot be parsed or printed, new units that cannot be
 */
export function encodeConversation(
  turns: readonly Turn[],
  codec: Codec,
  template: PromptTemplate,
  { independent = false, language, plan = true }: EncodeOptions = {},
): EncodedConversation {
  const image = turns.some((turn) => turn.user.some((part) => part.type === "image"));
  let newUnits: NewUnits = {};
  const encoded = turns.map((turn, i) => {
    newUnits = at(`turn ${i}`, () => tellNewUnits(independent ? {} : newUnits, turn.command, language));
    return { ...encodeTurn(turn, i, { first: independent || i === 0, image, plan }, codec, template), newUnits };
  });
  return { prefix: encodePrefix(image, codec, template), turns: encoded };
}

/**
 * Encodes a question for generation, after the turns of `history`.
 * @throws TrpError as `encodeConversation`, and for an earlier turn without an answer
 */
export function encodeQuestion(
  parts: Part[],
  codec: Codec,
  template: PromptTemplate,
  {
    command,
    history = [],
    ...options
  }: { command?: TaskCommand; history?: readonly Turn[] } & Pick<EncodeOptions, "language" | "plan"> = {},
): EncodedQuestion {
  const open = history.findIndex(({ answer }) => answer === undefined);
  if (open >= 0) throw new TrpError(`turn ${open} of the history has no answer`);
  const encoded = encodeConversation([...history, { user: parts, command }], codec, template, options);
  return { ...encoded, ids: [encoded.prefix.ids, ...encoded.turns.map((turn) => turn.ids)].flat() };
}

function encodePrefix(image: boolean, codec: Codec, template: PromptTemplate): EncodedSegment {
  const text = template.systemPrefix + (image ? template.user : "");
  const ids = [codec.bosId, ...(text ? codec.encodeText(text) : [])];
  if (image) ids.push(codec.imageId);
  return { ids, image: image ? ids.length - 1 : -1 };
}

type Place = { first: boolean; image: boolean; plan: boolean };

function encodeTurn(
  turn: Turn,
  number: number,
  place: Place,
  codec: Codec,
  template: PromptTemplate,
): Omit<EncodedTurn, "newUnits"> {
  const writer = new Writer(codec);
  const { opening, said, closing } = questionSegments(turn, number, place, template);
  for (const segment of joinTexts([...opening, ...said, ...closing])) writer.write(segment, false);
  const answerStart = writer.turn.ids.length;
  const asked = within(writer.turn.ids, codec, opening, closing);
  if (turn.answer !== undefined) {
    const answer = checkedAnswer(turn.answer, number);
    const segments = answerSegments(place.plan ? answer : { ...answer, plan: null });
    for (const segment of openedWith(template.answerStart, segments)) writer.write(segment, true);
    writer.id(codec.eosId, true);
  }
  return { ...writer.turn, answerStart, asked };
}

/** From and to of the ids that write anything behind some segments and before others. */
function within(
  ids: readonly number[],
  codec: Codec,
  before: readonly QuestionSegment[],
  behind: readonly QuestionSegment[],
): [number, number] {
  const bytes = (own: readonly number[]) => own.reduce((sum, id) => sum + codec.bytesOf(id).length, 0);
  const written = (segments: readonly QuestionSegment[]) =>
    bytes(segments.flatMap((segment) => ("text" in segment ? codec.encodeText(segment.text) : [])));
  const [first, last] = [written(before), bytes(ids) - written(behind)];
  let end = 0;
  const ends = ids.map((id) => (end += codec.bytesOf(id).length));
  const from = ends.findIndex((each) => each > first);
  const to = ends.findIndex((each) => each > last);
  return [from < 0 ? ids.length : from, to < 0 ? ids.length : to];
}

/** The answer's segments; the opening joins its first text, if the answer begins with one, and is tokenised with it. */
function openedWith(opening: string, [first, ...rest]: readonly Segment[]): Segment[] {
  if (first === undefined) return [];
  return [opening !== "" && "text" in first ? { text: opening + first.text } : first, ...rest];
}

type QuestionSegment = Segment | { prompt: number };

/**
 * The user's side as segments: the template's wording and the command, what the user says, and wording again. Neighbouring texts
 * are joined, so wording and question are tokenised as one text.
 */
function questionSegments(
  { user, command }: Turn,
  number: number,
  { first, image }: Place,
  template: PromptTemplate,
): Record<"opening" | "said" | "closing", QuestionSegment[]> {
  if (!first && user.some((part) => part.type === "image")) {
    throw new TrpError(`turn ${number}: a picture belongs to the first user message`);
  }
  const pictures = user.filter((part) => part.type === "image");
  if (pictures.length > 1) throw new TrpError(`turn ${number}: a conversation has one picture`);
  const [{ index = 0 } = {}] = pictures;
  if (index !== 0) {
    throw new TrpError(
      `turn ${number}: there is no picture ${index}: a conversation has one, number 0; leave index out`,
    );
  }
  if (!user.some((part) => part.type === "prompt" || (part.type === "text" && part.text.trim() !== ""))) {
    throw new TrpError(`turn ${number}: the question is empty`);
  }
  const opening = first ? (image ? template.afterImage : template.user) : template.turnEnd + template.user;
  const said: QuestionSegment[] = [];
  for (const part of user) {
    if (part.type === "text") said.push({ text: part.text });
    if (part.type === "prompt") said.push({ prompt: part.index });
  }
  const commanded = command ? commandSegments(command) : [];
  return { opening: [{ text: opening }, ...commanded], said, closing: [{ text: template.assistant }] };
}

function joinTexts(segments: readonly QuestionSegment[]): QuestionSegment[] {
  const out: QuestionSegment[] = [];
  for (const segment of segments) {
    const last = out.at(-1);
    if (last && "text" in last && "text" in segment) out[out.length - 1] = { text: last.text + segment.text };
    else out.push(segment);
  }
  return out;
}

function checkedAnswer(given: Answer | string, number: number): Answer {
  return at(`answer of turn ${number}`, () => {
    const answer = typeof given === "string" ? parseAnswer(given, { mode: "strict" }).answer : given;
    checkAnswer(answer, { plainText: true });
    const differences = answer.plan ? comparePlan(answer.plan, answer.body) : [];
    if (differences.length > 0) throw new TrpError(`plan and body disagree: ${differences[0].message}`);
    return answer;
  });
}

/** Puts the place of a fault before its message. */
function at<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TrpError) throw new TrpError(`${place}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Appends ids and labels together, so that they cannot get out of step. */
class Writer {
  readonly turn: Omit<EncodedTurn, "answerStart" | "asked" | "newUnits"> = {
    ids: [],
    labels: [],
    prompts: [],
    refs: [],
  };

  constructor(private readonly codec: Codec) {}

  id(id: number, supervised: boolean): void {
    this.turn.ids.push(id);
    this.turn.labels.push(supervised ? id : IGNORED);
  }

  write(segment: QuestionSegment, supervised: boolean): void {
    if ("text" in segment) {
      if (segment.text !== "") for (const id of this.codec.encodeText(segment.text)) this.id(id, supervised);
    } else if ("prompt" in segment) {
      this.turn.prompts.push({ position: this.turn.ids.length, index: segment.prompt });
      this.id(this.codec.promptId, supervised);
    } else {
      if (segment.ref) this.turn.refs.push({ ...segment.ref, position: this.turn.ids.length });
      this.id(this.codec.special(segment.special), supervised);
    }
  }
}
