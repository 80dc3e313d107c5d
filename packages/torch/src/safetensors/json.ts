// A JSON reader exactly as strict as the one of the official safetensors library (Rust's serde_json): integers stay
// exact, doubled fields stay visible, lone surrogates, numbers out of range and deep nesting are errors.

/** A JSON value whose objects keep every field in order, doubled ones included; integers are bigint, all else number. */
export type Json = null | boolean | bigint | number | string | Json[] | JsonObject;

/** The fields of a JSON object in the order in which they are written. */
export class JsonObject {
  constructor(readonly fields: [name: string, value: Json][]) {}
}

const MAX_DEPTH = 127;
const SIMPLE_ESCAPES: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/**
 * Reads one JSON document.
 * @throws SyntaxError that names the character position.
 */
export function parseJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.space();
  if (reader.at < text.length) reader.fail("trailing characters");
  return value;
}

class Reader {
  at = 0;
  constructor(private readonly text: string) {}

  fail(reason: string): never {
    throw new SyntaxError(`${reason} at character ${this.at}`);
  }

  space(): void {
    while (" \n\t\r".includes(this.text[this.at] ?? "x")) this.at++;
  }

  /** Steps over `character` when it is the next one that is not white space. */
  private take(character: string): boolean {
    this.space();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  value(depth: number): Json {
    this.space();
    const next = this.text[this.at];
    if (next === "{" || next === "[") {
      if (depth === MAX_DEPTH) this.fail("nested too deeply");
      this.at++;
      return next === "{" ? this.object(depth + 1) : this.array(depth + 1);
    }
    if (next === '"') return this.string();
    for (const [word, value] of [["true", true] as const, ["false", false] as const, ["null", null] as const]) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  private object(depth: number): JsonObject {
    const fields: [string, Json][] = [];
    if (this.take("}")) return new JsonObject(fields);
    do {
      this.space();
      if (this.text[this.at] !== '"') this.fail("a field name must be a string");
      const name = this.string();
      if (!this.take(":")) this.fail("expected `:`");
      fields.push([name, this.value(depth)]);
    } while (this.take(","));
    if (!this.take("}")) this.fail("expected `,` or `}`");
    return new JsonObject(fields);
  }

  private array(depth: number): Json[] {
    const items: Json[] = [];
    if (this.take("]")) return items;
    do items.push(this.value(depth));
    while (this.take(","));
    if (!this.take("]")) this.fail("expected `,` or `]`");
    return items;
  }

  private string(): string {
    const { text } = this;
    let result = "";
    for (let start = ++this.at; ; ) {
      const code = text.charCodeAt(this.at);
      if (Number.isNaN(code)) this.fail("string without end");
      if (code < 0x20) this.fail("control character in a string");
      if (code !== 0x22 && code !== 0x5c) {
        this.at++;
        continue;
      }
      result += text.slice(start, this.at++);
      if (code === 0x22) return result;
      result += this.escape();
      start = this.at;
    }
  }

  private escape(): string {
    const letter = this.text[this.at++] ?? "";
    if (letter in SIMPLE_ESCAPES) return SIMPLE_ESCAPES[letter];
    if (letter !== "u") this.fail("unknown escape");
    const high = this.hex();
    if (high < 0xd800 || high > 0xdfff) return String.fromCharCode(high);
    if (high > 0xdbff || !this.text.startsWith("\\u", this.at)) this.fail("lone surrogate");
    this.at += 2;
    const low = this.hex();
    if (low < 0xdc00 || low > 0xdfff) this.fail("lone surrogate");
    return String.fromCharCode(high, low);
  }

  private hex(): number {
    const digits = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail("unknown escape");
    this.at += 4;
    return Number.parseInt(digits, 16);
  }

  private number(): bigint | number {
    const pattern = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) this.fail("expected a value");
    this.at = pattern.lastIndex;
    const number = Number(match[0]);
    if (!Number.isFinite(number)) this.fail("number out of range");
    const isInteger = match[1] === undefined && match[2] === undefined && match[0] !== "-0";
    return isInteger ? BigInt(match[0]) : number;
  }
}
