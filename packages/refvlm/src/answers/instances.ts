// Which units of an answer are the same object: a composite unit sends one `<REF>` to several decoders.
import type { GroundedInstance } from "@refvlm/model";

/** For each unit the number of its `<REF>`, from 0 in order of the answer. */
export function instancesOf(units: readonly GroundedInstance[]): Map<GroundedInstance, number> {
  const numbers = new Map<string, number>();
  return new Map(
    units.map((unit) => {
      const ref = `${unit.group} ${unit.instance}`;
      const number = numbers.get(ref) ?? numbers.size;
      numbers.set(ref, number);
      return [unit, number];
    }),
  );
}
