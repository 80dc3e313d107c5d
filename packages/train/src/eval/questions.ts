// The evaluation's questions about scenes. They are data, written once: the yardstick stands still whatever becomes of
// wordings and draws.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { parseAnswer, type TaskCommand } from "@refvlm/trp";
import {
  type Family,
  heldOutFamily,
  renderScene,
  type SampleTurn,
  type Scene,
  targetOf,
  trainFamilies,
} from "@refvlm/vt-instruct";
import type { SceneFamilies } from "./figures.js";
import type { ScoredKind } from "./score.js";

const drawnBy: Record<SceneFamilies, readonly Family[]> = { seen: trainFamilies, "held-out": [heldOutFamily] };
export const sceneFamilies = Object.keys(drawnBy) as SceneFamilies[];

/** The first line of a file of questions: which scenes they are about. */
interface Header {
  /** Of the scenes' stream. */
  readonly seed: number;
  readonly split: string;
  /** Side of the pictures in pixels. */
  readonly size: number;
  /** Scenes of each set of families, numbered from 0. */
  readonly scenes: number;
}

/** Every further line: a scene with its questions; a kind that the scene affords no question of is missing. */
interface Line {
  readonly families: SceneFamilies;
  readonly scene: number;
  /** See `layoutOf`. */
  readonly layout: string;
  /** The last turn of a kind is asked, those before it are told with their true answers. */
  readonly questions: Partial<Record<ScoredKind, readonly WrittenTurn[]>>;
}

interface WrittenTurn {
  readonly task: string;
  readonly question: string;
  /** In TRP, its plan included. */
  readonly answer: string;
  /** For each group of references, the places of its instances among the scene's objects. */
  readonly targets: readonly (readonly number[])[];
  /** Where it explains a unit word; other turns are asked by their wording alone. */
  readonly command?: TaskCommand;
}

/** A scene and what is asked about it, kind by kind. */
export interface AskedScene {
  readonly scene: Scene;
  readonly questions: Partial<Record<ScoredKind, readonly SampleTurn[]>>;
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
        return [`${line.families}/${line.scene}`, line];
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
   * @throws QuestionsError for a scene without questions, and where the generator no longer draws the scene that they were
   *   written about
   */
  about(families: SceneFamilies, index: number): AskedScene {
    this.checkCount(index + 1);
    const { seed, split, size } = this.header;
    const line = this.#lines.get(`${families}/${index}`)!;
    const scene = renderScene(seed, index, { split, size, families: drawnBy[families] });
    if (layoutOf(scene) !== line.layout)
      throw new QuestionsError(
        `scene ${index} of the ${families} families is not the one that its questions were written about: the scene generator or its icons have changed; figures would not compare with earlier ones, so write the questions anew`,
      );
    const turns = Object.entries(line.questions).map(([kind, written]) => [kind, written.map(turnAbout(scene))]);
    return { scene, questions: Object.fromEntries(turns) };
  }
}

/** A short digest of what a scene shows where: names and visible boxes, in painting order. */
export function layoutOf({ objects }: Scene): string {
  const told = JSON.stringify(objects.map(({ name, box }) => [name, box]));
  return createHash("sha256").update(told).digest("hex").slice(0, 8);
}

const turnAbout =
  ({ objects }: Scene) =>
  ({ task, question, answer, targets, command }: WrittenTurn): SampleTurn => ({
    task,
    user: [{ type: "text", text: question }],
    answer: parseAnswer(answer, { mode: "strict" }).answer,
    targets: targets.map((places) => places.map((place) => targetOf(objects[place]))),
    ...(command && { command }),
  });
