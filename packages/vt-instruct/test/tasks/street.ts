// One small picture of a street, and what tasks ask about it.
import { bodyText } from "@refvlm/trp";
import { JOINTS, type Keypoint } from "@refvlm/vision";
import {
  type AnnotatedPicture,
  type AskOptions,
  Random,
  type SampleTurn,
  type TaskName,
  tasks,
} from "../../src/index.js";
import { triangle } from "./random-picture.js";

export const joints: Keypoint[] = JOINTS.map((_, i) => [10 + i, 20, 2]);
export const exhaustive = [
  { name: "person", plural: "people" },
  { name: "dog", plural: "dogs" },
  { name: "cat", plural: "cats" },
];
export const objects = [
  { name: "dog", box: [40, 10, 50, 20], mask: triangle([40, 10, 50, 20]) },
  { name: "person", box: [20, 5, 32, 40], mask: triangle([20, 5, 32, 40]), keypoint: joints },
  { name: "dog", box: [2, 2, 12, 14], mask: triangle([2, 2, 12, 14]) },
] as const;
export const street: AnnotatedPicture = {
  id: "street",
  picture: { path: "street.jpg" },
  width: 64,
  height: 48,
  objects,
  exhaustive,
  captions: ["A person with two dogs."],
  depth: { path: "street.png", scale: 0.001, kind: "metric" },
};

/** The first turn of many seeds that fulfils `wanted`. */
export function turnOf(
  name: TaskName,
  picture: AnnotatedPicture = street,
  options: Partial<AskOptions> = {},
  wanted: (turn: SampleTurn) => boolean = () => true,
): SampleTurn {
  for (let seed = 0; seed < 300; seed++) {
    const turn = tasks[name].ask(picture, Random.of(name, seed), { absentRate: 0, ...options });
    if (turn && wanted(turn)) return turn;
  }
  throw new Error(`${name} never asks that`);
}
/** What sixty seeds ask. */
export const asks = (name: TaskName, picture: AnnotatedPicture, options: Partial<AskOptions> = {}) =>
  Array.from({ length: 60 }, (_, seed) =>
    tasks[name].ask(picture, Random.of(name, seed), { absentRate: 0, ...options }),
  ).filter((turn) => turn !== undefined);
/** The words of the answer. */
export const said = ({ answer }: SampleTurn) => bodyText(answer.body);
/** The words of the question. */
export const asked = ({ user }: SampleTurn) =>
  user.map((part) => (part.type === "text" ? part.text : "[VPT]")).join("");
