// A text that lies where weights should: the pointer that Git leaves without LFS, or a page that a server gave instead.

/** What a file is that begins with text, and the way out; undefined for other files. @param start a few bytes at least */
export function textInstead(start: Uint8Array): string | undefined {
  const text = Buffer.from(start.subarray(0, 8)).toString("latin1");
  if (!/^[\t\n\r -~]{8}$/.test(text)) return undefined;
  return text === "version "
    ? "it is a pointer of Git LFS, not the file itself: fetch that with `git lfs pull`"
    : `it is text and begins with ${JSON.stringify(text)}, as a page of a server does: fetch the file again`;
}
