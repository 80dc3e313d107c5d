// Two codecs of the LLaMA kind, with byte fallback: LLaMA 2's own of 32,000 pieces, and the 512 pieces of stories260K.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { TokenizerCodec } from "../src/index.js";

const golden = (...path: string[]) =>
  readFileSync(join(process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden"), ...path));

export function llama2Codec(): TokenizerCodec {
  return new TokenizerCodec(JSON.parse(gunzipSync(golden("llama-tokenizer", "tokenizer.json.gz")).toString()));
}

/** Its pieces come as bytes with scores; the better the score of a piece, the sooner its halves are merged. */
export function storiesCodec(): TokenizerCodec {
  const { pieces, scores }: { pieces: string[]; scores: number[] } = JSON.parse(
    golden("stories260K", "tok512.json").toString(),
  );
  const controls = ["<unk>", "<s>", "</s>"];
  const texts = pieces.map((piece, id) => controls[id] ?? Buffer.from(piece, "latin1").toString().replaceAll(" ", "▁"));
  const vocab = Object.fromEntries(texts.map((text, id) => [text, id]));
  const halves = (text: string) =>
    Array.from(text, (_, at) => [text.slice(0, at), text.slice(at)]).filter(([a, b]) => a in vocab && b in vocab);
  const best = texts.map((_, id) => id).sort((a, b) => scores[b] - scores[a]);
  return new TokenizerCodec({
    added_tokens: controls.map((content, id) => ({ id, content, special: true })),
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "Prepend", prepend: "▁" },
        { type: "Replace", pattern: { String: " " }, content: "▁" },
      ],
    },
    pre_tokenizer: null,
    post_processor: null,
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: "▁" }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
        { type: "Strip", content: " ", start: 1, stop: 0 },
      ],
    },
    model: {
      type: "BPE",
      unk_token: "<unk>",
      fuse_unk: true,
      byte_fallback: true,
      vocab,
      merges: best.flatMap((id) => (/^<0x/.test(texts[id]) ? [] : halves(texts[id]))),
    },
  });
}
