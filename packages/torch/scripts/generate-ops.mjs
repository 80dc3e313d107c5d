// Writes src/generated/*.ts from ops.txt. `--schemas` first asks the built addon for the schemas again.
// Schemas are kept in ops.schemas.txt, so that every libtorch generates the same bytes.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { emitOperator } from "./emit.mjs";
import { parseSchema } from "./schema.mjs";

const root = new URL("../", import.meta.url);
const path = (name) => fileURLToPath(new URL(name, root));

/** [{ name, overloads, method }] in the manifest's order. */
export function readManifest(text = readFileSync(path("ops.txt"), "utf8")) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [name, ...rest] = line.split(/\s+/);
      const overloads = rest.filter((word) => !word.startsWith("-")).map((word) => (word === "default" ? "" : word));
      return { name, overloads, method: !rest.includes("-method"), guarded: rest.includes("-guarded") };
    });
}

async function askEngine(manifest) {
  const { loadEngine } = await import("../dist/loader.js");
  const native = loadEngine();
  const lines = [];
  for (const { name, overloads } of manifest) {
    const known = new Map(native.schemas(`aten::${name}`).map((text) => [parseName(text), text]));
    for (const overload of overloads) {
      const text = known.get(overload);
      if (text === undefined)
        throw new Error(
          `libtorch ${native.torchVersion()} has no aten::${name}.${overload || "(default)"}; it has ${[...known.keys()].join(", ")}`,
        );
      lines.push(text);
    }
  }
  writeFileSync(path("ops.schemas.txt"), `${lines.join("\n")}\n`);
}

const parseName = (text) => text.match(/^aten::\w+(?:\.(\w+))?\(/)?.[1] ?? "";

/** { "functions.ts": text, "methods.ts": text } */
export function generate() {
  const manifest = readManifest();
  const schemas = new Map();
  for (const line of readFileSync(path("ops.schemas.txt"), "utf8").split("\n").filter(Boolean)) {
    const schema = parseSchema(line);
    schemas.set(`${schema.name}.${schema.overload}`, schema);
  }
  const operators = manifest.map(({ name, overloads, method, guarded }) => {
    const chosen = overloads.map((overload) => schemas.get(`${name}.${overload}`));
    const missing = overloads.filter((_, i) => chosen[i] === undefined);
    if (missing.length > 0) throw new Error(`ops.schemas.txt lacks ${name} ${missing}; run generate-ops.mjs --schemas`);
    return emitOperator(name, chosen, { method, guarded });
  });
  const note = "// Generated from ops.txt and libtorch's schemas by scripts/generate-ops.mjs; do not edit.";
  const functions = [
    `${note}`,
    "// Typed free functions, one for each operator in use.",
    'import { call, dt, gen, h, hs, type Ints, isInts, isOptions, isScalar, isTensor, isTensors, leaf, mf, op, red, type Reduction, tuple, w, ws } from "../call.js";',
    'import type { DType, MemoryFormat, Scalar } from "../dtype.js";',
    'import * as guards from "../guards.js";',
    'import type { Generator } from "../random.js";',
    'import type { Tensor } from "../tensor.js";',
    "",
    ...operators.map(({ declaration }) => `${declaration}\n`),
  ].join("\n");
  const withMethods = operators.filter(({ methodBody }) => methodBody !== undefined);
  const methods = [
    `${note}`,
    "// The same operators as methods of Tensor.",
    'import type { Ints, Reduction } from "../call.js";',
    'import type { DType, MemoryFormat, Scalar } from "../dtype.js";',
    'import type { Generator } from "../random.js";',
    'import { Tensor } from "../tensor.js";',
    'import * as f from "./functions.js";',
    "",
    'declare module "../tensor.js" {',
    "  interface Tensor {",
    ...withMethods.map(({ methodTypes }) => methodTypes),
    "  }",
    "}",
    "",
    "const prototype = Tensor.prototype as any;",
    ...withMethods.map(({ methodBody }) => methodBody),
    "",
  ].join("\n");
  return { "functions.ts": functions, "methods.ts": methods };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--schemas")) await askEngine(readManifest());
  for (const [name, text] of Object.entries(generate())) writeFileSync(path(`src/generated/${name}`), text);
}
