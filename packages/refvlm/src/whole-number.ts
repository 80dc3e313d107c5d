// Whole numbers as options of the command line.
import { InvalidArgumentError } from "commander";

/** Reads an option's whole number. @throws InvalidArgumentError for anything else, or one below `least` */
export function wholeNumber(least: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() !== "" && Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`give a whole number from ${least}.`);
  };
}
