// GroundingDINO by itself: phrases to boxes, as an answer that names every phrase it found.
import {
  type FindOptions,
  type GroundedAnswer,
  loadDecoderNetwork,
  type PhraseBox,
  type PhraseDetector,
  PhraseError,
} from "@refvlm/model";
import { readyEngine } from "@refvlm/torch";
import { bodyText, type Node, planOf, printAnswer } from "@refvlm/trp";
import type { Picture } from "@refvlm/vision";

const NAME = "grounding-dino";

/**
 * ```ts
 * using detector = await Detector.load("models/grounding-dino");
 * const answer = await detector.detect(picture, ["cat", "dog"]);
 * ```
 */
export class Detector {
  readonly #network: PhraseDetector;

  private constructor(network: PhraseDetector) {
    this.#network = network;
  }

  /**
   * @param folder as `refvlm convert` makes it of GroundingDINO's published weights
   * @throws ModelFileError naming the file; EngineNotBuiltError, which says how to get what the machine lacks
   */
  static async load(folder: string): Promise<Detector> {
    await readyEngine();
    return new Detector(loadDecoderNetwork(folder, NAME) as PhraseDetector);
  }

  /**
   * Boxes of phrases in the picture's pixels; the instances of a phrase best first.
   * @throws PhraseError for a phrase that cannot be looked for; the signal's reason when aborted
   */
  async detect(picture: Picture, phrases: readonly string[], options: FindOptions = {}): Promise<GroundedAnswer> {
    const asked = [...new Set(phrases)];
    const found = await this.#network.find(picture, asked, options);
    return answerOf(asked, found, picture);
  }

  dispose(): void {
    this.#network.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/**
 * Phrases parted by commas or line breaks, each once.
 * @throws PhraseError for one that is empty
 */
export function phrasesOf(text: string): string[] {
  const phrases = text.split(/[,\n]/).map((phrase) => phrase.trim());
  const empty = phrases.indexOf("");
  if (empty >= 0)
    throw new PhraseError(
      `phrase ${empty + 1} of ${phrases.length} is empty: name what to look for, parted by commas, e.g. "cat, dog"`,
    );
  return [...new Set(phrases)];
}

function answerOf(phrases: readonly string[], found: readonly PhraseBox[], { width, height }: Picture): GroundedAnswer {
  const named = phrases
    .map((phrase, i) => ({ phrase, boxes: found.filter((each) => each.phrase === i) }))
    .filter(({ boxes }) => boxes.length > 0);
  const body = named.flatMap(({ phrase, boxes }, i): Node[] => [
    ...(i > 0 ? [{ kind: "text", text: ", " } as const] : []),
    {
      kind: "triplet",
      phrase: { kind: "phrase", children: [{ kind: "text", text: phrase }] },
      groups: [{ units: ["box"], instances: [...boxes.keys()] }],
    },
  ]);
  const missing = phrases.filter((phrase) => !named.some((each) => each.phrase === phrase));
  if (missing.length > 0)
    body.push({ kind: "text", text: `${body.length > 0 ? "; " : ""}not found: ${missing.join(", ")}` });
  const plan = planOf(body);
  return {
    model: { name: NAME, version: null },
    seed: 0,
    image: { width, height },
    text: bodyText(body),
    trp: printAnswer({ plan, body }),
    plan,
    instances: named.flatMap(({ phrase, boxes }, triplet) =>
      boxes.map(({ box, score }, index) => ({ phrase, triplet, index, score, units: [{ unit: "box", score }], box })),
    ),
    problems: [],
    tokens: 0,
    ended: "end",
  };
}
