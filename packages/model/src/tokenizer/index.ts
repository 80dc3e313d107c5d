// The tokenizer's public names.
export { clipTokenizerJson } from "./clip-tokenizer-json.js";
export { IMAGE_ID, loadTokenizer, type PlaceOptions, PROMPT_ID, TokenizerCodec } from "./codec.js";
export { PieceDecoder, type ShownSpecials } from "./piece-decoder.js";
export { type TextCodec, TextTokenizer } from "./text-tokenizer.js";
export type { TokenizerJson } from "./tokenizer-json.js";
export { CONTROL_TOKENS, FREQUENT_PHRASES, type TrainTokenizerOptions, trainTokenizer } from "./train.js";
