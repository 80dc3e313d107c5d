// Evidence (DESIGN section 5): what the picture shows enters where the language model decides, through bridges that start at
// their closed form and learn a residual. This is the seam: words in, names out and numbers out; the pointer is query selection's.
import { nn, noGrad, type Tensor, tensor } from "@refvlm/torch";
import type { Codec } from "@refvlm/trp";
import { z } from "zod";
import type { ListedProposals } from "../decoders/listed-proposals.js";
import type { NameFit, PhraseEncoder } from "../decoders/name-fit.js";
import { BoxesIn } from "./boxes-in.js";
import { deniedNames } from "./denied-names.js";
import { LinesOut } from "./lines-out.js";
import { countsFrom, nameEvidence, ownedBy } from "./name-evidence.js";
import { NamesOut, saidNames } from "./names-out.js";
import { namesSaid } from "./names-said.js";
import { COUNTED_AT, NumbersOut } from "./numbers-out.js";
import type { PackedEvidence, PictureChoice } from "./packed-evidence.js";
import { type PointedAt, promptedNames } from "./prompts-in.js";
import { PromptsTold } from "./prompts-told.js";
import { type ScoreBonus, withBonuses } from "./score-bonus.js";
import { TurnReader } from "./turn-reader.js";
import { WordsIn } from "./words-in.js";

const probability = z.number().min(0).max(1);
const bridge = z.boolean({ error: () => "must say true or false: each bridge is a switch" });

/** Which bridges a network has, and what they are about. */
export const evidenceConfig = z.strictObject({
  /** Every name that plans may get evidence for; a plural is a name of its own. */
  names: z
    .array(z.string().min(1))
    .min(1)
    .refine(
      (names) => new Set(names.map((name) => name.toLowerCase())).size === names.length,
      "must name each thing once",
    ),
  /** The list of proposals: its length, from which overlap two of one name are one thing, and the least fit. */
  proposals: z.strictObject({
    most: z.int().positive(),
    suppression: probability,
    floor: probability,
    /** What is listed has the mean box, features and key of its like. Tokens of one map share an object, a detector's boxes do not. */
    pooled: z.boolean().default(true),
    /** Least fit of what counts: plans say one, or how many there are; null leaves numbers to the language model. */
    counted: probability.nullable().default(null),
  }),
  /** Words of questions and plans carry the evidence for them. */
  wordsIn: bridge,
  /** Names in plans are chosen with the evidence for them. */
  namesOut: bridge,
  /** `<REF>`s start from how well listed proposals fit their phrase. */
  pointer: bridge,
  /** `Num` is chosen with the counts of what fits. */
  numbers: bridge,
  /** Words behind what an answer points at carry where that is. */
  boxesIn: bridge,
  /** What a user points at is told by what is listed there: its name in plans and sentences, and where `<REF>`s start. */
  promptsIn: bridge.default(false),
  /** `<REF>`s look where the question's words for places say: "the left dog". */
  placesIn: bridge.default(false),
  /** Plans go on with what they have not named yet. */
  lines: bridge.default(false),
  /** Least cosine at which a word of a question says a listed name: "sofa" says couch. At 1 names are said by themselves only. */
  wordIsName: probability.default(1),
});
export type EvidenceConfig = z.infer<typeof evidenceConfig>;

/** Pictures as the bridges see them. */
export interface SeenPictures {
  list: ListedProposals;
  fit: NameFit;
  encode: PhraseEncoder;
}

/** What a name that the plan has written already loses; more than its own evidence, less than certainty. */
const WRITTEN = 8;

export class Evidence extends nn.Module {
  readonly wordsIn: WordsIn | null;
  readonly namesOut: NamesOut | null;
  readonly numbersOut: NumbersOut | null;
  readonly boxesIn: BoxesIn | null;
  readonly promptsTold: PromptsTold | null;
  readonly linesOut: LinesOut | null;
  readonly #readers = new WeakMap<Codec, TurnReader>();
  readonly #numberOf: ReadonlyMap<string, number>;

  /** @param width C of the language model */
  constructor(
    readonly config: EvidenceConfig,
    width: number,
  ) {
    super();
    this.#numberOf = new Map(config.names.map((name, number) => [name.toLowerCase(), number]));
    this.wordsIn = config.wordsIn ? new WordsIn(width) : null;
    this.namesOut = config.namesOut ? new NamesOut(width) : null;
    this.numbersOut = config.numbers ? new NumbersOut(width) : null;
    this.boxesIn = config.boxesIn ? new BoxesIn(width) : null;
    this.linesOut = config.lines ? new LinesOut(width) : null;
    this.promptsTold = config.promptsIn ? new PromptsTold(width) : null;
  }

  /** Reads turns in a codec's tokens. */
  reader(codec: Codec): TurnReader {
    const reader = this.#readers.get(codec) ?? new TurnReader(codec, this.config.names);
    this.#readers.set(codec, reader);
    return reader;
  }

  /** What words carry of each picture: [B, texts, C]; null where they carry nothing. */
  words(texts: readonly string[], { list, fit, encode }: SeenPictures): Tensor | null {
    if (!this.wordsIn || texts.length === 0) return null;
    return this.wordsIn.forward(noGrad(() => nameEvidence(fit.probability(encode(texts), list), list)));
  }

  /** Embeddings of a packed batch with what its tokens carry, [B, L, C]; names carry nothing where no picture is seen. */
  embed(embedded: Tensor, { texts, which, named, behind }: PackedEvidence, seen?: SeenPictures | null): Tensor {
    const [, , width] = embedded.shape;
    const words = seen && this.words(texts, seen); // [B, texts, C]
    const own = words?.gather(1, which.unsqueeze(2).expand([-1, -1, width])); // [B, L, C]
    const told = own ? embedded.add(own.mul(named.unsqueeze(2).to(own.dtype))) : embedded;
    if (!this.boxesIn || behind.slots.numel === 0) return told;
    const placed = told.reshape([-1, width]).indexAdd(0, behind.slots, this.boxesIn.forward(behind.figures));
    return placed.reshape([...embedded.shape]);
  }

  /** Scores [N, V] of the supervised tokens of a packed batch, with what their choices get. @param states [N, C] */
  scores(scores: Tensor, states: Tensor, { choices, pointed }: PackedEvidence, seen: SeenPictures): Tensor {
    if (choices.length === 0) return scores;
    const rows = choices.map(({ supervised }) => supervised);
    const shown = this.namesShown(pointed, seen);
    const said = this.namesSaid(
      choices.flatMap(({ words }) => words),
      seen,
    );
    const told = choices.map(({ words, prompts, place, picture }) => {
      const named = new Set(words.flatMap((word) => said.get(word) ?? []));
      return { place, picture, said: named, shown: new Set(prompts.flatMap((prompt) => shown[prompt] ?? [])) };
    });
    const bonuses = this.forward(states.indexSelect(0, indices(rows, states.device)), told, seen);
    return withBonuses(
      scores,
      bonuses.map((bonus) => ({ ...bonus, rows: bonus.rows.map((row) => rows[row]) })),
    );
  }

  /** Numbers of the listed names that each word of some questions says, as nearly as `wordIsName` asks. */
  namesSaid(
    words: readonly string[],
    { encode }: Pick<SeenPictures, "encode">,
  ): ReadonlyMap<string, readonly number[]> {
    return namesSaid(new Set(words), this.#numberOf, this.config.wordIsName, encode);
  }

  /** Numbers of the names of what prompts show; null where they tell nothing. */
  namesShown(pointed: readonly PointedAt[], { list }: SeenPictures): (number | null)[] {
    return this.config.promptsIn ? promptedNames(pointed, list) : pointed.map(() => null);
  }

  /**
   * What the scores of tokens get where plans choose names and numbers.
   * @param states that the tokens are chosen from, [M, C], one for each choice
   */
  forward(states: Tensor, choices: readonly PictureChoice[], seen: SeenPictures): ScoreBonus[] {
    return [
      this.#names(states, choices, seen),
      this.#numbers(states, choices, seen),
      this.namesOut && deniedNames(choices, (names) => this.#numbersOf(names), states.device),
      this.#told(states, choices),
      this.#lines(states, choices, seen),
    ].filter((bonus) => bonus !== null);
  }

  /** A sentence tells what the user points at. */
  #told(states: Tensor, choices: readonly PictureChoice[]): ScoreBonus | null {
    const asked = choices.flatMap(({ place, shown }, row) =>
      place.writes === "words" && shown.size > 0 && !place.told.some((name) => shown.has(name))
        ? [{ row, node: place.node, names: shown }]
        : [],
    );
    return this.promptsTold && bonusOf(asked, states, (own) => this.promptsTold!.forward(own, asked));
  }

  #lines(states: Tensor, choices: readonly PictureChoice[], { list }: SeenPictures): ScoreBonus | null {
    const asked = choices.flatMap(({ place, said, shown, picture }, row) =>
      place.writes === "line"
        ? [
            {
              row,
              picture,
              token: place.line,
              written: new Set(this.#numbersOf(place.written)),
              asked: new Set([...said, ...shown]),
            },
          ]
        : [],
    );
    return this.linesOut && bonusOf(asked, states, (own) => this.linesOut!.forward(own, asked, list));
  }

  #numbersOf(names: readonly string[]): number[] {
    return names.flatMap((name) => this.#numberOf.get(name.toLowerCase()) ?? []);
  }

  #names(states: Tensor, choices: readonly PictureChoice[], { list }: SeenPictures): ScoreBonus | null {
    const asked = choices.flatMap(({ place, ...rest }, row) =>
      place.writes === "name"
        ? [{ ...rest, row, node: place.node, written: new Set(this.#numbersOf(place.written)) }]
        : [],
    );
    const { namesOut } = this;
    return (
      namesOut &&
      bonusOf(asked, states, (own) => {
        const { device } = list.boxes;
        const pictures = asked.map(({ picture }) => picture);
        const figures = noGrad(() => nameEvidence(list.names, list).indexSelect(0, indices(pictures, device))); // [M, names, 12]
        const marked = (sets: readonly ReadonlySet<number>[]) => saidNames(sets, figures.shape[1], device);
        const said = marked(asked.map(({ said, shown }) => new Set([...said, ...shown])));
        const written = marked(asked.map((each) => each.written));
        // A plan names each kind once and says how many there are, as <REF>s take each thing once.
        const scores = namesOut.forward(own, figures, said).sub(written.mul(WRITTEN));
        return namesOut.bonus(
          scores,
          asked.map(({ node }) => node),
        );
      })
    );
  }

  #numbers(states: Tensor, choices: readonly PictureChoice[], { list, fit, encode }: SeenPictures): ScoreBonus | null {
    const asked = choices.flatMap(({ place, picture }, row) =>
      place.writes === "number" ? [{ ...place, picture, row }] : [],
    );
    const { numbersOut } = this;
    return (
      numbersOut &&
      bonusOf(asked, states, (own) => {
        const names = [...new Set(asked.map(({ name }) => name))];
        const counts = noGrad(() => {
          const fits = fit.probability(encode(names), list).to("float32"); // [B, names, N]
          return countsFrom(fits, ownedBy(fits, list), COUNTED_AT).map(
            (count) => count.toTypedArray() as BigInt64Array,
          );
        });
        return numbersOut.forward(
          own,
          asked.map(({ name, picture }) =>
            counts.map((count) => Number(count[picture * names.length + names.indexOf(name)])),
          ),
          asked.map(({ tokenOf }) => tokenOf),
        );
      })
    );
  }
}

/**
 * The bonus that a bridge gives some of the choices; null where it has none to give.
 * @param asked the choices that the bridge is about, by their rows among all
 * @param states of all choices, [M, C]
 * @param give the bridge, for the states of those choices
 */
function bonusOf(
  asked: readonly { row: number }[],
  states: Tensor,
  give: (states: Tensor) => ScoreBonus,
): ScoreBonus | null {
  if (asked.length === 0) return null;
  const rows = asked.map(({ row }) => row);
  const bonus = give(states.indexSelect(0, indices(rows, states.device)));
  return { ...bonus, rows: bonus.rows.map((m) => rows[m]) };
}

function indices(values: readonly number[], device: string): Tensor {
  return tensor(Int32Array.from(values), { dtype: "int64", device });
}
