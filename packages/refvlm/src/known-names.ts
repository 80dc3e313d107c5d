// Whether a question is about anything that a model knows by name, and the line that says so where it is not.
import type { ModelCard } from "@refvlm/model";

/** How many names the line lists. */
const LISTED = 12;

/** Says what a model knows, where nothing in the question is a name of its card; undefined where something is. */
export function outsideNotice(question: string, card: ModelCard | null): string | undefined {
  if (!card || card.names.length === 0) return undefined;
  const words = ` ${question.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ")} `;
  if (card.names.some(({ name, plural }) => [name, plural].some((each) => words.includes(` ${each.toLowerCase()} `))))
    return undefined;
  const more = card.names.length - LISTED;
  const list = card.names
    .slice(0, LISTED)
    .map(({ name }) => name)
    .join(", ");
  return `${card.name} knows ${card.knows}: ${list}${more > 0 ? ` and ${more} more (refvlm model ${card.name})` : ""}; nothing in the question is one of them`;
}
