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
  /** Records that could not be used. */
  rejected: number;
  /** Labels of the records, and those of them that are lost: no object stands for them, their name is not told. */
  labels: number;
  lost: number;
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
  /** Unusable records and labels by reason. */
  rejects: Record<string, RejectTally>;
  /** What was left out of labels that are used all the same, by reason. */
  notes: Record<string, RejectTally>;
  /** Lists of the files with records that could not be used when they were opened, by file and key. */
  lists: Record<string, { rejected: number; records: number }>;
}

/** Zeros for these sources. */
export function emptyTally(names: readonly string[]): Tally {
  const zero = (): SourceTally => ({
    records: 0,
    samples: 0,
    turns: 0,
    skipped: 0,
    rejected: 0,
    labels: 0,
    lost: 0,
  });
  return {
    sources: Object.fromEntries(names.map((name) => [name, zero()])),
    tasks: {},
    rejects: {},
    notes: {},
    lists: {},
  };
}

/** One more under a name. */
export function count(counts: Record<string, number>, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}

/** The sum of tallies, its names in alphabetical order, so that it does not depend on who counted first. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = emptyTally([]);
  for (const { sources, tasks, rejects, notes, lists } of tallies) {
    for (const [name, tally] of Object.entries(sources)) {
      sum.sources[name] ??= emptyTally([name]).sources[name]!;
      for (const key of Object.keys(tally) as (keyof SourceTally)[]) sum.sources[name][key] += tally[key];
    }
    for (const [name, number] of Object.entries(tasks)) count(sum.tasks, name, number);
    addReasons(sum.rejects, rejects);
    addReasons(sum.notes, notes);
    for (const [name, { rejected, records }] of Object.entries(lists)) {
      sum.lists[name] ??= { rejected: 0, records };
      sum.lists[name].rejected += rejected;
    }
  }
  return { ...sum, tasks: sorted(sum.tasks), rejects: sorted(sum.rejects), notes: sorted(sum.notes) };
}

function sorted<T>(counts: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function addReasons(sum: Tally["rejects"], counts: Tally["rejects"]): void {
  for (const [reason, { records, first }] of Object.entries(counts)) addReason(sum, reason, first, records);
}

/** One more, or several, of a reason. */
export function addReason(counts: Tally["rejects"], reason: string, first: string, by = 1): void {
  counts[reason] ??= { records: 0, first };
  counts[reason].records += by;
}

/** How much of something could not be used. */
export interface RejectShare {
  /** What: the records asked about, the labels of a source, or a list of a file. */
  readonly of: string;
  readonly rejected: number;
  readonly records: number;
  /** 0 to 1. */
  readonly share: number;
}

/**
 * The largest share of what could not be used: each reject counts against the list that it comes from, so that lost
 * labels are not hidden by the number of records, nor the other way round.
 */
export function worstShare({ sources, lists }: Tally): RejectShare {
  const told = Object.entries(sources);
  const all = { rejected: 0, records: 0 };
  for (const [, { rejected, records }] of told) {
    all.rejected += rejected;
    all.records += records;
  }
  const labels = told.map(([name, { lost, labels }]) => [`the labels of ${name}`, { rejected: lost, records: labels }]);
  const counts = [["the records", all], ...labels, ...Object.entries(lists)] as [string, typeof all][];
  const shares = counts.map(
    ([of, { rejected, records }]): RejectShare => ({ of, rejected, records, share: rejected && rejected / records }),
  );
  return shares.reduce((worst, one) => (one.share > worst.share ? one : worst));
}
