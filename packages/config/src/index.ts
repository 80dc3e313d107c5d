// The public surface of this package.
export { explainConfigIssues, nearestKey } from "./issues.js";
export { lineAt, lineInJson } from "./json-place.js";
export { parseYaml, readYaml, YamlError } from "./yaml-file.js";
