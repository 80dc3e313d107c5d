// Damaged files: whatever is done to the files of a data set, its reader gives records or says which file and record is wrong.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TrpError } from "@refvlm/trp";
import { RleError } from "@refvlm/vision";
import { expect } from "vitest";
import { conversation } from "../../src/conversation/conversation.js";
import { DatasetError, RecordError } from "../../src/files/errors.js";
import { Random } from "../../src/random.js";
import type { Dataset, Reader } from "../../src/readers/reader.js";

/** What somebody may have written where something else is expected. */
const strange: readonly unknown[] = [
  ...[null, true, "", "x", "__proto__", "[VPT] <REF>", -1, 0, 0.5, 1e9, 1e308, [], {}, [[]], [null], { id: 1 }],
  ...["../../..", "a\0b", "\ud800", "9".repeat(400), [1e9, -1e9, 1e9, -1e9], { size: [1e9, 1e9], counts: [1e18] }],
];

const one = <T>(list: readonly T[], random: Random): T => list[random.below(list.length)]!;

/** A JSON text with one value deleted, doubled or exchanged; undefined for a text that is no JSON. */
function otherJson(text: string, random: Random): string | undefined {
  let root: unknown;
  try {
    root = [JSON.parse(text)];
  } catch {
    return undefined;
  }
  const places: (readonly [object, string])[] = [];
  const visit = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      places.push([value, key]);
      visit(inner);
    }
  };
  visit(root);
  const [owner, key] = one(places, random) as [Record<string, unknown>, string];
  if (random.chance(0.7)) owner[key] = one(strange, random);
  else if (Array.isArray(owner)) owner.splice(Number(key), random.below(2), owner[Number(key)]);
  else delete owner[key];
  return JSON.stringify((root as unknown[])[0]) ?? "";
}

/** A file with a few bytes changed, left out, doubled, or with its end cut off. */
function otherBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length);
  const end = at + 1 + random.below(8);
  const [before, piece, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  const noise = Buffer.from(piece).map(() => random.below(256));
  return one(
    [before, [before, noise, after], [before, after], [before, piece, piece, after]].map((parts) =>
      Buffer.concat([parts].flat()),
    ),
    random,
  );
}

/** The file as somebody may have damaged it. */
export function damaged(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0 || random.chance(0.02)) return Buffer.alloc(0);
  if (random.chance(0.3)) return otherBytes(bytes, random);
  const lines = bytes.toString("utf8").split("\n");
  const line = random.below(lines.length);
  const whole = otherJson(lines.join("\n"), random);
  const changed = whole ?? otherJson(lines[line]!, random);
  if (changed === undefined) return otherBytes(bytes, random);
  return Buffer.from(whole ?? lines.with(line, changed).join("\n"));
}

/**
 * Damages the files below `root` one at a time, so many times, and reads the data set: what comes out are pictures about
 * which questions can be asked, or errors that name file and record.
 */
export async function expectToStandDamage<Options>(
  reader: Reader<Options>,
  options: unknown,
  root: string,
  times = 150,
): Promise<void> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  for (let turn = 0; turn < times; turn++) {
    const random = Random.of("damage", reader.name, turn);
    const file = one(files, random);
    const sound = readFileSync(file);
    const bytes = damaged(sound, random);
    writeFileSync(file, bytes);
    try {
      await readAll(reader, options);
    } catch (error) {
      const told = bytes.length < 4000 ? bytes.toString("utf8") : `${bytes.length} bytes`;
      throw new Error(`damage ${turn} of ${file}: ${(error as Error).stack}\n${told}`, { cause: error });
    } finally {
      writeFileSync(file, sound);
    }
  }
}

async function readAll<Options>(reader: Reader<Options>, options: unknown): Promise<void> {
  let data: Dataset;
  try {
    data = await reader.open(reader.options.parse(options));
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    expect(error.message).toMatch(/\/refvlm-reader-/);
    return;
  }
  try {
    data.faults.forEach(expectToTell);
    for (let index = 0; index < data.size; index++)
      try {
        conversation(await data.read(index), Random.of(index), { turns: [4, 4], absentRate: 0.3 });
      } catch (error) {
        // The builder makes rejects of these, too.
        if (error instanceof RecordError) expectToTell(error);
        else if (!(error instanceof TrpError || error instanceof RleError)) throw error;
      }
  } finally {
    await data.close?.();
  }
}

function expectToTell({ message, file, record, reason, detail }: RecordError): void {
  expect(message).toMatch(/\/refvlm-reader-/);
  expect(reason).toMatch(/^[a-z]+(-[a-z]+)*$/);
  for (const words of [file, record, detail]) expect(words).not.toBe("");
}
