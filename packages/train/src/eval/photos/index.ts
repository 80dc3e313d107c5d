// Evaluation on photographs: questions, what a list of proposals answers by rule, the table.
export { cocoResultList } from "./coco-results.js";
export { evaluateByRule } from "./evaluate-by-rule.js";
export { type PhotoQuestion, type PhotoSelection, type PhotoSource, photoQuestions } from "./photo-questions.js";
export type { Listed, ProposalList } from "./proposal-list.js";
export { type Asks, type PhotoLine, PhotoQuestions, type Way, type WrittenPhotoTurn, ways } from "./question-file.js";
export { photoFamilies } from "./table.js";
