// The options of `refvlm predict`.
import type { InstanceFolders } from "../answers/instance-files.js";
import type { PromptOptions } from "../prompt-options.js";
import type { AskingOptions } from "./answering.js";

/** What answers about many pictures may be written as. */
export const FORMATS = ["jsonl", "coco", "csv"] as const;

export interface PredictOptions extends AskingOptions, PromptOptions, InstanceFolders {
  json?: boolean;
  polygons?: boolean;
  out?: string;
  format: (typeof FORMATS)[number];
  rows?: string;
  timing?: boolean;
}
