// Turns the chosen overloads of one operator into a typed free function and, where it applies, a Tensor method.

/**
 * Arguments that mean nothing here: layouts are always strided, memory is never pinned, cuDNN decides for itself. And one
 * that libtorch does not check: a `sorter` may point anywhere.
 */
const DROPPED = new Set(["layout", "pin_memory", "cudnn_enable", "cudnn_enabled", "non_blocking", "pinned", "sorter"]);
/** Positional in some overloads and keyword in others; keyword everywhere here. */
const KEYWORD = new Set(["alpha", "beta"]);
/** In-place operators after which the cached shape is wrong. */
const RESHAPING = /^(resize|squeeze|unsqueeze|transpose|t|set)_$/;
const RESERVED = new Set(["var"]);

export function camelCase(name) {
  const [, lead, body, tail] = name.match(/^(_*)(.*?)(_?)$/);
  return lead + body.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase()) + tail;
}

const TYPES = {
  Tensor: "Tensor",
  Scalar: "Scalar",
  int: "number",
  float: "number",
  bool: "boolean",
  str: "string",
  "int[]": "Ints",
  "float[]": "number | readonly number[]",
  "bool[]": "readonly boolean[]",
  "Scalar[]": "readonly number[]",
  "Tensor[]": "readonly Tensor[]",
  "Tensor?[]": "readonly (Tensor | null)[]",
  ScalarType: "DType",
  MemoryFormat: "MemoryFormat",
  Device: "string",
  Generator: "Generator",
};

const isReduction = (argument) => argument.name === "reduction" && argument.type === "int";

function typeOf(argument) {
  if (isReduction(argument)) return "Reduction";
  const type = TYPES[argument.type];
  if (type === undefined) throw new Error(`no TypeScript type for ${argument.type} ${argument.name}`);
  return argument.optional ? `${type} | null` : type;
}

/** The runtime test that tells this argument's type from another overload's. */
function testOf(argument, value) {
  const test = {
    Tensor: `isTensor(${value})`,
    Scalar: `isScalar(${value})`,
    int: `typeof ${value} === "number"`,
    float: `typeof ${value} === "number"`,
    bool: `typeof ${value} === "boolean"`,
    str: `typeof ${value} === "string"`,
    "int[]": `isInts(${value})`,
    "float[]": `isInts(${value})`,
    "Scalar[]": `!isTensors(${value}) && Array.isArray(${value})`,
    "Tensor[]": `isTensors(${value})`,
    "Tensor?[]": `isTensors(${value})`,
    Generator: `${value} !== undefined`,
    ScalarType: `typeof ${value} === "string"`,
  }[argument.type];
  if (test === undefined) throw new Error(`no test for ${argument.type}`);
  return mayBeAbsent(argument) ? `(${value} == null || ${test})` : `${test}`;
}

function convert(argument, value) {
  if (isReduction(argument)) return `red(${value})`;
  switch (argument.type) {
    case "Tensor":
      return `h(${value})`;
    case "Tensor[]":
    case "Tensor?[]":
      return `hs(${value})`;
    case "ScalarType":
      return `dt(${value})`;
    case "MemoryFormat":
      return `mf(${value})`;
    case "Generator":
      return `gen(${value})`;
    default:
      return value;
  }
}

const mayBeAbsent = (argument) =>
  argument.fallback !== undefined || (argument.keyword && argument.optional) || argument.loose;

/** Sorts one schema's arguments into positions and keywords. */
function plan(schema, alone) {
  const used = schema.arguments.filter((argument) => !DROPPED.has(argument.name));
  const positional = used.filter((argument) => !argument.keyword && !KEYWORD.has(argument.name));
  const keywords = used.filter((argument) => argument.keyword || KEYWORD.has(argument.name));
  // `int[1]? dim` without a default must be given in Python's schema, but None is as good as leaving it out.
  if (alone) {
    for (let i = positional.length - 1; i > 0 && (positional[i].optional || mayBeAbsent(positional[i])); i--) {
      if (positional[i].optional) positional[i].loose = true;
    }
  }
  const factory = ["dtype", "layout", "device", "pin_memory"].every((name) =>
    schema.arguments.some((a) => a.name === name),
  );
  return { ...schema, positional, keywords, factory, required: positional.filter((a) => !mayBeAbsent(a)).length };
}

function returnType(schema) {
  if (schema.arguments[0]?.written) return schema.arguments[0].type === "Tensor" ? "Tensor" : "void";
  const types = schema.returns.map(
    ({ type }) => ({ Tensor: "Tensor", "Tensor[]": "Tensor[]", bool: "boolean" })[type] ?? "number",
  );
  if (types.length === 0) return "void";
  if (types.length === 1) return types[0];
  const label = (r, i) => (schema.returns.every((x) => x.name) ? `${camelCase(r.name)}: ${types[i]}` : types[i]);
  return `[${schema.returns.map(label).join(", ")}]`;
}

function returnValue(schema, call) {
  const wrap = (type, value) => (type === "Tensor" ? `w(${value})` : type === "Tensor[]" ? `ws(${value})` : value);
  if (schema.arguments[0]?.written) {
    const back =
      schema.arguments[0].type !== "Tensor" ? "undefined" : RESHAPING.test(schema.name) ? "a0.refresh()" : "a0";
    return `(${call}, ${back})`;
  }
  if (schema.factory) return `leaf(w(${call}), o?.requiresGrad)`;
  if (schema.returns.length === 0) return call;
  if (schema.returns.length === 1) return wrap(schema.returns[0].type, call);
  return `tuple(${call}, [${schema.returns.map(({ type }) => JSON.stringify(type)).join(", ")}])`;
}

/** Overloads that differ only in types become one signature with unions. */
function signatures(plans, skip) {
  const groups = new Map();
  for (const p of plans) {
    const key = `${p.positional.map((a) => a.name + (mayBeAbsent(a) ? "?" : "")).join(",")} -> ${returnType(p)}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(p);
  }
  return [...groups.values()].flatMap((group) => signatureOf(group, skip));
}

function signatureOf(group, skip) {
  const unite = (list) => [...new Set(list.flatMap((argument) => typeOf(argument).split(" | ")))].join(" | ");
  const positional = group[0].positional
    .map((argument, i) => ({
      name: camelCase(argument.name),
      type: unite(group.map((p) => p.positional[i])),
      absent: mayBeAbsent(argument),
    }))
    .slice(skip);
  const keywords = new Map();
  for (const p of group) {
    for (const argument of p.keywords) {
      const seen = keywords.get(argument.name) ?? { list: [], absent: false };
      seen.list.push(argument);
      seen.absent ||= mayBeAbsent(argument) || group.some((q) => !q.keywords.some((k) => k.name === argument.name));
      keywords.set(argument.name, seen);
    }
  }
  const fields = [...keywords].map(
    ([name, { list, absent }]) => `${camelCase(name)}${absent ? "?" : ""}: ${unite(list)}`,
  );
  if (group.some((p) => p.factory)) fields.push("requiresGrad?: boolean");
  const mustHave = [...keywords.values()].some(({ absent }) => !absent);
  const named = positional.filter((a) => a.absent);
  const returns = returnType(group[0]);
  const options = (list) => `options${mustHave ? "" : "?"}: { ${list.join("; ")} }`;
  // TypeScript wants no optional parameter before a required one.
  const plain = mustHave
    ? positional.map((a) => `${a.name}: ${a.type}${a.absent ? " | undefined" : ""}`)
    : positional.map((a) => `${a.name}${a.absent ? "?" : ""}: ${a.type}`);
  const result = [`(${[...plain, ...(fields.length > 0 ? [options(fields)] : [])].join(", ")}): ${returns}`];
  if (named.length > 0) {
    const all = [...named.map((a) => `${a.name}?: ${a.type}`), ...fields];
    const given = positional.filter((a) => !a.absent).map((a) => `${a.name}: ${a.type}`);
    const withOptions = (from, before) =>
      `(${[...before, `options: { ${all.slice(from).join("; ")} }`].join(", ")}): ${returns}`;
    result.push(withOptions(0, given));
    // Tensors that may be left out, a bias, are as often given in their place.
    const tensors = named.filter((_, i) => named.slice(0, i + 1).every(({ type }) => type.includes("Tensor")));
    if (tensors.length > 0 && tensors.length < all.length)
      result.push(withOptions(tensors.length, [...given, ...tensors.map((a) => `${a.name}: ${a.type}`)]));
  }
  return result;
}

/** The condition under which overload i is meant rather than a later one; empty for the last. */
function conditionOf(plans, i, count) {
  const tests = [];
  const mine = plans[i];
  const later = plans.slice(i + 1);
  for (let position = 0; position < count; position++) {
    const value = `a${position}`;
    const own = mine.positional[position];
    const ownTest = own === undefined ? `${value} === undefined` : testOf(own, value);
    const differs = later.some((p) => {
      const other = p.positional[position];
      return (other === undefined ? `${value} === undefined` : testOf(other, value)) !== ownTest;
    });
    if (differs) tests.push(ownTest);
  }
  for (const keyword of mine.keywords) {
    if (mayBeAbsent(keyword) && keyword.type !== "Generator" && keyword.name !== "rounding_mode") continue;
    if (later.some((p) => !p.keywords.some((k) => k.name === keyword.name)))
      tests.push(`o?.${camelCase(keyword.name)} != null`);
  }
  return tests.join(" && ");
}

function callOf(p, variable, count) {
  const values = [
    ...p.positional.map((argument, i) => {
      const byName = mayBeAbsent(argument) && count > i;
      return convert(argument, byName ? `(a${i} ?? o?.${camelCase(argument.name)})` : `a${i}`);
    }),
    ...p.keywords.map((argument) => convert(argument, `o?.${camelCase(argument.name)}`)),
  ];
  return returnValue(p, `call(${[variable, ...values].join(", ")})`);
}

/** { declaration, method } of one operator from its parsed overloads, in the order they are tried. */
export function emitOperator(name, schemas, { method = true, guarded = false } = {}) {
  const plans = schemas.map((schema) => plan(schema, schemas.length === 1));
  const jsName = camelCase(name);
  const localName = RESERVED.has(jsName) ? `${jsName}$` : jsName;
  const count = Math.max(...plans.map((p) => p.positional.length));
  const least = Math.min(...plans.map((p) => p.required));
  const hasOptions = plans.some((p) => p.keywords.length > 0 || p.factory || p.required < p.positional.length);

  const lines = [];
  const variables = plans.map((p) => `$${name}${p.overload ? `_${p.overload}` : ""}`);
  for (const [i, p] of plans.entries()) {
    const names = [...p.positional, ...p.keywords].map((a) => a.name).join(",");
    lines.push(
      `const ${variables[i]} = op(${JSON.stringify(name)}, ${JSON.stringify(p.overload)}, ${JSON.stringify(names)});`,
    );
  }
  const docs = `/** ${plans.map((p) => `\`${p.text}\``).join("  \n * ")} */`;
  lines.push(docs);
  for (const signature of signatures(plans, 0)) lines.push(`export function ${localName}${signature};`);
  const parameters = [...Array.from({ length: count }, (_, i) => `a${i}?: any`), ...(hasOptions ? ["o?: any"] : [])];
  lines.push(`export function ${localName}(${parameters.join(", ")}): any {`);
  if (hasOptions) {
    const shifts = [];
    for (let i = Math.max(least, 0); i < count; i++)
      shifts.push(`if (isOptions(a${i})) { o = a${i}; a${i} = undefined; }`);
    if (shifts.length > 0) lines.push(`  ${shifts.join(" else ")}`);
  }
  if (guarded) {
    // Options are read once: what the guard has seen is what the operator gets.
    if (hasOptions) lines.push("  if (o !== undefined) o = { ...o };");
    const given = [...Array.from({ length: count }, (_, i) => `a${i}`), ...(hasOptions ? ["o"] : [])];
    lines.push(`  guards.${jsName}(${given.join(", ")});`);
  }
  for (const [i, p] of plans.entries()) {
    const value = callOf(p, variables[i], count);
    const condition = i < plans.length - 1 ? conditionOf(plans, i, count) : "";
    lines.push(`  ${condition === "" ? "" : `if (${condition}) `}return ${value};`);
    if (condition === "" && i < plans.length - 1) throw new Error(`${name}: overload ${i} hides the later ones`);
  }
  lines.push("}");
  if (localName !== jsName) lines.push(`export { ${localName} as ${jsName} };`);

  const own = plans.filter(
    (p) => p.positional[0]?.type === "Tensor" && ["self", "input"].includes(p.positional[0].name),
  );
  if (!method || own.length === 0) return { name: jsName, declaration: lines.join("\n") };
  const rest = [...Array.from({ length: count - 1 }, (_, i) => `a${i + 1}`), ...(hasOptions ? ["o"] : [])];
  const types = signatures(own, 1).map((signature) => `    ${jsName}${signature};`);
  return {
    name: jsName,
    declaration: lines.join("\n"),
    methodTypes: [`    ${docs.replaceAll("\n", "\n    ")}`, ...types].join("\n"),
    methodBody: `prototype.${jsName} = function (${rest.map((a) => `${a}: any`).join(", ")}) { return (f.${jsName} as any)(${["this", ...rest].join(", ")}); };`,
  };
}
