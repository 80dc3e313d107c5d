// Layers that know nothing of the paper.
export * from "./detr-decoder.js";
export { Mlp, type MlpOptions } from "./mlp.js";
export { boxCode, cellCentres, mapPositions, maskedMapPositions, sineCode } from "./sine-positions.js";
export { unitVectors } from "./unit-vectors.js";
