// Words that carry grammar more than meaning; METEOR 1.5 weighs them less.

/** Our own list of English closed-class words: METEOR's is part of its program, so scores differ from it a little. */
export const functionWords: ReadonlySet<string> = new Set(
  [
    "a an the this that these those some any no every each all both either neither such",
    "i you he she it we they me him her us them my your his its our their mine yours hers ours theirs",
    "who whom whose which what where when why how there here",
    "and or but nor so yet if than because while although though as until unless since whether",
    "of in to on at for with from by about into onto over under up down out off through between among against",
    "during before after above below near behind beside around along across toward towards upon within without",
    "is are was were be been being am do does did done has have had having will would can could may might must shall should",
    "not n't 's 'm 're 've 'll 'd also very too just only more most other",
  ].flatMap((line) => line.split(" ")),
);
