// Tokenizers: golden/llama-tokenizer and golden/clip-tokenizer, and what the trained byte-level tokenizer promises.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { SPECIAL_TOKENS } from "@refvlm/trp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clipTokenizerJson,
  FREQUENT_PHRASES,
  IMAGE_ID,
  loadTokenizer,
  PROMPT_ID,
  TextTokenizer,
  TokenizerCodec,
  trainTokenizer,
} from "../src/index.js";

const golden = (...path: string[]) => join(process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden"), ...path);
const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));

describe("the LLaMA 2 tokenizer", () => {
  const { cases, decode_only } = json(golden("llama-tokenizer", "cases.json"));
  const codec = new TokenizerCodec(
    JSON.parse(gunzipSync(readFileSync(golden("llama-tokenizer", "tokenizer.json.gz"))).toString()),
  );
  const specials = new Map<string, number>([
    ["<unk>", 0],
    ["<s>", codec.bosId],
    ["</s>", codec.eosId],
  ]);
  for (const marker of SPECIAL_TOKENS) specials.set(marker, codec.special(marker));

  /** Cuts special tokens out of a string, as structured input would have been encoded. */
  const marked = (text: string): number[] => {
    const pieces = text.split(new RegExp(`(${[...specials.keys()].join("|")})`));
    return pieces.flatMap((piece, i) => {
      const id = specials.get(piece);
      return id === undefined ? codec.encodeText(piece, { atStart: i === 0 }) : [id];
    });
  };

  it("gives the markers the ids after the vocabulary", () => {
    expect(SPECIAL_TOKENS.map((marker) => codec.special(marker))).toEqual([
      32000, 32001, 32004, 32005, 32002, 32003, 32006,
    ]);
    expect(codec.size).toBe(32007);
  });

  it("encodes all 400 strings as text, typed markers included", () => {
    for (const { text, plain } of cases) expect(codec.encodeText(text, { atStart: true }), text).toEqual(plain);
  });

  it("encodes the text between markers without a space of its own", () => {
    for (const { text, marked: ids } of cases) expect(marked(text), text).toEqual(ids);
  });

  it("decodes them, with and without special tokens", () => {
    for (const { text, marked: ids, decoded = text, decoded_without_specials } of cases) {
      expect(codec.decode(ids, { atStart: true, specials: "all" })).toBe(decoded);
      if (decoded_without_specials === undefined) continue;
      expect(codec.decode(ids, { atStart: true, specials: "none" })).toBe(decoded_without_specials);
    }
  });

  it("decodes runs of bytes that are not UTF-8 as the reference does", () => {
    for (const { ids, decoded } of decode_only)
      expect(codec.decode(ids, { atStart: true, specials: "all" })).toBe(decoded);
  });

  it("is concatenative inside a sequence, and streams the same text", () => {
    for (const { text } of cases) {
      const ids = codec.encodeText(text);
      const stream = codec.stream();
      const expected = text.replaceAll("\u2581", " ");
      expect(codec.decode(ids)).toBe(expected);
      expect(ids.map((id) => stream.push(id)).join("") + stream.end()).toBe(expected);
    }
  });
});

describe("the CLIP tokenizer", () => {
  it("encodes each of 200 strings as one of the two reference libraries does", () => {
    const { cases } = json(golden("clip-tokenizer", "cases.json"));
    const merges = gunzipSync(readFileSync(golden("clip-tokenizer", "merges.txt.gz"))).toString();
    const tokenizer = new TextTokenizer(clipTokenizerJson(merges));
    expect(tokenizer.size).toBe(49408);
    for (const { text, ids, transformers = ids } of cases) {
      expect([ids, transformers], text).toContainEqual(tokenizer.encodeText(text));
    }
    expect(tokenizer.encodeText(" \n")).toEqual([]);
  });
});

describe("the trained byte-level tokenizer", () => {
  const names = ["dog", "hot air balloon", "café table", "person", "strawberry"];
  const corpus = Array.from({ length: 400 }, (_, i) => {
    const name = names[i % names.length];
    return `USER: where is the ${name}? ASSISTANT:- Name: ${name} Unit: box Num: ${i % 12}\nthere are ${i} of them, see <REF>`;
  });
  const file = trainTokenizer(corpus, { vocabSize: 420 });
  const codec = new TokenizerCodec(file);
  const control = new Set([0, 1, 2]);
  const markers = new Set(SPECIAL_TOKENS.map((marker) => codec.special(marker)));

  it("keeps to the size, and gives the same file for the same corpus", () => {
    expect(codec.size).toBeLessThanOrEqual(420);
    expect(JSON.stringify(trainTokenizer(corpus, { vocabSize: 420 }))).toBe(JSON.stringify(file));
  });

  it("learns frequent words whole and spends one id on each frequent phrase", () => {
    expect(codec.encodeText("strawberry")).toHaveLength(1);
    expect(codec.encodeText(" the")).toHaveLength(1);
    for (const phrase of FREQUENT_PHRASES) expect(codec.encodeText(phrase), phrase).toHaveLength(1);
  });

  it("returns any text exactly, whatever markers, control names or phrases it contains", () => {
    const spice = fc.constantFrom(
      ...SPECIAL_TOKENS,
      "<s>",
      "</s>",
      "<pad>",
      "<image>",
      "[VPT]",
      ...FREQUENT_PHRASES,
      "é",
      "🐕‍🦺",
      "\u2581",
      "\0",
      " ",
    );
    const text = fc
      .array(fc.oneof(spice, fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" })))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (written) => {
        const ids = codec.encodeText(written);
        expect(codec.decode(ids)).toBe(written);
        const stream = codec.stream();
        expect(ids.map((id) => stream.push(id)).join("") + stream.end()).toBe(written);
        expect(ids.some((id) => control.has(id) || markers.has(id) || id < 0)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it("is concatenative", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
        expect(codec.decode([...codec.encodeText(a), ...codec.encodeText(b)])).toBe(a + b);
      }),
    );
  });

  it("writes markers when decoding and leaves control ids out", () => {
    const ids = [
      codec.bosId,
      codec.special("<Phrase>"),
      ...codec.encodeText("dog"),
      codec.special("</Phrase>"),
      codec.eosId,
    ];
    expect(codec.decode(ids)).toBe("<Phrase>dog</Phrase>");
    expect(codec.decode(ids, { specials: "all" })).toBe("<s><Phrase>dog</Phrase></s>");
  });

  it("has places for pictures and prompts that no vocabulary holds", () => {
    expect([codec.imageId, codec.promptId]).toEqual([IMAGE_ID, PROMPT_ID]);
    expect(() => codec.decode([IMAGE_ID])).toThrow("token id -200 is not in the vocabulary");
  });

  it("holds streamed bytes until they make a character", () => {
    const stream = codec.stream();
    const pieces = codec.encodeText("🐕").map((id) => stream.push(id));
    expect(pieces.join("")).toBe("🐕");
    expect(pieces.slice(0, -1).join("")).toBe("");
    const broken = codec.stream();
    broken.push(codec.encodeText("🐕")[0]);
    expect(broken.end()).toBe("\uFFFD");
  });

  it("keeps what is valid around broken bytes, streamed or not", () => {
    const [first] = codec.encodeText("🐕");
    const ids = [...codec.encodeText("a\n"), first, first, ...codec.encodeText("b é"), first];
    const stream = codec.stream();
    expect(codec.decode(ids)).toBe("a\n\uFFFD\uFFFDb é\uFFFD");
    expect(ids.map((id) => stream.push(id)).join("") + stream.end()).toBe("a\n\uFFFD\uFFFDb é\uFFFD");
  });

  it("refuses a vocabulary too small for bytes, markers and phrases", () => {
    expect(() => trainTokenizer([], { vocabSize: 100 })).toThrow(/vocabSize: 100 is below the smallest possible, \d+/);
  });
});

describe("loadTokenizer", () => {
  it("says what is wrong with a file", () => {
    expect(() => loadTokenizer("/nowhere/tokenizer.json")).toThrow(
      "/nowhere/tokenizer.json: cannot be read as a tokenizer.json",
    );
    expect(() => new TokenizerCodec({ model: {} }, "t.json")).toThrow(/t\.json: not a tokenizer\.json: model\.vocab/);
    expect(() => new TokenizerCodec({ model: { type: "BPE", vocab: { a: 0 }, merges: [] } }, "t.json")).toThrow(
      "t.json: added_tokens holds none of <s>",
    );
  });
});
