// golden/clip-under-llama: phrases and words reach the text tower with CLIP's ids, whatever the language model reads.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { noGrad, scope, type Tensor } from "@refvlm/torch";
import { Frame } from "@refvlm/vision";
import { afterAll, describe, expect, it, vi } from "vitest";
import {
  clipTokenizerJson,
  decodeReferences,
  loadedModel,
  pixelBatch,
  RefVlmNetwork,
  TextTokenizer,
} from "../src/index.js";
import { llama2Codec } from "./llama-codecs.js";
import { paperShape, selecting } from "./paper-shape.js";
import { speckledPicture } from "./tiny-model.js";

const golden = (...path: string[]) =>
  readFileSync(join(process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden"), ...path));
interface Phrase {
  text: string;
  clip: number[];
  clip_transformers?: number[];
  llama_plain: number[];
}
const { phrases } = JSON.parse(golden("clip-under-llama", "cases.json").toString()) as { phrases: Phrase[] };
const merges = gunzipSync(golden("clip-tokenizer", "merges.txt.gz")).toString();

const codec = llama2Codec();
const textCodec = new TextTokenizer(clipTokenizerJson(merges));
const shape = selecting(paperShape(codec.size));
const text = { ...shape.text!, vocabSize: textCodec.size, context: 77, bosId: 49406, eosId: 49407 };
const network = new RefVlmNetwork({ ...shape, text });
const model = loadedModel({ network, codec, textCodec });
afterAll(() => network.dispose());

/** What the text tower is fed while `run` runs, without the padding behind the end. */
function fedTo(tower: NonNullable<RefVlmNetwork["textTower"]>, run: () => unknown): number[][] {
  const forward = vi.spyOn(tower, "forward");
  const fed: Tensor[] = [];
  forward.mockImplementation((ids) => {
    fed.push(ids.clone().keep());
    return Object.getPrototypeOf(tower).forward.call(tower, ids);
  });
  return scope(() => {
    noGrad(run);
    forward.mockRestore();
    const rows = fed.flatMap((ids) => ids.toArray() as number[][]);
    for (const ids of fed) ids.dispose();
    return rows.map((row) => row.slice(0, row.indexOf(text.eosId) + 1));
  });
}

describe("under a LLaMA language model, the text tower", () => {
  it("1. is fed CLIP's ids of every phrase, which are not LLaMA's", () => {
    const fed = fedTo(network.textTower!, () => network.phraseEncoder(textCodec)!(phrases.map(({ text }) => text)));
    expect(fed).toHaveLength(phrases.length);
    for (const [i, { text, clip, clip_transformers = clip, llama_plain }] of phrases.entries()) {
      expect([clip, clip_transformers], JSON.stringify(text)).toContainEqual(fed[i]);
      if (llama_plain.length > 0) expect(fed[i].slice(1, -1), JSON.stringify(text)).not.toEqual(llama_plain);
      expect(codec.encodeText(text, { atStart: true }), JSON.stringify(text)).toEqual(llama_plain);
    }
  });

  it("2. is fed the phrases of references so", () => {
    const memory = noGrad(() => network.encodePictures(pixelBatch([speckledPicture(60, 40)], shape, network)).memory);
    const state = new Float32Array(shape.languageModel.hiddenSize).fill(0.1);
    const phrase = "traffic light";
    const refs = [
      { units: ["box"], phrase, triplet: 0, list: 0, group: 0, index: 0, instance: 0, probability: 1, state },
    ];
    const fed = fedTo(network.textTower!, () =>
      decodeReferences(model, memory, [{ refs, picture: 0 }], [Frame.letterbox(60, 40)]),
    );
    expect(fed).toEqual([phrases.find((each) => each.text === phrase)!.clip]);
  });
});
