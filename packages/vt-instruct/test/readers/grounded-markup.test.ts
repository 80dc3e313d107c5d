// Marked sentences: what is written comes back, and every slip is shown with its place.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MarkupError, parseGroundedMarkup } from "../../src/readers/common/grounded-markup.js";

const shown = (markup: string) => {
  const { text, spans } = parseGroundedMarkup(markup);
  return [text, spans.map(({ start, end, objects }) => `${text.slice(start, end)}: ${objects}`)];
};

describe("parseGroundedMarkup", () => {
  it("1. finds marked words and their objects", () => {
    expect(shown("[A cup](0) and [two spoons]( 1, 2 ).")).toEqual([
      "A cup and two spoons.",
      ["A cup: 0", "two spoons: 1,2"],
    ]);
    expect(shown("Nothing (0) marked")).toEqual(["Nothing (0) marked", []]);
  });

  it("2. lets marked words hold marked words, the outer first", () => {
    expect(shown("[a man in [a hat](1)](0)")).toEqual(["a man in a hat", ["a man in a hat: 0", "a hat: 1"]]);
  });

  it("3. keeps brackets and backslashes that are written with a backslash", () => {
    expect(shown("\\[sic\\] C:\\\\x \\n [a \\] b](3)")).toEqual(["[sic] C:\\x \\n a ] b", ["a ] b: 3"]]);
  });

  it.each([
    ["see [1] there", /marked words need their objects.*character 6/],
    ["[words]()", /marked words need their objects/],
    ["[words](a)", /marked words need their objects/],
    ["[words (1)", /a \[ that is not closed \(character 0/],
    ["words](1)", /a \] without its \[ \(character 5/],
    ["[](1)", /no words are marked/],
  ])("4. refuses %s", (markup, message) => {
    expect(() => parseGroundedMarkup(markup)).toThrow(message);
    expect(() => parseGroundedMarkup(markup)).toThrow(MarkupError);
  });

  it("5. gives back any words that are escaped and marked", () => {
    const pieces = fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.option(fc.nat(9))), { minLength: 1 });
    fc.assert(
      fc.property(pieces, (list) => {
        const escaped = (words: string) => words.replace(/[[\]\\]/g, "\\$&");
        const markup = list.map(([words, object]) =>
          object === null ? escaped(words) : `[${escaped(words)}](${object})`,
        );
        const { text, spans } = parseGroundedMarkup(markup.join(""));
        expect(text).toBe(list.map(([words]) => words).join(""));
        const marked = list.filter(([, object]) => object !== null);
        expect(spans.map(({ start, end, objects }) => [text.slice(start, end), ...objects])).toEqual(marked);
      }),
    );
  });
});
