// Where a key stands in a JSON text, so that a message about a config can name the line.

/**
 * Line, from 1, on which the value at `path` begins; of a missing key the line of the object that should hold it.
 * @param text valid JSON
 */
export function lineInJson(text: string, path: readonly PropertyKey[]): number {
  const lexemes = text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g);
  const wanted = path.map(String);
  /** The keys (or indices) that lead to the value being read. */
  const at: string[] = [];
  const containers: ("{" | "[")[] = [];
  let best = { depth: -1, offset: 0 };
  let expectsKey = false;
  for (const { 0: lexeme, index } of lexemes) {
    const depth = containers.length;
    if (expectsKey && lexeme.startsWith('"')) {
      at[depth - 1] = JSON.parse(lexeme) as string;
      expectsKey = false;
    }
    const matched = at.every((key, level) => level >= depth || key === wanted[level]) && depth <= wanted.length;
    if (matched && depth > best.depth) best = { depth, offset: index };
    if (lexeme === "{" || lexeme === "[") {
      containers.push(lexeme);
      at.push(lexeme === "[" ? "0" : "");
      expectsKey = lexeme === "{";
    } else if (lexeme === "}" || lexeme === "]") {
      containers.pop();
      at.pop();
      expectsKey = false;
    } else if (lexeme === ",") {
      expectsKey = containers.at(-1) === "{";
      if (!expectsKey) at[depth - 1] = String(Number(at[depth - 1]) + 1);
    }
  }
  return lineAt(text, best.offset);
}

/** Line, from 1, of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
