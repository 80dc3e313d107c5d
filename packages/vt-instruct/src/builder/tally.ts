// What a build counts, shard by shard.

/** Counts of one source. */
export interface SourceTally {
  /** Records asked about. */
  records: number;
  /** Rows that came of them. */
  samples: number;
  turns: number;
  /** Records that gave nothing to ask. */
  skipped: number;
  rejected: number;
}

/** How often a reason came up, and where first: file, record and what is wrong. */
export interface RejectTally {
  records: number;
  first: string;
}

/** Counts of a shard or of a whole build. */
export interface Tally {
  sources: Record<string, SourceTally>;
  /** Turns of each task. */
  tasks: Record<string, number>;
  /** Unusable records by reason. */
  rejects: Record<string, RejectTally>;
}

/** Zeros for these sources. */
export function emptyTally(names: readonly string[]): Tally {
  const zero = (): SourceTally => ({ records: 0, samples: 0, turns: 0, skipped: 0, rejected: 0 });
  return { sources: Object.fromEntries(names.map((name) => [name, zero()])), tasks: {}, rejects: {} };
}

/** One more under a name. */
export function count(counts: Record<string, number>, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}

/** The sum of tallies, its names in alphabetical order, so that it does not depend on who counted first. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = emptyTally([]);
  for (const { sources, tasks, rejects } of tallies) {
    for (const [name, tally] of Object.entries(sources)) {
      sum.sources[name] ??= emptyTally([name]).sources[name]!;
      for (const key of Object.keys(tally) as (keyof SourceTally)[]) sum.sources[name][key] += tally[key];
    }
    for (const [name, number] of Object.entries(tasks)) count(sum.tasks, name, number);
    for (const [reason, tally] of Object.entries(rejects)) {
      sum.rejects[reason] ??= { records: 0, first: tally.first };
      sum.rejects[reason].records += tally.records;
    }
  }
  return { sources: sum.sources, tasks: sorted(sum.tasks), rejects: sorted(sum.rejects) };
}

function sorted<T>(counts: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Unusable records over all that were asked for. */
export function rejectShare({ sources, rejects }: Tally): number {
  const asked = Object.values(sources).reduce((sum, { records }) => sum + records, 0);
  const rejected = Object.values(rejects).reduce((sum, { records }) => sum + records, 0);
  return asked === 0 ? (rejected > 0 ? 1 : 0) : rejected / asked;
}
