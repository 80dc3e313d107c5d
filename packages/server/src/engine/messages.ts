// What the server's thread and the engine's thread say to each other: plain data.
import type { AnswerJson, AnswerOptions, EarlierTurn, InstanceJson, PlacementOptions } from "@refvlm/model";
import type { Part } from "@refvlm/trp";
import type { Picture, PromptJson } from "@refvlm/vision";
import type { Failure } from "../api-error.js";
import type { Limits } from "../limits.js";

/** A picture itself, or the id under which it was answered about before. */
export type AskedPicture = { pixels: Picture } | { id: string };

/** One turn with what its user points at, as JSON: the picture's size decides what is valid. */
export interface AskedTurn {
  user: Part[];
  prompts: PromptJson[];
  answer?: EarlierTurn["answer"];
}

export interface Ask {
  picture: AskedPicture;
  /** The question's turn last. */
  turns: AskedTurn[];
  options: Pick<AnswerOptions, "maxNewTokens" | "temperature" | "topP" | "seed" | "minScore" | "deny" | "explain">;
  /** Masks as polygons instead of run lengths. */
  polygons: boolean;
}

export type Order =
  | { type: "ask"; id: number; ask: Ask }
  /** Nobody waits for it any more. */
  | { type: "stop"; id: number }
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
  | { type: "end"; answer: AnswerJson }
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

export interface EngineData extends PlacementOptions {
  /** Folder of the model. */
  folder: string;
  limits: Limits;
}
