// The 256 printable characters that stand for bytes in byte-level BPE vocabularies (Radford et al. 2019).

/** Character of each byte: printable Latin-1 stands for itself, the rest is moved to U+0100 and up. */
export const characterOfByte: readonly string[] = (() => {
  const printable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let moved = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : moved++));
})();

const byteOfCharacter = new Map(characterOfByte.map((character, byte) => [character, byte]));

/** The bytes that a vocabulary entry stands for, or null if it holds a character outside the alphabet. */
export function bytesOfPiece(piece: string): Uint8Array | null {
  const bytes = Array.from(piece, (character) => byteOfCharacter.get(character));
  return bytes.includes(undefined) ? null : Uint8Array.from(bytes as number[]);
}
