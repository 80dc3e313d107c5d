// What a logged step says, and how a run ends.

/** One logged step; `losses` are means since the last logged step. */
export interface LogEntry {
  stage: string;
  /** Optimiser steps since the start of the run. */
  step: number;
  losses: Record<string, number>;
  lr: number;
  gradNorm: number;
  /** Pictures a second, with all their turns. */
  picturesPerSecond: number;
  /** Seconds of training so far, resumed parts included. */
  seconds: number;
}

/** How a run ended: after its last step, or early because it was asked to stop (its state is saved). */
export type TrainingEnd = "finished" | "stopped";
