// The public surface of this package.
export { explainConfigIssues, nearestKey } from "./issues.js";
export { explainJsonError, type JsonFault, jsonFault } from "./json-fault.js";
export { lineAt, lineInJson } from "./json-place.js";
export { decodeUtf8, foreignKind, TextError } from "./text-bytes.js";
export { parseYaml, readYaml, YamlError } from "./yaml-file.js";
