// The questions of a published benchmark, from its files as they are published.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadPicture } from "@refvlm/vision/node";
import { type Dataset, DatasetError, Random, RecordError, readers } from "@refvlm/vt-instruct";
import type { QuestionSource } from "../evaluate.js";
import type { EvalQuestion } from "../question.js";
import type { Benchmark, BenchmarkPart } from "./benchmark.js";

export interface BenchmarkSelection {
  /** Names of parts. Default all. */
  parts?: readonly string[];
  /** So many pictures of each part, drawn evenly. Default: all. */
  limit?: number;
  /** Told of pictures and labels that cannot be used. */
  onWarning?(message: string): void;
}

/** A benchmark opened for asking. */
export interface OpenBenchmark extends QuestionSource {
  close(): Promise<void>;
}

/**
 * Opens a benchmark; its sets are its parts.
 * @param root folder that holds its files under their published names
 * @throws DatasetError that lists what is missing, or as the reader says
 */
export async function benchmarkQuestions(
  name: string,
  benchmark: Benchmark,
  root: string,
  { parts = Object.keys(benchmark.parts), limit = Number.POSITIVE_INFINITY, onWarning }: BenchmarkSelection = {},
): Promise<OpenBenchmark> {
  const chosen = parts.map((part) => ({ part, ...benchmark.parts[part] }));
  checkFiles(name, benchmark, root, chosen);
  const opened: { part: string; data: Dataset; order: number[] }[] = [];
  for (const { part, files, settings } of chosen) {
    const paths = Object.entries(files).map(([option, file]) => [option, join(root, file)]);
    const reader = readers[benchmark.reader];
    const data = await reader.open(reader.options.parse({ ...Object.fromEntries(paths), ...settings }));
    for (const fault of data.faults) onWarning?.(fault.message);
    const all = Array.from({ length: data.size }, (_, i) => i);
    // Of fewer than all, which ones does not depend on how many.
    const order = limit < data.size ? Random.of("benchmark", name, part).shuffle(all).slice(0, limit) : all;
    opened.push({ part, data, order });
  }
  const places = opened.flatMap(({ part, data, order }) => order.map((index) => ({ part, data, index })));
  return {
    size: places.length,
    digest: JSON.stringify([name, chosen, places.length]),
    async at(place) {
      const { part, data, index } = places[place];
      try {
        const picture = await data.read(index);
        for (const { fault } of picture.lost ?? []) if (fault) onWarning?.(fault.message);
        return await questionsAbout(benchmark, name, part, picture);
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        onWarning?.(error.message);
        return [];
      }
    },
    async close() {
      for (const { data } of opened) await data.close?.();
    },
  };
}

async function questionsAbout(
  { ask }: Benchmark,
  name: string,
  set: string,
  annotated: Awaited<ReturnType<Dataset["read"]>>,
): Promise<EvalQuestion[]> {
  const { id, picture } = annotated;
  const turns = ask(annotated, Random.of("benchmark", name, id));
  if (turns.length === 0) return [];
  // Labels are drawn on photographs as they are stored, whatever EXIF says.
  const decoded =
    "data" in picture
      ? picture
      : "bytes" in picture
        ? await loadPicture(picture.bytes, { name: picture.name, asStored: true })
        : await loadPicture(picture.path, { asStored: true });
  return turns.map(({ turn, ...question }, number) => {
    // The paper's wording alone says what is wanted.
    const { command, ...asked } = turn;
    return { set, id: `${id}/${number}`, picture: decoded, history: [], turn: asked, ...question };
  });
}

/** @throws DatasetError that lists the files and folders that are not there */
function checkFiles(name: string, { published }: Benchmark, root: string, parts: readonly BenchmarkPart[]): void {
  const files = [...new Set(parts.flatMap(({ files }) => Object.values(files)))];
  const missing = files.filter((file) => !existsSync(join(root, file)));
  if (missing.length > 0)
    throw new DatasetError(
      `${name}: ${root} has no ${missing.join(", no ")}. The benchmark is published as ${published}; put its files there under these names.`,
    );
}
