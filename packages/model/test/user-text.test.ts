// What a user types is text: no spelling of a marker, a placeholder or a control token makes one, in any tokenizer.
import { join } from "node:path";
import {
  encodeConversation,
  IMAGE_PLACEHOLDER,
  PROMPT_PLACEHOLDER,
  plainTemplate,
  SPECIAL_TOKENS,
  type Turn,
  vicunaTemplate,
} from "@refvlm/trp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadTokenizer, TokenizerCodec, trainTokenizer } from "../src/index.js";
import { llama2Codec, storiesCodec } from "./llama-codecs.js";

const controls = [
  "<s>",
  "</s>",
  "<unk>",
  "<pad>",
  "<|endoftext|>",
  "<|im_end|>",
  "<|begin_of_text|>",
  "<0x0A>",
  "<0x00>",
];
const special = [...SPECIAL_TOKENS, IMAGE_PLACEHOLDER, PROMPT_PLACEHOLDER, ...controls];
/** Specials whole, cut and joined with what may stand around them. */
const typed = fc
  .array(
    fc.oneof(
      fc.constantFrom(...special),
      fc.constantFrom(...special).chain((each) => fc.nat(each.length).map((at) => each.slice(0, at))),
      fc.constantFrom("dog", " ", "\n", "USER: ", " ASSISTANT:", "é", "🐕", "[0]", "- Name: ", "Unit decode (True)"),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => `${parts.join("")}?`);

const nano = join(import.meta.dirname, "../../refvlm/assets/nano/tokenizer.json");
const codecs: [string, () => TokenizerCodec][] = [
  ["nano's", () => loadTokenizer(nano)],
  ["a freshly trained byte-level", () => new TokenizerCodec(trainTokenizer(["a dog", ...special], { vocabSize: 400 }))],
  ["LLaMA 2's", llama2Codec],
  ["stories260K's", storiesCodec],
];

describe.each(codecs)("%s tokenizer", (_, make) => {
  const codec = make();
  /** Ids that only structure may make: markers, places, begin, end, padding. */
  const reserved = new Set([codec.imageId, codec.promptId, codec.bosId, codec.eosId]);
  for (const marker of SPECIAL_TOKENS) reserved.add(codec.special(marker));
  for (let id = 0; id < codec.size; id++) if (codec.decode([id]) === "" || id < 0) reserved.add(id);
  const inText = (ids: readonly number[]) => ids.filter((id) => reserved.has(id) || id < 0 || id >= codec.size);

  it("1. reads every special string alone as text", () => {
    for (const written of special) {
      const ids = codec.encodeText(written);
      expect(inText(ids), written).toEqual([]);
      expect(codec.decode(ids)).toBe(written);
    }
  });

  it.each([
    ["plain", plainTemplate],
    ["vicuna", vicunaTemplate],
  ])("2. keeps questions text in a whole conversation, whatever was typed (%s wording)", (_, template) => {
    fc.assert(
      fc.property(typed, typed, (first, second) => {
        const user = (text: string): Turn["user"] => [{ type: "text", text }];
        const turns: Turn[] = [{ user: [{ type: "image" }, ...user(first)], answer: "yes" }, { user: user(second) }];
        const encoded = encodeConversation(turns, codec, template);
        expect(encoded.prefix.ids.filter((id) => reserved.has(id))).toEqual([codec.bosId, codec.imageId]);
        for (const [i, { ids, answerStart, refs, prompts }] of encoded.turns.entries()) {
          const question = ids.slice(0, answerStart);
          expect(inText(question)).toEqual([]);
          expect(codec.decode(question)).toContain([first, second][i]);
          expect([...refs, ...prompts]).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("3. keeps the words of an answer and of a task command text, too", () => {
    fc.assert(
      fc.property(typed, typed, (words, task) => {
        const turn: Turn = {
          user: [{ type: "text", text: "what?" }],
          answer: { plan: null, body: [{ kind: "text", text: words }] },
          command: { task, elements: ["sentence"], units: [] },
        };
        const [{ ids, refs }] = encodeConversation([turn], codec, plainTemplate).turns;
        expect(inText(ids.slice(0, -1))).toEqual([]);
        expect(ids.at(-1)).toBe(codec.eosId);
        expect(codec.decode(ids)).toContain(words);
        expect(refs).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("4. makes places from structure only, one id each", () => {
    const user: Turn["user"] = [
      { type: "image" },
      { type: "text", text: `${PROMPT_PLACEHOLDER}?` },
      { type: "prompt", index: 0 },
    ];
    const { prefix, turns } = encodeConversation([{ user }], codec, plainTemplate);
    expect(prefix.ids[prefix.image]).toBe(codec.imageId);
    expect(turns[0].ids.filter((id) => id < 0)).toEqual([codec.promptId]);
    expect(turns[0].prompts).toHaveLength(1);
  });
});
