// Numbers in the variables that launchers set.
import { DistributedError } from "@refvlm/torch";

export type Variables = Readonly<Record<string, string | undefined>>;

/** @throws DistributedError for what is no whole number from 0; undefined where it is not set, or empty */
export function numberOf(variables: Variables, name: string): number | undefined {
  const text = variables[name];
  if (text === undefined || text === "") return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new DistributedError(`${name} is "${text}": it must be a whole number from 0`);
}
