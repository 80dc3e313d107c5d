// Where the answers about many pictures go: JSON lines as they come, or one file of COCO or CSV at the end.
import { writeWhole } from "@refvlm/config";
import type { AnswerJson, GroundedAnswer } from "@refvlm/model";
import { CocoExport, csvHeading, csvRows, type DetectedPicture } from "@refvlm/vision";
import type { AnswerLines, FailureLine } from "./answer-lines.js";
import { instancePlaces } from "./instance-places.js";

export interface AnswerOutput {
  answer(answer: GroundedAnswer, json: AnswerJson): void;
  /** A picture that could not be answered about. */
  failure(line: FailureLine): void;
  end(): void;
}

/** JSON lines into a file that can be gone on with, else to standard output. */
export function lineOutput(lines: AnswerLines | undefined): AnswerOutput {
  const write = (line: AnswerJson | FailureLine) =>
    lines ? lines.add(line) : process.stdout.write(`${JSON.stringify(line)}\n`);
  return { answer: (_, json) => void write(json), failure: (line) => void write(line), end() {} };
}

/** Detections in another program's format. @param path of the file; standard output where there is none */
export function detectionOutput(format: "coco" | "csv", path: string | undefined): AnswerOutput {
  const coco = new CocoExport();
  let leftOut = 0;
  let csv = csvHeading;
  return {
    answer(answer, { picture }) {
      const detected = detectedPicture(answer, picture!);
      if (format === "coco") leftOut += coco.add(detected);
      else csv += csvRows(detected);
    },
    failure: ({ picture, error }) => void process.stderr.write(`${picture}: ${error}\n`),
    end() {
      const text = format === "coco" ? `${JSON.stringify(coco)}\n` : csv;
      if (path === undefined) process.stdout.write(text);
      else writeWhole(path, text);
      if (leftOut > 0)
        process.stderr.write(
          `note: ${leftOut} objects without box and mask have no place in COCO; --format jsonl has them\n`,
        );
    },
  };
}

/** Its objects are counted as pictures and the names of cut-outs count them. */
export function detectedPicture(answer: GroundedAnswer, file: string): DetectedPicture {
  const places = instancePlaces(answer);
  return { file, ...answer.image, objects: answer.instances.map((each, i) => ({ ...each, number: places[i] + 1 })) };
}
