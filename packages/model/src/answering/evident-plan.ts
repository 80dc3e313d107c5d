// What a picture shows as a constraint on plans: numbers that decoders or the evidence count, lists that end where it does.
import { noGrad, scope } from "@refvlm/torch";
import { decodedUnits, type NewUnits } from "@refvlm/trp";
import type { PhraseEncoder } from "../decoders/name-fit.js";
import type { ProposedInPictures } from "../decoders/visual-memory.js";
import type { AskedQuestion } from "../evidence/asked-question.js";
import { absentNames, countNamed, meantNames, openNames } from "../evidence/open-names.js";
import type { PointedAt } from "../evidence/prompts-in.js";
import type { TokenConstraint } from "../generate/constraint.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import {
  askedPhrases,
  asksForDepth,
  asksForOne,
  asksForSeveral,
  asksForTelling,
  asksHowMany,
  listsWords,
  untoldPhrases,
} from "./asked-phrases.js";
import { CountedPlan } from "./counted-plan.js";
import type { PictureHandle } from "./encoded-pictures.js";
import { ListedPlan } from "./listed-plan.js";

/** One question about a picture. */
interface PlannedQuestion {
  picture: PictureHandle;
  newUnits: NewUnits;
  /** What the user asks, as the evidence reads it (null without evidence), and says; and points at. */
  question: AskedQuestion | null;
  said: string;
  pointed: readonly PointedAt[];
  /** The network's text tower; undefined where it has none. */
  encode: PhraseEncoder | undefined;
  /** The names that a closed set allows. */
  only?: readonly string[];
  /** What is proposed in the picture. */
  proposed(): ProposedInPictures;
}

/** The constraint with plans of what can be counted and listed; itself for a network that leaves these to language. */
export function evidentPlan(model: LoadedModel, constraint: TokenConstraint, asked: PlannedQuestion): TokenConstraint {
  const { visualDecoders, config } = model.network;
  if (!config.plan) return constraint;
  if (visualDecoders.counts) {
    const { pictures, index } = asked.picture;
    return new CountedPlan(constraint, model.codec, (name, words) => {
      const count = visualDecoders.count(pictures.memory, index, decodedUnits(words, asked.newUnits), name);
      return count === undefined ? undefined : [count];
    });
  }
  return byEvidence(model, constraint, asked);
}

function byEvidence(
  { network, codec }: LoadedModel,
  constraint: TokenConstraint,
  { question, said, pointed, encode, only, proposed }: PlannedQuestion,
): TokenConstraint {
  const { evidence } = network;
  if (!evidence || !encode || !question || evidence.config.proposals.counted === null) return constraint;
  if (asksForDepth(said)) return constraint; // the whole scene is no name that the evidence lists
  const reader = evidence.reader(codec);
  const looking = <T>(look: (seen: NonNullable<ReturnType<typeof network.see>>) => T): T =>
    noGrad(() => scope(() => look(network.see(proposed(), encode)!)));
  const named = looking((seen) => evidence.namesSaid(question.before?.told ?? question.words, seen));
  const shown = looking((seen) => evidence.namesShown(pointed, seen)).filter((name) => name !== null);
  const asked = new Set([...named.values(), shown].flat());
  const asksByName = asked.size > 0 || pointed.length > 0;
  const namesNothing = !asksByName && askedPhrases(said).length === 0;
  const asksForAll = namesNothing && !asksForTelling(said);
  // Who knows names by themselves only cannot tell that dogs are asked for by "dog".
  const words = [...named].flatMap(([word, numbers]) => (numbers.length > 0 ? [word] : []));
  const asksForEach =
    evidence.config.wordIsName < 1 &&
    question.attribute === null &&
    !reader.singlesOut(question) &&
    listsWords(said, words);
  const several = asksForAll || asksForSeveral(said);
  /** Of a list as many as there are, but for what it may mean one of: "the sofa and the bike". */
  const severalOf = (name: string) => {
    const number = evidence.config.names.indexOf(name);
    const itsWords = words.filter((word) => named.get(word)!.includes(number));
    return several || (asksForEach && !itsWords.some((word) => asksForOne(said, word)));
  };
  const { names } = evidence.config;
  const allowed = (name: number) => only?.includes(names[name]) ?? true;
  let absent: ReadonlySet<number> | undefined;
  /** Names of one thing, that have another one for several behind them. */
  const isOne = (name: string) => {
    const number = evidence.config.names.indexOf(name);
    if (number < 0 || !asksForOne(said, name)) return false;
    return [...looking((seen) => meantNames([name], seen, evidence.config))].some((other) => other > number);
  };
  const counted = new CountedPlan(constraint, codec, (name) => {
    // What is counted to list it is right less often where the number is all: there language weighs the counts at more than one fit.
    if (asksHowMany(said)) return undefined;
    if (isOne(name)) return [1];
    const count = looking((seen) => countNamed(name, seen, evidence.config, asksForAll));
    return severalOf(name) ? [count] : [1, count];
  });
  return new ListedPlan(counted, () => reader.follow(question), {
    ...{ asksByName, asksForAll, asksForEach },
    absent: () => (absent ??= namesNothing ? looking((seen) => absentNames(seen, evidence.config)) : new Set<number>()),
    asked: (written) =>
      looking((seen) => {
        const told = meantNames(written, seen, evidence.config);
        const meansTold = (phrase: string) =>
          [...meantNames([phrase], seen, evidence.config)].some((name) => told.has(name));
        const rest = untoldPhrases(said, [...written, ...[...told].map((name) => names[name])]);
        return new Set(rest.filter((phrase) => !meansTold(phrase)).map((phrase) => codec.encodeText(phrase)[0]));
      }),
    told: (written) => looking((seen) => meantNames(written, seen, evidence.config)),
    open: (written) =>
      looking((seen) => {
        const told = meantNames(written, seen, evidence.config);
        return new Set([...openNames(told, asked, seen, evidence.config)].filter(allowed));
      }),
    due: (written) =>
      looking((seen) => {
        const told = meantNames(written, seen, evidence.config);
        const counts = (name: number) => countNamed(names[name], seen, evidence.config) > 0;
        return new Set([...asked].filter((name) => !told.has(name) && allowed(name) && counts(name)));
      }),
  });
}
