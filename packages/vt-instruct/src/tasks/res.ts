// RES, referring expression segmentation: "segment the dog.", answered with its mask.
import { resTemplates } from "../templates/res.js";
import { referTask } from "./refer.js";

export const res = referTask("res", "mask", resTemplates);
