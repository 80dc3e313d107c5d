// Visual prompts on the command line: `--point`, `--box`, `--scribble`, `--mask`.
import { readFile } from "node:fs/promises";
import type { Point, VisualPrompt } from "@refvlm/vision";
import type { Command } from "commander";
import { QuestionError } from "./errors.js";

/** The options as commander collects them. */
export interface PromptOptions {
  point?: string[];
  notPoint?: string[];
  box?: string[];
  scribble?: string[];
  mask?: string[];
}

export function addPromptOptions(command: Command): Command {
  const collect = (value: string, before: string[] = []) => [...before, value];
  return command
    .option("--point <x,y>", "point at something; all points are one prompt; -x,y does not belong to it", collect)
    .option("--not-point <x,y>", "as --point=-x,y", collect)
    .option("--box <x1,y1,x2,y2>", "draw a box around it", collect)
    .option(
      "--scribble <file>",
      'draw over it: JSON { "points": [[x, y], …], "width": 8 }, or a PNG of the line',
      collect,
    )
    .option(
      "--mask <file>",
      "mark it in a PNG as large as the picture: what is black or transparent is outside",
      collect,
    );
}

/**
 * The prompts in the order of the options' list: points, boxes, scribbles, masks; in pixels of the picture. Undefined where
 * nothing is pointed at.
 * @throws QuestionError naming the option; PictureError for a mask's file
 */
export async function readPrompts({
  point,
  notPoint,
  box,
  scribble = [],
  mask = [],
}: PromptOptions): Promise<VisualPrompt[] | undefined> {
  const prompts = [
    ...pointPrompt(point, notPoint),
    ...(box ?? []).map(
      (given): VisualPrompt => ({ kind: "box", box: numbers("--box", given, ["x1,y1,x2,y2", "40,60,120,90"]) as Box }),
    ),
    ...(await Promise.all(scribble.map(readScribble))),
    ...(await Promise.all(mask.map(readMask))),
  ];
  return prompts.length > 0 ? prompts : undefined;
}

type Box = [number, number, number, number];

function pointPrompt(given: readonly string[] = [], not: readonly string[] = []): VisualPrompt[] {
  if (given.length + not.length === 0) return [];
  const at = (option: string, value: string) => numbers(option, value, ["x,y", "40,60"]) as [number, number];
  const points = given.filter((value) => !value.startsWith("-")).map((value) => at("--point", value));
  const minus: Point[] = [
    ...given.filter((value) => value.startsWith("-")).map((value) => at("--point", value.slice(1))),
    ...not.map((value) => at("--not-point", value)),
  ];
  if (points.length === 0)
    throw new QuestionError("--not-point says what does not belong: give a --point for what does, too");
  return [{ kind: "point", points, ...(minus.length > 0 && { minus }) }];
}

/** @param form with an example, e.g. "x,y" and "40,60" */
function numbers(option: string, given: string, [form, example]: readonly [string, string]): number[] {
  const values = given.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (values.length === form.split(",").length && values.every(Number.isFinite)) return values;
  throw new QuestionError(
    `${option} is "${given}"; it must be ${form} in pixels of the picture, e.g. ${option} ${example}`,
  );
}

/** The drawn line of a PNG is what it covers. */
async function readScribble(path: string): Promise<VisualPrompt> {
  if (!/\.json$/i.test(path)) return readMask(path);
  const form = 'it must hold { "points": [[x, y], …], "width": 8 }, in pixels of the picture';
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new QuestionError(`--scribble: "${path}" cannot be read (${(error as Error).message}); ${form}`);
  }
  const { points, width } = (json ?? {}) as { points?: unknown; width?: unknown };
  const isPoint = (point: unknown) => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite);
  if (!Array.isArray(points) || points.length === 0 || !points.every(isPoint))
    throw new QuestionError(`--scribble: "${path}": points: no list of [x, y]; ${form}`);
  if (typeof width !== "number" || !(width > 0))
    throw new QuestionError(`--scribble: "${path}": width: not above 0; ${form}`);
  return { kind: "scribble", points, width };
}

async function readMask(path: string): Promise<VisualPrompt> {
  const { loadMask } = await import("@refvlm/vision/node");
  return { kind: "mask", mask: await loadMask(path) };
}
