// Reads operator schemas as libtorch prints them: `aten::add.Tensor(Tensor self, ..., *, Scalar alpha=1) -> Tensor`.

/** Splits at top-level commas. */
function splitList(text) {
  const parts = [];
  let depth = 0;
  let part = "";
  for (const letter of text) {
    if (letter === "(" || letter === "[") depth++;
    if (letter === ")" || letter === "]") depth--;
    if (letter === "," && depth === 0) {
      parts.push(part.trim());
      part = "";
    } else part += letter;
  }
  if (part.trim() !== "") parts.push(part.trim());
  return parts;
}

function parseType(text) {
  const written = /\([a-z]+!/.test(text);
  const type = text.replace(/\([^)]*\)/g, "").replaceAll("SymInt", "int");
  const optional = type.endsWith("?");
  const bare = optional ? type.slice(0, -1) : type;
  return { type: bare.replace(/\[\d+\]/, "[]"), optional, written };
}

function parseArgument(text, keyword) {
  const match = text.match(/^(\S+?(?:\([^)]*\))?\S*(?: -> \*\)\S*)?) (\w+)(?:=(.*))?$/);
  if (match === null) throw new Error(`cannot read the argument "${text}"`);
  return { ...parseType(match[1]), name: match[2], keyword, fallback: match[3] };
}

/** { name, overload, arguments: [{ name, type, optional, keyword, written, fallback }], returns: [{ type, name? }], text } */
export function parseSchema(text) {
  const match = text.match(/^aten::(\w+)(?:\.(\w+))?\((.*)\) -> (.*)$/);
  if (match === null) throw new Error(`cannot read the schema "${text}"`);
  const [, name, overload = "", list, result] = match;
  const args = [];
  let keyword = false;
  for (const part of splitList(list)) {
    if (part === "*") keyword = true;
    else args.push(parseArgument(part, keyword));
  }
  const results = result.startsWith("(") && !/^\([^)]*\)\[\]$/.test(result) ? splitList(result.slice(1, -1)) : [result];
  const returns = results
    .filter((part) => part !== "")
    .map((part) => {
      const [type, label] = part.split(/ (?=\w+$)/);
      return { ...parseType(type), name: label };
    });
  return { name, overload, arguments: args, returns, text };
}
