// The tasks: what each one asks, and its result in the shape of Hugging Face's specifications.
import type { InstanceJson } from "@refvlm/model";
import { type Box, depthSteps, type UnitName, type UnitValues, unitsFromJson } from "@refvlm/vision";
import { encodePng, type Raster } from "@refvlm/vision/node";
import type { z } from "zod";
import type { About } from "../engine/messages.js";
import { askFor, inWords, type Question } from "../tasks/task.js";
import type { WholeAnswer } from "../tasks/whole-answer.js";
import { labelsTaskSchema, pictureTaskSchema, questionTaskSchema, type TaskRequest } from "./request.js";

export interface Task {
  schema: z.ZodType<TaskRequest>;
  ask(request: TaskRequest, about: About | null): Question;
  result(whole: WholeAnswer): Promise<unknown>;
}

const boxes: Task = {
  schema: pictureTaskSchema,
  ask: ofAll("box"),
  result: ofEach("box", async ({ phrase, score, box }) => {
    const [xmin, ymin, xmax, ymax] = (box as Box).map(Math.round);
    return { label: phrase, score, box: { xmin, ymin, xmax, ymax } };
  }),
};

const masks: Task = {
  schema: pictureTaskSchema,
  ask: ofAll("mask"),
  result: ofEach("mask", async (instance) => {
    const { width, height, data } = valuesOf(instance).mask!;
    const mask = await base64Png({ width, height, data: data.map((inside) => 255 * inside) });
    return { label: instance.phrase, score: instance.score, mask };
  }),
};

const depth: Task = {
  schema: pictureTaskSchema,
  ask: ofAll("depth"),
  async result({ answer }) {
    const instance = answer.instances.find((each) => each.depth !== undefined);
    if (!instance) return { predicted_depth: null, depth: null };
    return { predicted_depth: instance.depth, depth: await base64Png(depthSteps(valuesOf(instance).depth!)) };
  },
};

const answers: Task = {
  schema: questionTaskSchema,
  ask: ({ inputs }) => inWords((inputs as { question: string }).question),
  result: async ({ answer, probability }) => [{ answer: answer.text, score: probability }],
};

const captions: Task = {
  schema: pictureTaskSchema,
  ask: () => inWords("describe the picture."),
  result: async ({ answer }) => ({ generated_text: answer.text }),
};

/** By the names that the Hub has for them. */
export const tasks: ReadonlyMap<string, Task> = new Map([
  ["object-detection", boxes],
  ["zero-shot-object-detection", { ...boxes, schema: labelsTaskSchema }],
  ["image-segmentation", masks],
  ["depth-estimation", depth],
  ["visual-question-answering", answers],
  ["image-to-text", captions],
]);

function ofAll(unit: UnitName): Task["ask"] {
  return ({ parameters }, about) => askFor([unit], { about, names: parameters?.candidate_labels });
}

function ofEach(unit: UnitName, shape: (instance: InstanceJson) => Promise<unknown>): Task["result"] {
  return ({ answer }) => Promise.all(answer.instances.filter((each) => each[unit] !== undefined).map(shape));
}

function valuesOf(instance: InstanceJson): Partial<UnitValues> {
  return unitsFromJson(instance);
}

async function base64Png(raster: Raster): Promise<string> {
  return Buffer.from(await encodePng(raster)).toString("base64");
}
