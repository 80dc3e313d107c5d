// Measures what a detector's list answers by rule to the questions that a network is asked.
import { type GroundedAnswer, joinUnits } from "@refvlm/model";
import { type Figure, FigureCollector, type LackingFigure } from "../figures.js";
import { scoreAnswer } from "../score.js";
import { type RuleAnswer, rules } from "./by-rule.js";
import type { PhotoQuestion, PhotoSource } from "./photo-questions.js";
import type { ProposalList } from "./proposal-list.js";
import { photoFamilies } from "./table.js";

/** What answers by rule are called beside the network's. */
const BY_RULE = "by rule";

/** @throws whatever the list throws */
export async function evaluateByRule(
  source: PhotoSource,
  listOf: ProposalList,
  onProgress: (pictures: number, total: number) => void = () => {},
): Promise<(Figure | LackingFigure)[]> {
  const collector = new FigureCollector(photoFamilies);
  for (let index = 0; index < source.size; index++) {
    const asked = await source.at(index);
    const [first] = asked;
    const list = first ? await listOf(first.picture, first.id.split("/")[0]) : [];
    for (const own of asked) {
      const question = { ...own, set: BY_RULE };
      const { kind, turn, id } = question;
      const told = kind === "caption" ? { text: source.constantCaption, things: [] } : rules[kind]?.(list, question);
      if (!told) {
        collector.lack(question, "no rule");
        continue;
      }
      const answer = answerOf(told, question);
      const result = { set: BY_RULE, id, kind, ...scoreAnswer(kind, answer, turn), wellFormed: true, answer: null };
      collector.add({ question, answer, result });
    }
    onProgress(index + 1, source.size);
  }
  return collector.figures();
}

/** As a network's answer would stand there. */
function answerOf({ text, things }: RuleAnswer, { picture: { width, height } }: PhotoQuestion): GroundedAnswer {
  const units = things.map(({ phrase, unit, score, box, mask }, index) => {
    const value = unit === "mask" ? { mask } : { box };
    return { unit, score, phrase, triplet: index, index: 0, ...value };
  });
  return {
    ...{ model: { name: "by rule", version: null }, seed: 0, image: { width, height }, text, trp: "", plan: null },
    ...{ instances: joinUnits(units), problems: [], tokens: 0, ended: "end" },
  };
}
