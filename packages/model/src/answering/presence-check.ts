// What the evidence says of the names in one answer: whether they may be there, and whether the question asks for them.
import { noGrad, scope } from "@refvlm/torch";
import type { Part } from "@refvlm/trp";
import type { PhraseEncoder } from "../decoders/name-fit.js";
import { type AskedQuestion, tellsApart } from "../evidence/asked-question.js";
import { presenceProbability } from "../pretrained/calibration.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import { asksWhere } from "./asked-phrases.js";
import { presences } from "./decode-references.js";
import type { PresenceCheck } from "./denial.js";
import type { PictureHandle } from "./encoded-pictures.js";
import { RequestError } from "./errors.js";
import { questionText } from "./question.js";

/** One question, as far as its denial goes. */
export interface DeniableQuestion {
  picture: PictureHandle;
  parts: readonly Part[];
  /** Whether it points at something: that is there, whatever it is called. */
  isPointed: boolean;
  /** As the evidence reads it; null without evidence. */
  asked: AskedQuestion | null;
  /** Probability below which a thing is denied; by default the calibration's. */
  deny?: number;
}

/**
 * @param encode the network's text tower; undefined where it has none
 * @returns null where nothing can deny the answer's names
 * @throws RequestError where a model has nothing to deny by
 */
export function presenceCheck(
  { network, calibration }: LoadedModel,
  { picture: { pictures, index }, parts, isPointed, asked: read, deny: asksToDeny }: DeniableQuestion,
  encode: PhraseEncoder | undefined,
): PresenceCheck | null {
  const fitted = calibration?.presence;
  const deny = asksToDeny ?? fitted?.deny ?? 0;
  const { evidence, config } = network;
  if (deny > 0 && !fitted)
    throw new RequestError("deny: this model has no calibration to deny by; fit one with `refvlm calibrate`");
  if (deny > 0 && !config.plan && asksToDeny !== undefined)
    throw new RequestError("deny: this model writes no plan, so there is nothing to deny before it is said");
  const question = questionText(parts);
  if (isPointed)
    return config.plan && evidence
      ? {
          isThere: (names) => names.length > 0,
          isAsked: () => true,
          asked: () => [],
          question,
          asksWhere: false,
          leans: false,
        }
      : null;
  if (!fitted || !config.plan || deny === 0) return null;

  const told = read?.before?.told ?? [];
  const isQuoted = (name: string) => question.toLowerCase().includes(name.toLowerCase().trim());
  const listed = evidence?.config.names.map((name) => name.toLowerCase());
  /** Itself where it is listed or the question's own, else the listed names that a description says: of "a red cup" the cup. */
  const meantBy = (name: string) => {
    const own = name.toLowerCase().trim();
    if (!listed || listed.includes(own) || isQuoted(name)) return [name];
    const said = ` ${own.replaceAll(/[^\p{L}\p{N}]+/gu, " ")} `;
    return listed.filter((each) => said.includes(` ${each} `));
  };
  /** Listed names that words of the question mean: of "sofa" the couch; of one that names nothing what the answer before named. */
  const asked = () => {
    if (told.length > 0) return told;
    const words = read?.words ?? [];
    if (!evidence || !encode || words.length === 0) return [];
    const { names, wordIsName } = evidence.config;
    const cosines = noGrad(() =>
      scope(() => encode(names).matmul(encode(words).t()).amax(-1).to("float32").toTypedArray()),
    );
    return names.filter((_, i) => Number(cosines[i]) >= wordIsName);
  };
  /** What tells them apart is asked of all: a dog on a blue disc is no dog on a green one. */
  const things = (names: readonly string[]) =>
    names.flatMap((name) => {
      const { attribute } = evidence?.descriptions.read(name) ?? {};
      const own = attribute ?? (read && tellsApart(read, name)) ?? undefined;
      return meantBy(name).map((each) => ({ name: each, attribute: own }));
    });
  /** What the answer before pointed at, and this question asks on about, is not denied now. */
  const isTold = (name: string) => told.includes(name.toLowerCase().trim());
  return {
    isThere: (names) => {
      if (names.some(isTold)) return true;
      // Any other name is what a network says for want of a word.
      return scope(() => presences(network, encode, pictures.memory, index, things(names))).some(
        (presence) => presence === undefined || presenceProbability(presence, fitted) >= deny,
      );
    },
    isAsked: (name) => isQuoted(name) || asked().some((each) => each.toLowerCase() === name.toLowerCase().trim()),
    asked,
    question,
    leans: told.length > 0,
    // Who knows names by themselves only cannot tell that "everybody" asks for other things than a person.
    asksWhere: (evidence?.config.wordIsName ?? 1) < 1 && asksWhere(question),
  };
}
