// How many tokens of each row one pass reads, where rows have unlike many to read.

/** What a pass costs besides its tokens, counted in tokens of one row. */
const PASS = 16;

/**
 * The width at which a pass reads most for what it costs: padding of rows that have less to read is paid for, too. One
 * row reads all at once; of many the one with a long forced run reads it a few tokens at a time beside the others.
 * @param unread tokens that each row has to read, some above 0
 */
export function readWidth(unread: readonly number[]): number {
  const gain = (width: number) =>
    unread.reduce((sum, count) => sum + Math.min(count, width), 0) / (PASS + unread.length * width);
  const widths = new Set(unread.filter((count) => count > 0));
  return [...widths].reduce((best, width) => (gain(width) > gain(best) ? width : best));
}
