// The public surface of this package.
export { explainConfigIssues, nearestKey } from "./issues.js";
export { explainJsonError, type JsonFault, jsonFault } from "./json-fault.js";
export { lineAt, lineInJson } from "./json-place.js";
export { type LinePlaces, type Places, placesInLists, placesOfLines } from "./json-places.js";
export { readJsonLazily } from "./json-stream.js";
export { explainJsonFile, type Fail, unreadable } from "./json-walk.js";
export { decodeUtf8, foreignKind, TextError } from "./text-bytes.js";
export { publish, syncFolder, type WholeFileOptions, writeWhole } from "./whole-file.js";
export { type Override, parseYaml, readYaml, YamlError } from "./yaml-file.js";
