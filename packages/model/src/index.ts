// The public surface of this package.

export * from "./answering/index.js";
export { boxCoverage, centredOf, cornersOf, iouOf, overlaps } from "./boxes.js";
export { type DecoderConfig, type ModelConfig, parseModelConfig } from "./config.js";
export * from "./decoders/index.js";
export * from "./encoders/index.js";
export { PixelDecoder, type PixelDecoderConfig, type Pyramid } from "./encoders/pixel-decoder.js";
export {
  type FramedPicture,
  type PixelBatch,
  type PixelConfig,
  type Placement,
  pixelBatch,
} from "./encoders/pixels.js";
export { Projector } from "./encoders/projector.js";
export { aggregate, encodePrompts, type PromptEncoderConfig, positionCode } from "./encoders/prompt-encoder.js";
export { meanBox } from "./evidence/boxes-in.js";
export { type EvidenceConfig, evidenceConfig } from "./evidence/evidence-config.js";
export * from "./generate/index.js";
export * from "./language-model/index.js";
export * from "./layers/index.js";
export * from "./losses/index.js";
export * from "./matching/index.js";
export {
  type NetworkOptions,
  type NetworkOutput,
  type PictureFeatures,
  RefVlmNetwork,
} from "./network.js";
export {
  type PackedBatch,
  type PackedRow,
  type PackingOptions,
  type PointedTurns,
  packConversations,
  packedAttentionMask,
  turnTokens,
} from "./packing.js";
export { type PatchFeatures, type PictureTokenParts, PictureTokens } from "./picture-tokens.js";
export {
  type FindOptions,
  type PhraseBox,
  PhraseDetector,
  PhraseError,
} from "./plugins/grounding-dino/phrase-detector.js";
export * from "./plugins/index.js";
export { cocoNames, cocoPlurals, presets } from "./presets/index.js";
export { type Adapter, readAdapter } from "./pretrained/adapter.js";
export { byteSize } from "./pretrained/byte-size.js";
export {
  CALIBRATION_FILE,
  type Calibration,
  calibrationSchema,
  type Evidence,
  type FamiliarPictures,
  logOdds,
  minScoreOf,
  presenceProbability,
  readCalibration,
  scoreOf,
  sigmoid,
} from "./pretrained/calibration.js";
export {
  type DecoderFolder,
  decoderFolders,
  type PluginKind,
  plugins,
  readDecoderFolder,
} from "./pretrained/decoder-folder.js";
export { loadDecoderNetwork } from "./pretrained/decoder-network.js";
export {
  type ModelFolder,
  readModelFolder,
  type SaveOptions,
  saveAdapter,
  savePretrained,
  writeModelFolder,
} from "./pretrained/folder.js";
export { loadSegmenter } from "./pretrained/load-segmenter.js";
export {
  configWithDecoders,
  type LoadedModel,
  loadedModel,
  loadNetwork,
  loadPretrained,
  type ModelOptions,
  type PlacementOptions,
  type PluginOptions,
} from "./pretrained/loaded-model.js";
export { CARD_FILE, type ModelCard, modelCardSchema, readModelCard } from "./pretrained/model-card.js";
export { modelDigest } from "./pretrained/model-digest.js";
export { ModelFileError } from "./pretrained/model-file-error.js";
export { cacheBytes, type NetworkSize, networkSize, type PartSize } from "./pretrained/network-size.js";
export { type ConvertRequest, convertPublished } from "./pretrained/published/convert.js";
export {
  convertDecoder,
  type DecoderReport,
  type DecoderRequest,
  decoderFamilies,
  isDecoderFamily,
  publishedDecoder,
} from "./pretrained/published/decoders.js";
export { PARTS, type PartName, partKeys } from "./pretrained/published/families.js";
export { checkFamily, familyNames } from "./pretrained/published/family-names.js";
export { checkOutput, writeWholeFolder } from "./pretrained/published/output-folder.js";
export { ConversionError, type ConversionReport, type PartReport } from "./pretrained/published/report.js";
export { filesToConvert } from "./pretrained/published/repository-files.js";
export { type ClipTextEncoder, loadClipTextEncoder } from "./pretrained/text-encoder.js";
export { adaptedKeys, copiedBytes, hasWeights, storedTypes, weightsFingerprint } from "./pretrained/weights.js";
export { type QueryGroup, type ReferenceMark, routeReferences, type UnitQueries } from "./router.js";
export * from "./tokenizer/index.js";
export * from "./units/index.js";
export {
  type DecodeOptions,
  type PhraseEncoder,
  VisualDecoders,
  type VisualDecodersConfig,
} from "./visual-decoders.js";
