// Ctrl-C and SIGTERM while a command works: the first asks it to stop at a good place, the next ends it at once.
import { constants } from "node:os";

/** A command ended because it was told to; the message says how to go on. */
export class StoppedError extends Error {
  override name = "StoppedError";

  /** @param exitCode 128 and the signal's number, as shells tell it: 130 after Ctrl-C */
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** What a command hands to its work; disposed, it listens no more. */
export interface StopSignals extends Disposable {
  /** Aborted by the first signal, with a {@link StoppedError}. */
  readonly signal: AbortSignal;
}

/**
 * Listens to Ctrl-C and SIGTERM until it is disposed.
 * @param message of the error that the work is aborted with
 * @param onFirst hears that the work was asked to stop
 */
export function stopSignals(message: string, onFirst?: () => void): StopSignals {
  const stop = new AbortController();
  const onSignal = (name: "SIGINT" | "SIGTERM") => {
    const exitCode = 128 + constants.signals[name];
    if (stop.signal.aborted) process.exit(exitCode);
    onFirst?.();
    stop.abort(new StoppedError(message, exitCode));
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    signal: stop.signal,
    [Symbol.dispose]: () => process.off("SIGINT", onSignal).off("SIGTERM", onSignal),
  };
}
