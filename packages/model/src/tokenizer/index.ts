// The tokenizer's public names.
export { ClipTokenizer } from "./clip-tokenizer.js";
export { IMAGE_ID, loadTokenizer, type PlaceOptions, PROMPT_ID, TokenizerCodec } from "./codec.js";
export { PieceDecoder, type ShownSpecials } from "./piece-decoder.js";
export type { TokenizerJson } from "./tokenizer-json.js";
export { CONTROL_TOKENS, FREQUENT_PHRASES, type TrainTokenizerOptions, trainTokenizer } from "./train.js";
