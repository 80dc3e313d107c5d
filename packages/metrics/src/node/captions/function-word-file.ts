// Function words from a file: how METEOR's own list is brought along.
import type { MeteorWords } from "../../captions/meteor-words.js";
import { MetricsError } from "../../evaluation.js";
import { readText } from "../files/json-file.js";
import { englishWords } from "./english-words.js";

/**
 * English with the function words of a file, one a line as in METEOR's `function/english.words`; without a file, ours.
 * @throws MetricsError where the file cannot be read or holds no word
 */
export function englishWith(path: string | undefined): MeteorWords {
  if (path === undefined) return englishWords;
  const functionWords = new Set(readText(path).toLowerCase().match(/\S+/g));
  if (functionWords.size === 0) throw new MetricsError(`${path}: there is no word; give one function word a line`);
  return { ...englishWords, functionWords };
}

/** How the setting is explained where it is offered. */
export const functionWordSetting = "METEOR's list of function words, for its official figure (a list of ours)";
