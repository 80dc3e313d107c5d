// The evaluation's questions about scenes. They are data, written once: the yardstick stands still whatever becomes of
// wordings and draws.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import {
  type Family,
  heldOutFamily,
  renderScene,
  type SampleTurn,
  type Scene,
  type Target,
  targetOf,
  trainFamilies,
} from "@refvlm/vt-instruct";
import type { QuestionKind } from "./kinds.js";
import { turnOf, type WrittenTurn } from "./written-turn.js";

/** Which scenes: drawn by families that training shows, or by the one kept out of it. */
export type SceneFamilies = "seen" | "held-out";

const drawnBy: Record<SceneFamilies, readonly Family[]> = { seen: trainFamilies, "held-out": [heldOutFamily] };
export const sceneFamilies = Object.keys(drawnBy) as SceneFamilies[];

/** The first line of a file of questions: which scenes they are about. */
export interface Header {
  /** Of the scenes' stream. */
  readonly seed: number;
  readonly split: string;
  /** Side of the pictures in pixels. */
  readonly size: number;
  /** Scenes of each set of families, numbered from 0. */
  readonly scenes: number;
}

/** Every further line: a scene with its questions; a kind that the scene affords no question of is missing. */
export interface Line {
  readonly families: SceneFamilies;
  readonly scene: number;
  /** Another scene of that number, with people in it: for joints. */
  readonly people?: true;
  /** See `layoutOf`. */
  readonly layout: string;
  /** The last turn of a kind is asked, those before it are told with their true answers. */
  readonly questions: Partial<Record<QuestionKind, readonly WrittenTurn[]>>;
}

/** A scene and what is asked about it, kind by kind. */
export interface AskedScene {
  readonly scene: Scene;
  readonly questions: Partial<Record<QuestionKind, readonly SampleTurn[]>>;
}

/** Questions that do not fit the scenes, or scenes that there are no questions about. */
export class QuestionsError extends Error {
  override name = "QuestionsError";
}

/** A file of questions. */
export class SceneQuestions {
  readonly header: Header;
  /** SHA-256 of the file: what an evaluation's results depend on. */
  readonly digest: string;
  readonly #lines: ReadonlyMap<string, Line>;

  private constructor(bytes: Uint8Array) {
    const [header, ...lines] = gunzipSync(bytes).toString("utf8").trimEnd().split("\n");
    this.header = JSON.parse(header);
    this.digest = createHash("sha256").update(bytes).digest("hex");
    this.#lines = new Map(
      lines.map((text): [string, Line] => {
        const line: Line = JSON.parse(text);
        return [lineKey(line), line];
      }),
    );
  }

  /** Reads a file of questions, by default the package's own. */
  static read(path = fileURLToPath(new URL("../../questions/scenes.jsonl.gz", import.meta.url))): SceneQuestions {
    return new SceneQuestions(readFileSync(path));
  }

  /** @throws QuestionsError where there are no questions about so many scenes of each set */
  checkCount(scenes: number): void {
    if (scenes > this.header.scenes)
      throw new QuestionsError(
        `there are questions about ${this.header.scenes} scenes of each set of families, not about ${scenes}; ask about fewer`,
      );
  }

  /**
   * A scene, drawn anew, with its questions; the icon atlas must have been prepared.
   * @param people the scene of that number with people in it
   * @returns undefined where there are no questions about people in it
   * @throws QuestionsError for a scene without questions, and where the generator no longer draws the scene that they were
   *   written about
   */
  about(families: SceneFamilies, index: number): AskedScene;
  about(families: SceneFamilies, index: number, people: true): AskedScene | undefined;
  about(families: SceneFamilies, scene: number, people?: true): AskedScene | undefined {
    this.checkCount(scene + 1);
    const line = this.#lines.get(lineKey({ families, scene, people }));
    if (!line) return undefined;
    const drawn = drawScene(this.header, line);
    if (layoutOf(drawn) !== line.layout)
      throw new QuestionsError(
        `scene ${scene} of the ${families} families is not the one that its questions were written about: the scene generator or its icons have changed; figures would not compare with earlier ones, so write the questions anew`,
      );
    const turns = Object.entries(line.questions).map(([kind, written]) => [kind, written.map(turnAbout(drawn))]);
    return { scene: drawn, questions: Object.fromEntries(turns) };
  }
}

const lineKey = ({ families, scene, people }: Pick<Line, "families" | "scene" | "people">) =>
  `${families}/${people ? "people-" : ""}${scene}`;

/** The scene that a line is about, with its depth. */
export function drawScene(
  { seed, split, size }: Header,
  { families, scene, people }: Pick<Line, "families" | "scene" | "people">,
): Scene {
  const options = { split, size, families: drawnBy[families], depth: true };
  return renderScene(seed, scene, people ? { ...options, peopleRate: 1 } : options);
}

/** A short digest of what a scene shows where: names and visible boxes, in painting order. */
export function layoutOf({ objects }: Scene): string {
  const told = JSON.stringify(objects.map(({ name, box }) => [name, box]));
  return createHash("sha256").update(told).digest("hex").slice(0, 8);
}

const turnAbout = (scene: Scene) => (written: WrittenTurn) =>
  turnOf(written, (place) => targetAt(scene, place, written.task === "depth"));

function targetAt({ objects, depth }: Scene, place: number | null, far: boolean): Target {
  return { ...(place !== null && targetOf(objects[place])), ...(far && { depth }) };
}
