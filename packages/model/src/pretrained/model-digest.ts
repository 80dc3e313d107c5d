// What a model folder answers with, as one digest: equal digests mean equal answers to equal questions.
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { basename, join } from "node:path";
import { CALIBRATION_FILE } from "./calibration.js";
import { decoderFiles } from "./decoder-folder.js";
import type { PluginOptions } from "./loaded-model.js";
import { weightFiles } from "./weights.js";

/** What decides an answer beside the weights; the card does not. */
const SETTINGS = ["config.json", "tokenizer.json", "text-tokenizer.json", CALIBRATION_FILE];

/**
 * SHA-256 of the names and bytes of all files that decide an answer, 64 hexadecimal digits. Reads every weight once.
 * @param decoders plugins that it is loaded with
 * @throws ModelFileError for an index of shards that is none; the system's error for a file that cannot be read
 */
export async function modelDigest(folder: string, decoders: PluginOptions["decoders"] = {}): Promise<string> {
  const settings = SETTINGS.map((name) => join(folder, name)).filter((path) => existsSync(path));
  const whole = createHash("sha256");
  for (const path of [...settings, ...weightFiles(folder), ...decoderFiles(decoders)]) {
    const file = createHash("sha256");
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) file.update(chunk);
    whole.update(`${basename(path)} ${file.digest("hex")}\n`);
  }
  return whole.digest("hex");
}
