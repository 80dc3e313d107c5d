// Questions that point at an object and ask for words that tell it (REG).
import type { PromptKind } from "@refvlm/vision";
import { Templates } from "./grammar.js";
import { pointed } from "./pointed.js";

/** Wordings for prompts of one kind. */
export function regTemplates(kind: PromptKind): Templates {
  const at = pointed[kind];
  return new Templates([
    `describe {the thing|the object|what is} ${at}{| in a few words}.`,
    `what is {|the thing |the object }${at}?`,
    `{what do you see|what can you see} ${at}?`,
    `{tell me|say} what is ${at}{|, please}.`,
    `{write|give me} a {short description|description} of {the thing|the object} ${at}.`,
    `{how would you describe|how would you refer to} {the thing|the object} ${at}?`,
    `{which words tell|what could i say to tell} {the thing|the object} ${at} apart from the others?`,
    `{write|give me|find} {a phrase that means only|words that mean only} {the thing|the object} ${at}.`,
    `i am pointing at something: it is ${at}. {what is it|what would you call it}?`,
    `which {thing|object} is ${at}?`,
    `name {the thing|the object} ${at} so that {nobody takes another one for it|it is clear which one is meant}.`,
  ]);
}
