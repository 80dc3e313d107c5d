// What is wrong with a text that should be JSON, in words that lead to the way out.
import { lineAt } from "./json-place.js";
import { decodeUtf8, foreignKind, TextError } from "./text-bytes.js";

/** The first fault of a text that is no JSON. */
export interface JsonFault {
  /** Characters before it. */
  readonly offset: number;
  /** What is wrong, and the way out. */
  readonly what: string;
}

/**
 * One message about content that is no JSON: `name`, what is wrong, the way out, and the place. Undefined for JSON.
 * @param content a file's bytes, or the text of it or of a part of it
 * @param name what the message begins with: a path, or a path and a record
 */
export function explainJsonError(content: Uint8Array | string, name: string): string | undefined {
  let text: string;
  try {
    const known = typeof content === "string" ? undefined : foreignKind(content);
    if (known) return `${name}: ${known}`;
    text = typeof content === "string" ? content.replace(/^\uFEFF/, "") : decodeUtf8(content);
  } catch (error) {
    if (error instanceof TextError) return `${name}: ${error.message}`;
    throw error;
  }
  const fault = jsonFault(text);
  if (!fault) return undefined;
  const { offset, what } = fault;
  if (text.trim() === "") return `${name}: ${what}`;
  const place = text.trimEnd().includes("\n") ? `line ${lineAt(text, offset)}` : `character ${offset + 1}`;
  const near = text.slice(offset, offset + 24).split("\n", 1)[0];
  return `${name}: not JSON: ${what} (${place}${near ? `, at ${near}` : ""})`;
}

/** What stands in place of a value, by its first characters: other languages' ways of writing one. */
const strangers: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/[+-]?(?:NaN|nan|Infinity|inf)\b/y, "JSON has no NaN or Infinity; write null or leave the value out"],
  [/(?:None|True|False)\b/y, "Python's print is no JSON; write the file with json.dump"],
  [/[bu]?'/y, "Python's print is no JSON (' where JSON has \"); write the file with json.dump"],
  [/version https:\/\/git-lfs/y, "it is a pointer of Git LFS; get the file itself with git lfs pull"],
  [/\/[/*]|#/y, "JSON has no comments; take them out"],
  [/</y, "it is a web page or XML; download the file itself"],
];

/** Finds the first place where a text is no JSON (RFC 8259); undefined where there is none. */
export function jsonFault(text: string): JsonFault | undefined {
  if (text.trim() === "") return { offset: 0, what: "the file is empty; download it again" };
  /** Brackets that are open. */
  const open: ("{" | "[")[] = [];
  let expected: "value" | "key" | "colon" | "next" | "end" = "value";
  let lastComma = -1;
  let first = true;
  for (let at = blanks(text, 0); ; at = blanks(text, at)) {
    const char = text[at];
    if (char === undefined) {
      if (expected === "end") return undefined;
      return { offset: at, what: "it ends in the middle; download it again" };
    }
    const closes = char === "}" || char === "]";
    const stranger = expected === "end" ? undefined : strangers.find(([pattern]) => matchAt(pattern, text, at));
    if (closes && open.length > 0 && (first || expected === "next")) {
      if (open.at(-1) !== (char === "}" ? "{" : "["))
        return { offset: at, what: `${char} closes what ${open.at(-1)} opened` };
      open.pop();
      at += 1;
    } else if (expected === "end") {
      const lines = text.slice(0, at).includes("\n");
      const what = lines
        ? "a second value follows; a file of one value a line is JSON lines, which is not expected here"
        : "something follows behind its end";
      return { offset: at, what };
    } else if (closes && lastComma >= 0 && (expected === "value" || expected === "key")) {
      return { offset: lastComma, what: `a comma stands before ${char}; take it out` };
    } else if (stranger) {
      return { offset: at, what: stranger[1] };
    } else if (expected === "colon") {
      if (char !== ":") return { offset: at, what: "a colon is missing behind a key" };
      [expected, first, lastComma] = ["value", false, -1];
      at += 1;
      continue;
    } else if (expected === "next") {
      if (char !== ",") return { offset: at, what: "a comma is missing between two values" };
      [expected, lastComma] = [open.at(-1) === "{" ? "key" : "value", at];
      at += 1;
      continue;
    } else if (char === '"') {
      const end = stringEnd(text, at);
      if (typeof end !== "number") return end;
      at = end;
      if (expected === "key") {
        [expected, first] = ["colon", false];
        continue;
      }
    } else if (expected === "key") {
      return { offset: at, what: 'a key stands between two "' };
    } else if (char === "{" || char === "[") {
      open.push(char);
      [expected, first, lastComma] = [char === "{" ? "key" : "value", true, -1];
      at += 1;
      continue;
    } else {
      const length = scalar(text, at);
      if (length === 0) return { offset: at, what: "no value that JSON knows" };
      at += length;
    }
    // A value has ended.
    [expected, first] = [open.length > 0 ? "next" : "end", false];
  }
}

/** The place behind blanks. */
function blanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at += 1;
  return at;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Characters of a number, true, false or null that ends where a value may end; 0 where there is none. */
function scalar(text: string, at: number): number {
  const pattern = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=[\s,\]}:]|$)/y;
  return matchAt(pattern, text, at)?.length ?? 0;
}

/** The place behind a string that begins at `start`, or what is wrong with it. */
function stringEnd(text: string, start: number): number | JsonFault {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return { offset: at, what: "a line break or tab stands inside a text; write \\n or \\t" };
    if (code !== 0x5c) continue;
    if (!matchAt(/\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y, text, at))
      return { offset: at, what: "a backslash stands alone; write \\\\" };
    at += 1;
  }
  return { offset: start, what: "a text is not closed; is the file whole?" };
}
