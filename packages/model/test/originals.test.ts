// Prompts and pixels as the originals have them: LLaVA's conversations token for token (golden/clip-under-llama), its padding.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeQuestion, type Part, type Turn, vicunaTemplate } from "@refvlm/trp";
import { blankPicture } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { pixelBatch, presets } from "../src/index.js";
import { llama2Codec } from "./llama-codecs.js";

interface Conversation {
  images: number;
  turns: { user: string; assistant?: string }[];
  ids: number[];
}
const goldens = process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden");
const { conversations }: { conversations: Conversation[] } = JSON.parse(
  readFileSync(join(goldens, "clip-under-llama", "cases.json"), "utf8"),
);
const codec = llama2Codec();

/** A conversation has one picture here, so those with two are left out. */
const cases = conversations.filter(({ images }) => images < 2).map((each) => [each.turns[0].user, each] as const);

/** The ids that generation starts from. */
function encoded({ images, turns }: Conversation): number[] {
  const all = turns.map(({ user, assistant }, i): Turn => {
    const picture: Part[] = images > 0 && i === 0 ? [{ type: "image" }] : [];
    return { user: [...picture, { type: "text", text: user }], answer: assistant };
  });
  return encodeQuestion(all.at(-1)!.user, codec, vicunaTemplate, { history: all.slice(0, -1) }).ids;
}

describe("vicuna_v1", () => {
  it.each(cases)("1. is LLaVA's, token for token: %j", (_, conversation) => {
    expect(encoded(conversation)).toEqual(conversation.ids);
  });

  it("2. takes 48 tokens around a picture for the question of LLaVA's sources", () => {
    const ids = encoded({ images: 1, turns: [{ user: "What is in this picture?" }], ids: [] });
    const before =
      "1 319 13563 1546 263 12758 1404 322 385 23116 21082 20255 29889 450 20255 4076 8444 29892 13173 29892 322 1248 568 " +
      "6089 304 278 1404 29915 29879 5155 29889 3148 1001 29901 29871";
    const after = "29871 13 5618 338 297 445 7623 29973 319 1799 9047 13566 29901";
    expect(ids.join(" ")).toBe(`${before} ${codec.imageId} ${after}`);
    expect(ids.filter((id) => id >= 0)).toHaveLength(48);
  });
});

describe("the pixels of CLIP", () => {
  it("are padded to a square with (122, 116, 104)", () => {
    const { vit } = pixelBatch([blankPicture(40, 2, [0, 0, 0])], presets["vicuna-7b"], {
      device: "cpu",
      dtype: "float32",
    });
    const corner = [0, 1, 2].map((channel) => Number(vit!.select(0, 0).select(0, channel).toTypedArray()[0]));
    for (const [i, value] of [-0.0113, -0.0112, -0.0013].entries()) expect(corner[i]).toBeCloseTo(value, 4);
  });
});
