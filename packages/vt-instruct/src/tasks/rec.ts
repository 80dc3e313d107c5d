// REC, referring expression comprehension: "where is the dog?", answered with its box.
import { recTemplates } from "../templates/rec.js";
import { referTask } from "./refer.js";

export const rec = referTask("rec", "box", recTemplates);
