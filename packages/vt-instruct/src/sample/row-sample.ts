// Samples to rows of a built data set, and back.
import { groups, parseAnswer, printAnswer } from "@refvlm/trp";
import { promptFromJson, promptToJson, unitsFromJson, unitsToJson } from "@refvlm/vision";
import type { AnnotatedObject, DepthSource } from "./annotated.js";
import type { RowTarget, RowTurn, SampleRow } from "./row.js";
import type { Sample, SampleTurn, Target } from "./sample.js";

/** A sample that a built data set holds: it knows who it is and where it comes from. */
export interface BuiltSample extends Sample {
  id: string;
  source: string;
  /** Pixels. */
  width: number;
  height: number;
  licence: string;
  /** e.g. "train". */
  split: string;
}

/** A row that does not hold what its own words say, or a sample that has no row. */
export class RowError extends Error {
  override name = "RowError";
}

/**
 * The row of a sample. Its pictures must be files or bytes (see `withFiles` of the builder).
 * @throws RowError where they are not; TrpError where the answer has no text, e.g. a marker inside plain words;
 *   RleError for a mask that is none
 */
export function rowOf(sample: BuiltSample): SampleRow {
  const { picture, turns, objects, caption } = sample;
  let depthFile: SampleRow["depth"] = null;
  const depthOf = (source: DepthSource): RowTarget["depth"] => {
    depthFile = fileOf(source, sample.id);
    const { scale, kind, inverse } = source as Exclude<DepthSource, { data: Float32Array }>;
    return inverse === undefined ? { scale, kind } : { scale, kind, inverse };
  };
  const rows = turns.map(({ task, user, prompts, answer, targets, command }): RowTurn => {
    const row: RowTurn = {
      task,
      user: user as RowTurn["user"],
      answer: printAnswer(answer),
      targets: targets.map((group) => group.map((entry) => targetRow(entry, depthOf))),
    };
    if (prompts) row.prompts = prompts.map(promptToJson) as RowTurn["prompts"];
    if (command) row.command = command;
    return row;
  });
  return {
    id: sample.id,
    image: fileOf(picture, sample.id),
    width: sample.width,
    height: sample.height,
    source: sample.source,
    licence: sample.licence,
    split: sample.split,
    tasks: rows.map((row) => row.task),
    independent: sample.independent,
    turns: rows,
    depth: depthFile,
    objects: objects?.map(objectRow) ?? null,
    caption: caption ?? null,
  };
}

function fileOf(source: object, id: string): SampleRow["image"] {
  if ("bytes" in source) {
    const { bytes, name } = source as { bytes: Uint8Array; name: string };
    return { bytes, path: name };
  }
  if ("path" in source) return { bytes: null, path: source.path as string };
  throw new RowError(`${id}: a picture in memory has no row; give it a file's bytes first`);
}

function targetRow({ depth, ...values }: Target, depthOf: (source: DepthSource) => RowTarget["depth"]): RowTarget {
  const row: RowTarget = unitsToJson(values);
  if (depth) row.depth = depthOf(depth);
  return row;
}

type RowObject = NonNullable<SampleRow["objects"]>[number];

function objectRow(entry: AnnotatedObject): RowObject {
  const { name, plural, box, mask, keypoint, crowd, stuff, unnamed } = entry;
  return {
    name,
    ...(plural !== undefined && { plural }),
    ...(unitsToJson({ box, mask, keypoint }) as Pick<RowObject, "box">),
    ...(crowd && { crowd }),
    ...(stuff && { stuff }),
    ...(unnamed && { unnamed }),
  };
}

/**
 * The sample of a row; masks get their pixels when they are looked at.
 * @throws RowError where targets and answer disagree; TrpError where an answer does not parse; UnitError for a broken mask
 */
export function sampleOf(row: SampleRow): BuiltSample {
  const { id, width, height, source, licence, split, independent } = row;
  const sample: BuiltSample = {
    id,
    source,
    licence,
    split,
    width,
    height,
    independent,
    picture: fileSource(row.image, id),
    turns: row.turns.map((entry, index) => turnOf(entry, row, `${id}: turn ${index}`)),
  };
  if (row.objects)
    sample.objects = row.objects.map((entry) => ({ ...entry, ...unitsFromJson(entry) }) as AnnotatedObject);
  if (row.caption !== null) sample.caption = row.caption;
  return sample;
}

function fileSource({ bytes, path }: SampleRow["image"], id: string) {
  if (bytes) return { bytes, name: path ?? id };
  if (path !== null) return { path };
  throw new RowError(`${id}: the row has neither path nor bytes of its picture`);
}

function turnOf(entry: RowTurn, row: SampleRow, place: string): SampleTurn {
  const { answer } = parseAnswer(entry.answer);
  const wanted = groups(answer.body).map(({ group }) => group.instances.length);
  const given = entry.targets.map((group) => group.length);
  if (wanted.join() !== given.join())
    throw new RowError(`${place}: the answer refers to [${wanted}] instances a group, its targets are [${given}]`);
  const turn: SampleTurn = {
    task: entry.task,
    user: entry.user,
    answer,
    targets: entry.targets.map((group) => group.map((values) => targetOf(values, row, place))),
  };
  if (entry.prompts) turn.prompts = entry.prompts.map(promptFromJson);
  if (entry.command) turn.command = entry.command;
  return turn;
}

function targetOf({ depth: meaning, ...values }: RowTarget, row: SampleRow, place: string): Target {
  const made: Target = unitsFromJson(values);
  if (meaning) {
    if (!row.depth) throw new RowError(`${place}: a target speaks of depth, but the row has no depth picture`);
    made.depth = { ...fileSource(row.depth, row.id), ...meaning };
  }
  return made;
}
