// What the server says and is told, as far as the page reads it.
import type { PromptJson } from "@refvlm/vision";

export interface UnitMarkJson {
  unit: string;
  word?: string;
  score: number;
  evidence?: { words: number; quality?: number; presence?: number; singled?: boolean };
}

/** One object of an answer; what its units say stands under their names. */
export interface InstanceJson {
  phrase: string;
  triplet: number;
  index: number;
  score: number;
  units: UnitMarkJson[];
  [unit: string]: unknown;
}

export interface PlanJson {
  decode: boolean;
  lines: { name: string; units: string[]; count: number }[];
}

export interface AnswerJson {
  picture?: string;
  image: { width: number; height: number };
  text: string;
  trp: string;
  plan: PlanJson | null;
  instances: InstanceJson[];
  problems: string[];
  tokens: number;
  ended: "end" | "length";
  model: { name: string; version: string | null };
  seed: number;
  explanation?: ExplanationJson;
}

/** How an answer came about; see `explanation.ts` of @refvlm/model. */
export interface ExplanationJson {
  tokens: { text: string; probability: number | null }[];
  proposals: { box: [number, number, number, number]; objectness: number }[];
  references: {
    triplet: number;
    index: number;
    token: number;
    tokens: number[];
    picture: { side: number; weights: number[] };
  }[];
}

export type Part =
  | { type: "text"; text: string }
  | { type: "image_url"; image_url: { url: string } }
  | { type: "image_id"; image_id: string }
  | { type: "visual_prompt"; visual_prompt: PromptJson };

export type Message =
  | { role: "user"; content: Part[] }
  | { role: "assistant"; content: string; refvlm: { trp: string } };

export interface ChatBody {
  model: string;
  messages: Message[];
  stream?: boolean;
  stream_options?: { include_usage: boolean };
  refvlm?: { tags?: boolean; min_score?: number; explain?: boolean };
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
}

export interface Chunk {
  choices: { delta: { content?: string; refvlm?: { instances: InstanceJson[] } | AnswerJson } }[];
  usage?: Usage | null;
  error?: { message: string; code: string | null };
}

export interface About {
  name: string;
  version: string | null;
  units: string[];
  names: string[];
}
