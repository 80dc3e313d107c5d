// Content while it streams: spaces around it, and stop sequences that come in pieces.
import { describe, expect, it } from "vitest";
import { Content } from "../src/chat/content.js";

function said(pieces: string[], stops: string[] = []): { parts: string[]; all: string } {
  const content = new Content(stops);
  const parts = pieces.map((piece) => content.push(piece));
  parts.push(content.end());
  return { parts, all: parts.join("") };
}

describe("content", () => {
  it("1. is trimmed at both ends and nowhere else, and said as soon as it can be", () => {
    expect(said([" \n", " a", " ", " dog", " \n"]).parts).toEqual(["", "a", "", "  dog", "", ""]);
  });

  it("2. ends before the first stop sequence, however it comes", () => {
    const text = "one END two END";
    for (let size = 1; size <= text.length; size++) {
      const pieces = text.match(new RegExp(`.{1,${size}}`, "g"))!;
      expect(said(pieces, ["END", "two"]).all).toBe("one");
    }
  });

  it("3. says what only began like a stop sequence", () => {
    expect(said(["one EN", "Dless", " E"], ["END "]).all).toBe("one ENDless E");
  });
});
