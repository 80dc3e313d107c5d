// Names for questions about what is not there, hard ones among them.
import { absentFrom } from "../language/labelled.js";
import type { Random } from "../random.js";
import type { AnnotatedPicture, ObjectName } from "../sample/annotated.js";
import type { AskOptions } from "./ask-options.js";

/** Which absent name is wanted. */
export interface AbsentChoice {
  /** Default: all that the picture is known not to show. */
  readonly among?: readonly ObjectName[];
  /** Name of the shown thing that a hard one is to be taken for. Default: drawn. */
  readonly like?: string;
}

/**
 * A name that the picture does not show; at the rate of `kinRate` one of the kin or of the colour of a thing that it does. Undefined where nothing is known to be absent.
 */
export function drawAbsent(
  picture: AnnotatedPicture,
  random: Random,
  { kinRate = 0.3 }: AskOptions,
  { among = absentFrom(picture), like }: AbsentChoice = {},
): ObjectName | undefined {
  if (among.length === 0) return undefined;
  const alike = random.chance(kinRate) ? takenFor(picture, random, among, like) : [];
  return random.pick(alike.length > 0 ? alike : among);
}

function takenFor(
  { objects, exhaustive = [] }: AnnotatedPicture,
  random: Random,
  among: readonly ObjectName[],
  like: string | undefined,
): readonly ObjectName[] {
  const shown = new Set(like === undefined ? objects.map(({ name }) => name) : [like]);
  const known = exhaustive.filter(({ name }) => shown.has(name));
  if (known.length === 0) return [];
  const drawn = random.pick(known);
  const same = (key: "kin" | "color") => among.filter((each) => drawn[key] !== undefined && each[key] === drawn[key]);
  const [ofKin, ofColor] = [same("kin"), same("color")];
  return ofColor.length > 0 && random.chance(0.5) ? ofColor : ofKin;
}
