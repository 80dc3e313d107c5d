// What the server's thread and the engine's thread say to each other: plain data.
import type {
  AnswerJson,
  AnswerOptions,
  EarlierTurn,
  InstanceJson,
  PlacementOptions,
  PluginOptions,
} from "@refvlm/model";
import type { Part, TaskCommand } from "@refvlm/trp";
import type { ClosedSet } from "@refvlm/trp/automaton";
import type { Picture, PromptJson } from "@refvlm/vision";
import type { Failure } from "../api-error.js";
import type { Limits } from "../limits.js";

/** A picture itself, or the id under which it was answered about before. */
export type AskedPicture = { pixels: Picture } | { id: string };

/** One turn with what its user points at, as JSON: the picture's size decides what is valid. */
export interface AskedTurn {
  user: Part[];
  prompts: PromptJson[];
  /** Whether the places of points and boxes are shares of the picture, 0..1, not pixels. */
  inShares?: boolean;
  answer?: EarlierTurn["answer"];
}

export interface Ask {
  picture: AskedPicture;
  /** The question's turn last. */
  turns: AskedTurn[];
  /** For networks that have not been taught: what the question asks for, shown by examples. */
  command?: TaskCommand;
  /** Names and units that the answer is limited to. */
  only?: ClosedSet;
  options?: Pick<AnswerOptions, "maxNewTokens" | "temperature" | "topP" | "seed" | "minScore" | "deny" | "explain">;
  /** Masks as polygons instead of run lengths. */
  polygons?: boolean;
}

export type Order =
  | { type: "ask"; id: number; ask: Ask }
  /** Nobody waits for it any more. */
  | { type: "stop"; id: number }
  /** No more words are wanted of it: it is closed as soon as it can be. */
  | { type: "enough"; id: number }
  | { type: "ping" };

/** What a client can know of the network. */
export interface About {
  name: string;
  version: string | null;
  units: string[];
  /** From its card: names that it has learnt. */
  names: string[];
}

/** What an answer's reading took. */
export interface Beginning {
  imageId: string;
  promptTokens: number;
  imageTokens: number;
  /** Whether the picture had been encoded before. */
  cached: boolean;
}

export type AnswerNews =
  /** Before all others: from here on the question counts as accepted. */
  | ({ type: "begin" } & Beginning)
  /** Words alone, and the same with markers and plan. */
  | { type: "text"; text: string }
  | { type: "piece"; piece: string }
  /** One unit of an instance, as the instances of an answer are written. */
  | { type: "unit"; instance: InstanceJson }
  | { type: "end"; answer: AnswerJson; probability: number }
  | { type: "failure"; failure: Failure };

export type News =
  | { type: "ready"; about: About }
  | { type: "pong"; state: EngineState }
  | ({ id: number } & AnswerNews);

export interface EngineState {
  waiting: number;
  writing: number;
  encoding: number;
  pictures: number;
  pictureBytes: number;
  liveTensors: number;
}

export interface EngineData extends PlacementOptions, PluginOptions {
  /** Folder of the model. */
  folder: string;
  limits: Limits;
}
