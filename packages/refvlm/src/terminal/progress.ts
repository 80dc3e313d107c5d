// The progress bar of long work: how far, how fast, how much longer, and the loss where there is one.
import { SingleBar } from "cli-progress";

export interface Progress {
  update(done: number, note: string): void;
  stop(): void;
}

/** A bar on a terminal; a plain line every half minute elsewhere, so that log files stay readable. */
export function showProgress(title: string, total: number, start = 0): Progress {
  if (!process.stderr.isTTY) return plainProgress(title, total, start);
  const bar = new SingleBar({
    format: `${title} {bar} {percentage}% {value}/{total} | {eta_formatted} left | {note}`,
    stream: process.stderr,
    hideCursor: true,
    etaBuffer: 50,
  });
  bar.start(total, start, { note: "" });
  return { update: (done, note) => bar.update(done, { note }), stop: () => bar.stop() };
}

function plainProgress(title: string, total: number, start: number): Progress {
  const began = Date.now();
  let shown = began;
  return {
    update(done, note) {
      const now = Date.now();
      if (now - shown < 30_000 && done < total) return;
      shown = now;
      const left = done > start ? ((now - began) / (done - start)) * (total - done) : 0;
      const told = note === "" ? "" : ` | ${note}`;
      process.stderr.write(`${title} ${done}/${total} | ${Math.ceil(left / 60_000)} min left${told}\n`);
    },
    stop() {},
  };
}
