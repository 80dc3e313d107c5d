// Numbers with fractions as options of the command line.
import { InvalidArgumentError } from "commander";

/** Reads an option's number. @throws InvalidArgumentError for anything that `valid` does not take @param wanted what it takes */
export function optionNumber(valid: (value: number) => boolean, wanted: string): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() !== "" && valid(number)) return number;
    throw new InvalidArgumentError(`give ${wanted}.`);
  };
}
