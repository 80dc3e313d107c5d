// The builder's part of this package's public surface.
export { type BuildOptions, type BuildResult, buildDataset } from "./build.js";
export { checkShards } from "./check-shards.js";
export { type BuildConfig, parseBuildConfig, readBuildConfig } from "./config.js";
export { type Manifest, mergeManifest, readManifest } from "./manifest.js";
export { mixtureFolder } from "./mixtures.js";
export { OutputError, OutputFolder } from "./output-folder.js";
export { RowWriter, readRows, rowCount } from "./parquet.js";
export type { BuildPlan } from "./plan.js";
export { type Share, shareOf } from "./share.js";
export { type RejectShare, type Tally, worstShare } from "./tally.js";
