// The families of published weights by name: parts of our network, and decoders with a whole network of their own.
import { nearestKey } from "@refvlm/config";
import { decoderFamilies } from "./decoders.js";
import { families } from "./families.js";
import { ConversionError } from "./report.js";

/** What a source may be said to be: families of parts, then those of decoders. */
export const familyNames = (): string[] => [...families, ...decoderFamilies].map(({ name }) => name);

/** @throws ConversionError for a family that there is not, naming the nearest one and all others */
export function checkFamily(name: string): void {
  const known = familyNames();
  if (known.includes(name)) return;
  const nearest = nearestKey(name, known);
  throw new ConversionError(
    `there is no family "${name}"; ${nearest ? `did you mean "${nearest}"? Known are` : "choose one of"} ${known.join(", ")}`,
  );
}
