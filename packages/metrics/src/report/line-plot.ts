// A plot of lines over two axes, as plain data: what a metric hands to a report.

/** Lines that share their axes; both run over 0..1. */
export interface LinePlot {
  title: string;
  x: string;
  y: string;
  lines: readonly { name: string; points: readonly (readonly [x: number, y: number])[] }[];
}
