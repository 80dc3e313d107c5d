// Truth and answers in files that `refvlm score` takes.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ScoreFiles } from "./tasks/family.js";

/**
 * Writes the files of each task below a folder.
 * @returns the commands that score them
 */
export function writeAnswerFiles(
  folder: string,
  files: Iterable<ScoreFiles & { set: string; family: string }>,
): string[] {
  return Array.from(files, ({ set, family, score, gt, pred, settings = {} }) => {
    const place = join(folder, set);
    mkdirSync(place, { recursive: true });
    const write = (role: string, content: unknown) => {
      const path = join(place, `${family}-${role}.json`);
      writeFileSync(path, Array.isArray(content) ? listJson(content) : `${JSON.stringify(content)}\n`);
      return path;
    };
    const further = Object.entries(settings).map(([name, content]) => ` --set ${name}=${write(name, content)}`);
    return `refvlm score ${score} --gt ${write("gt", gt)} --pred ${write("pred", pred)}${further.join("")}`;
  });
}

/** A record a line. */
const listJson = (records: readonly unknown[]) => `[${records.map((each) => JSON.stringify(each)).join(",\n")}]\n`;
