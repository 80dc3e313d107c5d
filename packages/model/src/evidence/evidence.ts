// Evidence (DESIGN section 5): what the picture shows enters where the language model decides, through bridges that start at
// their closed form and learn a residual. This is the seam: words in, names out and numbers out; the pointer is query selection's.
import { indices, nn, noGrad, stack, type Tensor } from "@refvlm/torch";
import type { Codec } from "@refvlm/trp";
import { BoxesIn } from "./boxes-in.js";
import { type DeniedPlace, deniedNames } from "./denied-names.js";
import { Descriptions } from "./descriptions.js";
import type { EvidenceConfig } from "./evidence-config.js";
import { LinesOut } from "./lines-out.js";
import { countsFrom, nameEvidence } from "./name-evidence.js";
import { NamesEarlier } from "./names-earlier.js";
import { NamesOut, saidNames } from "./names-out.js";
import { namesSaid } from "./names-said.js";
import { COUNTED_AT, NumbersOut } from "./numbers-out.js";
import { onceEach } from "./once-each.js";
import { meantNames } from "./open-names.js";
import type { PackedEvidence, PictureChoice } from "./packed-evidence.js";
import { type PointedAt, promptedNames } from "./prompts-in.js";
import { PromptsTold } from "./prompts-told.js";
import { type ScoreBonus, withBonuses } from "./score-bonus.js";
import type { SeenPictures } from "./seen-pictures.js";
import { thingsApart } from "./things-apart.js";
import { TurnReader } from "./turn-reader.js";
import { WordsIn } from "./words-in.js";

/** What a name that the plan has written already loses; more than its own evidence, less than certainty. */
const WRITTEN = 8;

export class Evidence extends nn.Module {
  readonly wordsIn: WordsIn | null;
  readonly namesOut: NamesOut | null;
  readonly numbersOut: NumbersOut | null;
  readonly boxesIn: BoxesIn | null;
  readonly promptsTold: PromptsTold | null;
  readonly linesOut: LinesOut | null;
  readonly namesEarlier: NamesEarlier | null;
  /** Reads phrases as the evidence does. */
  readonly descriptions: Descriptions;
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
    this.namesEarlier = config.earlier ? new NamesEarlier(width) : null;
    this.descriptions = new Descriptions(config.names, config.attributes);
  }

  /** Reads turns in a codec's tokens. */
  reader(codec: Codec): TurnReader {
    const reader = this.#readers.get(codec) ?? new TurnReader(codec, this.config, this.descriptions);
    this.#readers.set(codec, reader);
    return reader;
  }

  /** What words carry of each picture: [B, texts, C]; null where they carry nothing. */
  words(texts: readonly string[], seen: SeenPictures): Tensor | null {
    if (!this.wordsIn || texts.length === 0) return null;
    return this.wordsIn.forward(noGrad(() => nameEvidence(this.fits(texts, seen), seen.list)));
  }

  /** P(proposal is what the text names, and has what it tells that apart by), [B, texts, N]. */
  fits(texts: readonly string[], { list, fit, encode }: SeenPictures): Tensor {
    const named = fit.probability(encode(texts), list);
    const described = texts.map((text) => this.descriptions.read(text));
    const { attributes } = list;
    if (!attributes || described.every(({ attribute }) => attribute === null)) return named;
    const each = described.map(({ name, attribute }, t) => {
      const own = name === null ? list.names.amax(1) : named.select(1, t); // [B, N]
      return attribute === null ? own : own.mul(attributes.select(1, attribute).to(own.dtype));
    });
    return stack(each, 1);
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
  namesShown(pointed: readonly PointedAt[], { dense, fit, encode }: SeenPictures): (number | null)[] {
    if (!this.config.promptsIn || pointed.length === 0) return pointed.map(() => null);
    const names = noGrad(() => encode(this.config.names)); // [C, K]
    return promptedNames(pointed, dense, fit, names);
  }

  /**
   * What the scores of tokens get where plans choose names and numbers.
   * @param states that the tokens are chosen from, [M, C], one for each choice
   */
  forward(states: Tensor, choices: readonly PictureChoice[], seen: SeenPictures): ScoreBonus[] {
    return [
      this.#names(states, choices, seen),
      this.#numbers(states, choices, seen),
      this.namesOut && this.#denied(choices, seen),
      this.#told(states, choices),
      this.#lines(states, choices, seen),
      this.#earlier(states, choices),
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

  #earlier(states: Tensor, choices: readonly PictureChoice[]): ScoreBonus | null {
    const asked = choices.flatMap(({ place }, row) =>
      place.writes === "name" && place.earlier ? [{ row, node: place.earlier }] : [],
    );
    const nodes = asked.map(({ node }) => node);
    return this.namesEarlier && bonusOf(asked, states, (own) => this.namesEarlier!.forward(own, nodes));
  }

  /** A plural is told of with its thing, as "sofa" is with "couch". */
  #denied(choices: readonly PictureChoice[], { list, encode }: SeenPictures): ScoreBonus | null {
    const { names } = this.config;
    const reads = { encode: onceEach(encode) };
    const toldIn = ({ told, written }: DeniedPlace) =>
      [...told, ...this.#numbersOf(written)].map((name) => names[name]);
    return deniedNames(choices, (place) => meantNames(toldIn(place), reads, this.config), list.boxes.device);
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
    return names.flatMap((name) => this.#numberOf.get((this.descriptions.read(name).name ?? name).toLowerCase()) ?? []);
  }

  #names(states: Tensor, choices: readonly PictureChoice[], { list }: SeenPictures): ScoreBonus | null {
    const asked = choices.flatMap(({ place, ...rest }, row) =>
      place.writes === "name" && place.node.next.size > 0
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

  #numbers(states: Tensor, choices: readonly PictureChoice[], seen: SeenPictures): ScoreBonus | null {
    const asked = choices.flatMap(({ place, picture }, row) =>
      place.writes === "number" ? [{ ...place, picture, row }] : [],
    );
    const { numbersOut } = this;
    return (
      numbersOut &&
      bonusOf(asked, states, (own) => {
        const names = [...new Set(asked.map(({ name }) => name))];
        const counts = noGrad(() => {
          const fits = this.fits(names, seen).to("float32"); // [B, names, N]
          return countsFrom(fits, thingsApart(fits, seen.list), COUNTED_AT).map(
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
