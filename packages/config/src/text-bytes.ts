// Text of a file: UTF-8 or nothing, and what a file is that holds something else.

/** A file that holds no text in UTF-8: the message says what it is or which byte is wrong, and the way out. */
export class TextError extends Error {
  override name = "TextError";
}

/** First bytes of files that are given in place of text: what they are, and the way out. */
const foreign: readonly (readonly [hex: string, what: string])[] = [
  ["1f8b", "it is compressed; unpack it with gunzip"],
  ["28b52ffd", "it is compressed; unpack it with unzstd"],
  ["425a68", "it is compressed; unpack it with bunzip2"],
  ["fd377a585a00", "it is compressed; unpack it with unxz"],
  ["504b0304", "it is a zip archive; unpack it"],
  ["fffe", "it is in UTF-16; save it as UTF-8"],
  ["feff", "it is in UTF-16; save it as UTF-8"],
  ["894844460d0a1a0a", "it is an HDF5 file, no text"],
  ["50415231", "it is a Parquet file, no text"],
  ["89504e47", "it is a PNG picture, no text"],
  ["ffd8ff", "it is a JPEG picture, no text"],
  ["8002", "it is a Python pickle, no text"],
  ["8003", "it is a Python pickle, no text"],
  ["8004", "it is a Python pickle, no text"],
  ["8005", "it is a Python pickle, no text"],
];

/** What a file is that begins with these bytes (eight are enough), where it is known and no text in UTF-8. */
export function foreignKind(head: Uint8Array): string | undefined {
  const hex = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 8)).toString("hex");
  const known = foreign.find(([mark]) => hex.startsWith(mark));
  if (known) return known[1];
  // ASCII in UTF-16 without a mark: every other byte is zero.
  return /^(?:(?:00(?!00)..){2,}|(?:(?!00)..00){2,})$/.test(hex) ? "it is in UTF-16; save it as UTF-8" : undefined;
}

/**
 * The text of bytes in UTF-8, without a byte order mark.
 * @param base the place of the first byte in its file, for the message
 * @throws TextError that says what the bytes are or names the first that is wrong, counted from 0
 */
export function decodeUtf8(bytes: Uint8Array, base = 0): string {
  try {
    return strict.decode(bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_ENCODING_INVALID_ENCODED_DATA") throw error;
    const known = base === 0 ? foreignKind(bytes) : undefined;
    throw new TextError(known ?? `byte ${base + soundBytes(bytes)} is no UTF-8; save the file as UTF-8`);
  }
}

const strict = new TextDecoder("utf-8", { fatal: true });

/** How many bytes from the first on are whole characters: the longest beginning that a decoder takes. */
function soundBytes(bytes: Uint8Array): number {
  const isSound = (length: number) => {
    try {
      // As a stream a cut character at the end is no fault.
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let [sound, broken] = [0, bytes.length + 1];
  while (broken - sound > 1) {
    const middle = (sound + broken) >>> 1;
    if (middle <= bytes.length && isSound(middle)) sound = middle;
    else broken = middle;
  }
  return characterStart(bytes, sound);
}

/** Where the character begins that the first `end` bytes leave unfinished; `end` where they leave none. */
export function characterStart(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= 3 && back <= end; back++) {
    const byte = bytes[end - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? end - back : end;
  }
  return end;
}
