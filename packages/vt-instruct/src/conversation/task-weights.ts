// How often each task asks.
import { z } from "zod";
import { type TaskName, taskNames } from "../tasks/index.js";

/** In proportion; a task without a weight never asks. */
export type TaskWeights = Partial<Record<TaskName, number>>;

/** Weights as configs give them. */
export const taskWeightsSchema = z
  .strictObject(
    Object.fromEntries(taskNames.map((name) => [name, z.number().nonnegative().optional()])) as Record<
      TaskName,
      z.ZodOptional<z.ZodNumber>
    >,
  )
  .refine((tasks) => Object.values(tasks).some((weight) => weight > 0), "at least one task needs a weight above 0");
