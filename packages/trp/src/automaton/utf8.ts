// Which bytes may go on a UTF-8 text (Unicode Standard, table 3-7). Bytes are characters U+0000 to U+00FF of a string.

/** Behind an unfinished character: first and last byte that may follow, and what is unfinished then. */
const FOLLOWING: Readonly<Record<string, readonly [first: number, last: number, then: string]>> = {
  "\xC2": [0x80, 0xbf, ""],
  "\xE0": [0xa0, 0xbf, "\xC2"],
  "\xE1": [0x80, 0xbf, "\xC2"],
  "\xED": [0x80, 0x9f, "\xC2"],
  "\xF0": [0x90, 0xbf, "\xE1"],
  "\xF1": [0x80, 0xbf, "\xE1"],
  "\xF4": [0x80, 0x8f, "\xE1"],
};

/**
 * The unfinished character at the end of bytes that follow another unfinished one (or none): one of seven that stand
 * for all that want the same bytes, "" for none, null where the bytes are not UTF-8.
 */
export function unfinished(before: string, bytes: string): string | null {
  let open = before;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes.charCodeAt(i);
    if (open === "") {
      const begun = begin(byte);
      if (begun === null) return null;
      open = begun;
      continue;
    }
    const [first, last, then] = FOLLOWING[open];
    if (byte < first || byte > last) return null;
    open = then;
  }
  return open;
}

/** How many bytes are missing behind an unfinished character. */
export function missingBytes(open: string): number {
  return open === "" ? 0 : 1 + missingBytes(FOLLOWING[open][2]);
}

function begin(byte: number): string | null {
  if (byte < 0x80) return "";
  if (byte < 0xc2 || byte > 0xf4) return null;
  if (byte < 0xe0) return "\xC2";
  const alone = String.fromCharCode(byte);
  if (alone in FOLLOWING) return alone;
  return byte < 0xf0 ? "\xE1" : "\xF1";
}
