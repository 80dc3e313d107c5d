// Small files of published structure for tests: a folder that is gone after the test file.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { afterAll, expect } from "vitest";
import { RecordError } from "../../src/files/errors.js";
import type { AnnotatedPicture } from "../../src/sample/annotated.js";

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

/** Writes files below a new folder and returns the path of one of them, or of the folder for `""`. */
export function published(files: Record<string, string | Uint8Array | object>): (name?: string) => string {
  const root = mkdtempSync(join(tmpdir(), "refvlm-reader-"));
  roots.push(root);
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    const isFile = typeof content === "string" || content instanceof Uint8Array;
    writeFileSync(path, isFile ? content : JSON.stringify(content));
  }
  return (name = "") => join(root, name);
}

/** The same for the folder that was written last. */
export const lastPublished = (name = "") => join(roots.at(-1)!, name);

/** A grey JPEG of a size. */
export function jpeg(width: number, height: number): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background: "#888" } })
    .jpeg()
    .toBuffer();
}

/** What is wrong with a picture, and what it costs: the picture, a label of it, or a part that is left out. */
export interface Fault extends RecordError {
  readonly costs: "picture" | "label" | "part";
}

/** The first fault of a picture: what `read` threw, else the first label that is lost, else the first part left out. */
export async function faultOf(read: () => AnnotatedPicture | Promise<AnnotatedPicture>): Promise<Fault> {
  const costing = (costs: Fault["costs"], fault: unknown) => {
    expect(fault).toBeInstanceOf(RecordError);
    return Object.assign(fault as RecordError, { costs });
  };
  let picture: AnnotatedPicture;
  try {
    picture = await read();
  } catch (error) {
    return costing("picture", error);
  }
  const { lost = [], notes = [] } = picture;
  const label = lost.find(({ fault }) => fault)?.fault;
  return label ? costing("label", label) : costing("part", notes[0]);
}

/** What `read` threw. Fails unless it is a RecordError. */
export async function recordErrorOf(read: () => unknown): Promise<RecordError> {
  try {
    await read();
  } catch (error) {
    expect(error).toBeInstanceOf(RecordError);
    return error as RecordError;
  }
  throw new Error("nothing was thrown");
}
