// What a network can learn of a sample: it may hold units that it has no decoder for.
import { groups } from "@refvlm/trp";
import { RowError, type Sample, type SampleTurn } from "@refvlm/vt-instruct";
import type { Stage } from "../config/schema.js";

/** Turns that were left out of training so far, by why; counted each time they come up. */
export type LeftOut = Map<string, number>;

/**
 * The sample with the turns that a stage can learn from. Of turns that see each other those behind one that it cannot
 * are left out, too: they may speak of it.
 * @param units names of the loaded decoders
 * @param leftOut is told of every turn that is left out
 * @returns undefined where no turn is left
 * @throws RowError for a row without labels in a stage that learns from nothing else
 */
export function learnable<S extends Sample>(
  sample: S,
  { name, objective }: Stage,
  units: readonly string[],
  leftOut: LeftOut,
): S | undefined {
  if (objective !== "answers") {
    if (sample.objects) return sample.objects.some(({ crowd }) => !crowd) ? sample : undefined;
    // A build with labels leaves out those of pictures whose labels are not whole: such a row is a broken one among others.
    throw new RowError(
      `${sample.id}: stage ${name} learns from labels, and the row has none; build with "labels: true", or set the source's skipBroken`,
    );
  }
  const obstacles = sample.turns.map((turn) => obstacle(turn, units));
  const first = obstacles.findIndex((reason) => reason !== undefined);
  if (first < 0) return sample.turns.length > 0 ? sample : undefined;
  const turns = sample.turns.filter((_, i) => (sample.independent ? !obstacles[i] : i < first));
  sample.turns.forEach((turn, i) => {
    if (turns.includes(turn)) return;
    const reason = obstacles[i] ?? "turns behind one that is left out";
    leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
  });
  return turns.length > 0 ? { ...sample, turns } : undefined;
}

/** Why a network cannot learn a turn. */
function obstacle({ answer }: SampleTurn, units: readonly string[]): string | undefined {
  const missing = groups(answer.body)
    .flatMap(({ group }) => group.units)
    .find((unit) => !units.includes(unit));
  return missing && `turns with the unit ${missing}`;
}
