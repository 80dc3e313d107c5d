// The words of a streamed answer know their triplets, however the stream is cut.
import { describe, expect, it } from "vitest";
import { PhraseReader } from "../src/page/answer/phrase-reader.js";

const answer =
  "<Task>\nUnit decode (True). Class name, target unit and number:\n- Name: dog Unit: box Num: 1\n- Name: hat Unit: box Num: 1\n</Task>\n" +
  "a <Phrase>dog in a <Phrase>hat</Phrase>(<Unit>box</Unit>[0]<REF>)</Phrase>(<Unit>box</Unit>[0]<REF>) sits.";

function read(pieces: readonly string[]) {
  const reader = new PhraseReader();
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return reader.pieces;
}

describe("PhraseReader", () => {
  it.each([1, 3, 7, 1000])("gives each word its innermost triplet, in pieces of %i characters", (length) => {
    const pieces = answer.match(new RegExp(`[^]{1,${length}}`, "g"))!;
    expect(read(pieces)).toEqual([
      { text: "a ", triplet: null },
      { text: "dog in a ", triplet: 1 },
      { text: "hat", triplet: 0 },
      { text: " sits.", triplet: null },
    ]);
  });

  it("leaves words plain whose phrase has no units", () => {
    expect(read(["one <Phrase>dog</Phrase> more"])).toEqual([{ text: "one dog more", triplet: null }]);
  });
});
