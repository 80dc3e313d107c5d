// How a picture of each data set is asked about: the paper's words, and the truth that the data set tells.
import { promptKinds } from "@refvlm/vision";
import {
  type AnnotatedObject,
  type AnnotatedPicture,
  kindsFor,
  makeTurn,
  type Piece,
  pointAt,
  type Random,
  targetOf,
  tasks,
} from "@refvlm/vt-instruct";
import type { BenchmarkTurn } from "./benchmark.js";
import { paperPrompts } from "./prompts.js";

/** A phrase for one object. */
function told(phrase: string, unit: string, object: AnnotatedObject): Piece {
  return { phrase, groups: [{ units: [unit], targets: [targetOf(object)] }] };
}

/** A caption; all of the picture's are references. */
export function askCaption({ captions = [] }: AnnotatedPicture): BenchmarkTurn[] {
  if (captions.length === 0) return [];
  const turn = makeTurn(tasks.caption, paperPrompts.caption, [captions[0]]);
  return [{ kind: "caption", turn, references: captions }];
}

/** Every question; all people's answers are references. */
export function askQuestions({ questions = [] }: AnnotatedPicture): BenchmarkTurn[] {
  return questions.map(({ question, answers }) => {
    return { kind: "vqa", turn: makeTurn(tasks.vqa, paperPrompts.vqa(question), [answers[0]]), references: answers };
  });
}

/** Every question that yes or no answers. */
export function askPresence(picture: AnnotatedPicture): BenchmarkTurn[] {
  return askQuestions(picture).map(({ turn }) => ({ kind: "vqa-presence", turn }));
}

/** Every sentence of every reference: a box for each. */
export function askBoxes({ expressions = [], objects }: AnnotatedPicture): BenchmarkTurn[] {
  return expressions.map(({ text, objects: [meant] }) => {
    const phrase = told(text, "box", objects[meant]);
    return { kind: "rec", turn: makeTurn(tasks.rec, paperPrompts.rec(text), [phrase]) };
  });
}

/** Every sentence of every reference: a mask for each. */
export function askMasks({ expressions = [], objects }: AnnotatedPicture): BenchmarkTurn[] {
  return expressions.map(({ text, objects: [meant] }) => {
    const phrase = told(text, "mask", objects[meant]);
    return { kind: "res", turn: makeTurn(tasks.res, paperPrompts.res(text), [phrase]) };
  });
}

/** Words about every object that sentences refer to, which are its references; it is shown by its mask. */
export function askWords({ expressions = [], objects }: AnnotatedPicture): BenchmarkTurn[] {
  const said = new Map<number, string[]>();
  for (const { text, objects: meant } of expressions)
    for (const i of meant) said.set(i, [...(said.get(i) ?? []), text]);
  return [...said].flatMap(([i, references]): BenchmarkTurn[] => {
    const { mask } = objects[i];
    if (!mask) return [];
    const question = { text: paperPrompts.reg, prompts: [{ kind: "mask" as const, mask }] };
    return [{ kind: "reg-mask", turn: makeTurn(tasks["reg-mask"], question, [references[0]]), references }];
  });
}

/** Every object by every kind of prompt that was published for it; scribbles are drawn. */
export function askPrompted(picture: AnnotatedPicture, random: Random): BenchmarkTurn[] {
  return promptKinds.flatMap((kind) =>
    picture.objects.flatMap((object): BenchmarkTurn[] => {
      if (object.crowd || !object.mask || !kindsFor(object).includes(kind)) return [];
      const prompt = pointAt(object, kind, picture, random);
      if (!prompt) return [];
      const task = tasks[`ig-mask-${kind}`];
      const phrase = told(object.name, "mask", object);
      return [
        { kind: `ig-mask-${kind}`, turn: makeTurn(task, { text: paperPrompts.igMask, prompts: [prompt] }, [phrase]) },
      ];
    }),
  );
}

/** A caption with masks, as GranD-f has it: every object under its label. */
export function askMaskedCaption({ captions = [], objects }: AnnotatedPicture): BenchmarkTurn[] {
  const pieces = objects.map((object) => told(object.name, "mask", object));
  return [{ kind: "gcg-mask", turn: makeTurn(tasks["gcg-mask"], paperPrompts.gcgMask, pieces), references: captions }];
}

/** A caption with boxes: every object that any caption mentions, under the words of the first that does. */
export function askBoxedCaption(picture: AnnotatedPicture): BenchmarkTurn[] {
  const { captions = [], groundedCaptions = [], objects } = picture;
  const words = new Map<number, string>();
  for (const { text, spans } of groundedCaptions)
    for (const { start, end, objects: meant } of spans)
      for (const i of meant) if (!words.has(i)) words.set(i, text.slice(start, end));
  const pieces = [...words].map(([i, phrase]) => told(phrase, "box", objects[i]));
  return [{ kind: "gcg-box", turn: makeTurn(tasks["gcg-box"], paperPrompts.gcgBox, pieces), references: captions }];
}

/** Everything, without being given names. */
export function askEverything(unit: "box" | "mask") {
  const kind = unit === "box" ? "fovd" : "fovs";
  return ({ objects }: AnnotatedPicture): BenchmarkTurn[] => {
    const single = objects.filter((object) => object[unit] && !object.unnamed && !object.crowd);
    const pieces = single.map((object) => told(object.name, unit, object));
    const crowds = objects.filter(({ crowd }) => crowd);
    return [{ kind, turn: makeTurn(tasks[kind], paperPrompts[kind], pieces), crowds }];
  };
}
