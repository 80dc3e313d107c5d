// The words of scene conversations without pictures, for training a tokenizer.
import { printAnswer, SPECIAL_TOKENS } from "@refvlm/trp";
import { categoryNames, SceneSource } from "./source.js";

const markers = new RegExp(SPECIAL_TOKENS.map((marker) => marker.replace(/[/<>]/g, "\\$&")).join("|"));

/**
 * Texts of questions, plans and answers, cut where structure markers stand, of `pictures` scenes with eight
 * questions each; first every category's names, held-out ones included. The same arguments give the same texts.
 */
export function* sceneCorpus(pictures: number, seed = 0): Generator<string> {
  for (const name of categoryNames()) for (const text of [name, `the ${name}`, `- Name: ${name} Unit: `]) yield text;
  const source = new SceneSource({ seed, split: "corpus", size: 64, turns: [8, 8], absentRate: 0.25 });
  for (let index = 0; index < pictures; index++)
    for (const { user, answer } of source.sample(index).turns) {
      for (const part of user) if (part.type === "text") yield part.text;
      for (const piece of printAnswer(answer).split(markers)) if (piece) yield piece;
    }
}
