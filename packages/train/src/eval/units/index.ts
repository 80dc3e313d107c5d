// How answers are scored by their units: a new unit is one file beside this one and one line here.
import { box } from "./box.js";
import { depth } from "./depth.js";
import { keypoint } from "./keypoint.js";
import { mask } from "./mask.js";
import { point } from "./point.js";
import type { UnitScores } from "./unit-score.js";

export { FOUND, type UnitScore, type UnitScores } from "./unit-score.js";

export const unitScores = { box, mask, keypoint, depth, point } satisfies UnitScores;
