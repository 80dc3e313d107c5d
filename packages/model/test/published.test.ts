// Published weights become model folders: LLaVA-1.5 in its three layouts gives the reference's numbers (golden/llava-1.5).
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cat, noGrad, readSafetensors, scope, type Tensor, tensor, writeSafetensors } from "@refvlm/torch";
import { SPECIAL_TOKENS } from "@refvlm/trp";
import { blankPicture } from "@refvlm/vision";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ConversionError,
  clipTextIds,
  convertPublished,
  generate,
  type LoadedModel,
  loadClipTextEncoder,
  loadPretrained,
  type ModelConfig,
  type PartName,
  PictureSession,
  pixelBatch,
  presets,
  type RefVlmNetwork,
} from "../src/index.js";
import { expectClose, Golden } from "./golden-data.js";
import { selecting } from "./paper-shape.js";

const golden = new Golden("llava-1.5");
const goldens = process.env.REFVLM_GOLDEN ?? join(import.meta.dirname, "golden");
const place = mkdtempSync(join(tmpdir(), "refvlm-published-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** LLaMA's kind of tokenizer: three controls, 256 bytes, letters; `more` as LLaVA's ports add them. */
function llamaTokenizer(entries: number, more: readonly string[] = []) {
  const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, "0")}>`);
  const names = ["<unk>", "<s>", "</s>", ...bytes];
  while (names.length < entries) names.push(String.fromCodePoint(0x400 + names.length));
  const special = [...["<unk>", "<s>", "</s>"].map((content, id) => ({ id, content, special: true }))];
  return {
    added_tokens: [...special, ...more.map((content, i) => ({ id: entries + i, content, special: true }))],
    model: {
      type: "BPE",
      byte_fallback: true,
      vocab: Object.fromEntries(names.map((name, id) => [name, id])),
      merges: [],
    },
  };
}
/** Id 2 is a control token, and no text's end. */
const endless = {
  ...llamaTokenizer(300),
  added_tokens: ["<unk>", "<s>", "<pad>"].map((content, id) => ({ id, content, special: true })),
};
const letters = Object.fromEntries(Array.from({ length: 60 }, (_, id) => [String.fromCodePoint(65 + id), id]));
const clipTokenizer = { model: { type: "BPE", vocab: letters, merges: [] } };

const write = (folder: string, name: string, value: unknown) =>
  writeFileSync(join(folder, name), JSON.stringify(value));

/** The golden folders with the tokenizers that published ones have. */
beforeAll(() => {
  for (const layout of ["A", "A-clip", "B", "C"])
    cpSync(join(goldens, "llava-1.5", layout), join(place, layout), { recursive: true });
  write(join(place, "A"), "tokenizer.json", llamaTokenizer(300));
  write(join(place, "A-clip"), "tokenizer.json", clipTokenizer);
  write(join(place, "B"), "tokenizer.json", llamaTokenizer(300)); // its two more are in added_tokens.json
  write(join(place, "C"), "tokenizer.json", llamaTokenizer(300, ["<image>", "<pad>"]));
});

/** What the paper's network has at the side of these parts, small. */
const paper = presets["vicuna-7b"];
const base: ModelConfig = {
  ...paper,
  name: "llava",
  prompts: { ...paper.prompts, cells: 4 },
  vit: { ...paper.vit!, heads: 4 },
  convnext: { ...paper.convnext!, imageSize: 64, depths: [1, 1, 1, 1], dims: [16, 16, 24, 32] },
  decoder: {
    ...paper.decoder,
    ...{ width: 32, layers: 2, heads: 2, feedForwardSize: 64, normGroups: 4 },
    units: { box: {}, mask: { maskSize: 16, boxPath: false } },
  },
};
const withText = selecting(base);
const convnext = join(goldens, "convnext-clip", "weights.safetensors");

let count = 0;
/** Converts into a new folder. */
function convert(source: string | undefined, parts: Partial<Record<PartName, string>>, more = {}) {
  const output = join(place, `out${++count}`);
  const from = source && join(place, source);
  const at = Object.fromEntries(
    Object.entries(parts).map(([part, path]) => [part, path.startsWith("/") ? path : join(place, path)]),
  );
  return { output, report: convertPublished({ source: from, parts: at, base, output, ...more }, more) };
}

describe.each<[string, Partial<Record<PartName, string>>]>([
  ["A", { vit: "A-clip", convnext }],
  ["B", { convnext }],
  ["C", { convnext }],
])("LLaVA-1.5 in layout %s", (layout, parts) => {
  let model: LoadedModel;
  let network: RefVlmNetwork;
  beforeAll(() => {
    model = loadPretrained(convert(layout, parts).output);
    network = model.network;
  });
  afterAll(() => network.dispose());

  /** The prompt of a case as it enters the language model, pictures in their places [1, T, C]. */
  function embedded(name: string): Tensor {
    const projected = golden.has(`${name}.projected`) ? network.projector.forward(features(name)) : null;
    const pieces: Tensor[] = [];
    let run: number[] = [];
    let picture = 0;
    const flush = () => {
      if (run.length > 0) pieces.push(network.languageModel.embed(tensor(run, { dtype: "int64" })));
      run = [];
    };
    for (const id of golden.numbers(`${name}.input_ids_original`)) {
      if (id >= 0) run.push(id);
      else {
        flush();
        pieces.push(projected!.select(0, picture++));
      }
    }
    flush();
    return cat(pieces, 0).unsqueeze(0);
  }
  const features = (name: string) => network.visionTower!.features(golden.get(`${name}.pixel_values`));

  it.each(["case0", "case1", "case2"])("1. has the reference's features, states and logits (%s)", (name) => {
    noGrad(() => {
      if (golden.has(`${name}.pixel_values`)) {
        golden.expectClose(features(name), `${name}.vision_features`);
        golden.expectClose(network.projector.forward(features(name)), `${name}.projected`);
      }
      const inputsEmbeds = embedded(name);
      golden.expectClose(inputsEmbeds, `${name}.inputs_embeds`);
      const { hiddenStates } = network.languageModel.forward({ inputsEmbeds });
      golden.expectClose(hiddenStates, `${name}.last_hidden_state`);
      golden.expectClose(network.languageModel.logits(hiddenStates).slice(2, 0, 300), `${name}.logits`);
    });
  });

  it.each(["case0", "case1", "case2"])("2. continues greedily as the reference does (%s)", async (name) => {
    const expected = golden.numbers(`${name}.greedy`);
    const prompt = noGrad(() => embedded(name).squeeze(0));
    const written: number[] = [];
    const requests = [{ prompt, maxNewTokens: expected.length }];
    for await (const event of generate(network.languageModel, requests, { eosId: -1 }))
      if (event.type === "token") written.push(event.id);
    expect(written).toEqual(expected);
  });

  it("3. has a row for each structure marker, the mean of the known ones, and none of the foreign tokens", () => {
    expect(model.codec.size).toBe(307);
    expect(SPECIAL_TOKENS.map((marker) => model.codec.special(marker)).toSorted()).toEqual([
      300, 301, 302, 303, 304, 305, 306,
    ]);
    scope(() => {
      const { embedTokens } = network.languageModel.model;
      const known = embedTokens.weight.slice(0, 0, 300).mean([0]).toTypedArray();
      for (const marker of SPECIAL_TOKENS)
        for (const [i, value] of embedTokens.weight.select(0, model.codec.special(marker)).toTypedArray().entries())
          expect(Number(value)).toBeCloseTo(Number(known[i]), 6);
    });
  });
});

/**
 * Gives LLaVA weights whose answers are known: attention looks at all before alike and carries the pictures' brightness to the
 * last token, where ":" is followed by W in front of a white picture and by B in front of a black one; each letter knows the next.
 */
function knowAnswers({ network, codec }: LoadedModel): void {
  const { languageModel, projector } = network;
  const [embedded, headed] = [languageModel.model.embedTokens.weight, languageModel.lmHead!.weight];
  const byte = (letter: string) => 3 + letter.charCodeAt(0);
  const put = (weight: Tensor, entries: readonly (readonly [row: number, column: number, value: number])[]) => {
    weight.fill_(0);
    for (const [row, column, value] of entries) weight.select(0, row).select(0, column).fill_(value);
  };
  const [BRIGHT, CARRIED] = [20, 21];
  const follows = [..."White", ..."Black"].map((letter, i) => ({ letter, next: [..."hite\0", ..."lack\0"][i] }));
  noGrad(() =>
    scope(() => {
      const of = (level: number) => {
        const pixels = pixelBatch([blankPicture(20, 20, [level, level, level])], network.config, network);
        return network.encodePictures(pixels).patches.map.mean([0, 1]); // [c]
      };
      const [white, black] = [of(255), of(0)];
      const away = white.sub(black);
      const middle = white.add(black).div(2).mul(away).sum();
      put(projector.linear1.weight, []);
      projector.linear1.bias!.fill_(0);
      // gelu(a) - gelu(-a) = a
      for (const [row, sign] of [1, -1].entries()) {
        projector.linear1.weight.select(0, row).copy_(away.mul(sign));
        projector.linear1.bias!.select(0, row).copy_(middle.mul(-sign));
      }
      projector.linear2.bias!.fill_(0);
      put(projector.linear2.weight, [
        [BRIGHT, 0, 1],
        [BRIGHT, 1, -1],
      ]);
      for (const [i, { selfAttn, mlp }] of [...languageModel.model.layers].entries()) {
        put(selfAttn.qProj.weight, []);
        put(selfAttn.vProj.weight, [[0, BRIGHT, 1]]);
        put(selfAttn.oProj.weight, i === 0 ? [[CARRIED, 0, 1]] : []);
        put(mlp.downProj.weight, []);
      }
      put(embedded, [[byte(":"), 0, 10], ...follows.map(({ letter }, i) => [byte(letter), 1 + i, 10] as const)]);
      put(headed, [
        [byte("W"), 0, 1],
        [byte("B"), 0, 1],
        ...follows.map(({ next }, i) => [next === "\0" ? codec.eosId : byte(next), 1 + i, 1] as const),
      ]);
      for (const [letter, sign] of [
        ["W", 1],
        ["B", -1],
      ] as const)
        headed.select(0, byte(letter)).select(0, CARRIED).fill_(sign);
    }),
  );
}

it("a question about a picture goes all the way, from its pixels to words and their end", async () => {
  const model = loadPretrained(convert("A", { vit: "A-clip", convnext }).output);
  knowAnswers(model);
  for (const [level, expected] of [
    [255, "White"],
    [0, "Black"],
  ] as const) {
    const session = PictureSession.open(model, [blankPicture(20, 20, [level, level, level])]);
    const { text, tokens, ended, plan } = await session.ask([{ type: "text", text: "Colour?" }]);
    expect({ text, tokens, ended, plan }).toEqual({ text: expected, tokens: 5, ended: "end", plan: null });
    session.dispose();
  }
  model.network.dispose();
});

it("the text tower of a published CLIP encodes texts by itself, many as one", () => {
  const encoder = loadClipTextEncoder(join(place, "A-clip"));
  const { network, textCodec } = loadPretrained(convert("A", { vit: "A-clip", convnext }, { base: withText }).output);
  const texts = Array.from({ length: 70 }, (_, i) => `A${String.fromCharCode(66 + (i % 20))}C`);
  noGrad(() => {
    const ids = clipTextIds(
      texts.map((text) => textCodec!.encodeText(text)),
      network.config.text!,
    );
    const expected = network.textTower!.forward(tensor(ids, { dtype: "int64" })).textEmbeds;
    const width = expected.shape[1];
    const values = encoder.encode(texts).flatMap((vector) => [...vector]);
    expectClose(expected, values, { atol: 1e-6 });
    expect([...encoder.encode(["ABC"])[0]]).toEqual(values.slice(0, width).map((value) => expect.closeTo(value, 6)));
  });
  encoder.dispose();
  network.dispose();
});

describe("a conversion", () => {
  const parts = { vit: "A-clip", convnext, "language-model": "A" };

  it("1. puts the paper's network together, and says where each part is from", () => {
    const { output, report } = convert(undefined, parts, { shardBytes: 100_000 });
    expect(report.parts.map(({ part, source }) => [part, source?.family ?? "seed"])).toEqual([
      ["vit", "clip"],
      ["convnext", "open-clip"],
      ["new", "seed"],
      ["language-model", "llava"],
    ]);
    const shards = readdirSync(output).filter((name) => name.endsWith(".safetensors"));
    expect(shards.length).toBeGreaterThan(3);
    const { network } = loadPretrained(output);
    const total = network.parameters().reduce((sum, parameter) => sum + parameter.numel, 0);
    expect(report.parts.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(total);
    network.dispose();
  });

  it("2. gives new parts the same weights from the same seed, whatever the shards", () => {
    const projectors = [{ seed: 3 }, { seed: 3, shardBytes: 50_000 }, { seed: 4 }].map((options) => {
      const { network } = loadPretrained(convert(undefined, parts, options).output);
      const values = [...network.projector.linear1.weight.toTypedArray()];
      network.dispose();
      return values;
    });
    expect(projectors[1]).toEqual(projectors[0]);
    expect(projectors[2]).not.toEqual(projectors[0]);
  });

  it("3. lists what is missing, unexpected and of a wrong shape, with the nearest names", () => {
    const { folder, tensors } = changed("C", "model.safetensors");
    const key = "model.language_model.layers.1.mlp.up_proj.weight";
    tensors.set(key.replace("up_proj", "upproj"), tensors.get(key)!);
    tensors.delete(key);
    tensors.set("lm_head.weight", tensors.get("lm_head.weight")!.slice(1, 0, 5).contiguous());
    writeSafetensors(join(place, folder, "model.safetensors"), tensors);
    const run = () => convert(folder, { convnext });
    expect(run).toThrow(ConversionError);
    const ours = "language_model.model.layers.1.mlp.up_proj.weight";
    expect(run).toThrow(`missing (1):\n    ${ours} (nearest: ${key.replace("up_proj", "upproj")})`);
    expect(run).toThrow("lm_head.weight: [307,5] given, [307,32] needed");
    expect(readdirSync(place).filter((name) => name.includes("partial"))).toEqual([]);
  });

  it("4. leaves no part to chance unless asked to, and then says which", () => {
    const run = (allowMissing: boolean) => convert("C", {}, { allowMissing, base: withText });
    expect(() => run(false)).toThrow(/all of pyramid_tower: give it with --parts convnext=FOLDER/);
    expect(run(true).report.missing).toEqual([
      expect.stringContaining("pyramid_tower"),
      expect.stringContaining("text_tower"),
    ]);
  });

  it("5. takes CLIP's text tower along where the network has one, and says where it has none", () => {
    const told = ({ report }: ReturnType<typeof convert>) => [
      report.parts.some(({ part }) => part === "text"),
      report.unused.map(({ part, family }) => [part, family]),
    ];
    expect(told(convert(undefined, parts, { base: withText }))).toEqual([true, []]);
    const { output, ...without } = convert(undefined, parts);
    expect(told({ output, ...without })).toEqual([false, [["text", "clip"]]]);
    expect(existsSync(join(output, "text-tokenizer.json"))).toBe(false);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      "with a text tower for a network without one",
      () => convert("C", { ...parts, text: "A-clip" }),
      /text=.*A-clip: llava has no such part \("text": null\)/,
    ],
    [
      "of a folder without weights",
      () => convert(undefined, { ...parts, vit: empty() }),
      /holds no weights; looked for model.safetensors, /,
    ],
    ["of another family's file", () => convert("C", parts, { family: "clip" }), /not the names of the family clip/],
    ["of a part that the file has not", () => convert("C", { ...parts, convnext: "C" }), /\(llava\) has no convnext/],
    [
      "with another model's tokenizer",
      () => convert(undefined, { ...parts, "language-model": otherTokenizer() }),
      /tokenizer has 2300 entries, .* 300 rows: they are of two models/,
    ],
    [
      "with a tokenizer of another family",
      () => convert(undefined, { ...parts, "language-model": otherTokenizer(clipTokenizer) }),
      /A-other\d+: its config\.json says bos_token_id 1, where its tokenizer has the text "B" and no control token/,
    ],
    [
      "with a tokenizer whose texts have no end",
      () => convert(undefined, { ...parts, "language-model": otherTokenizer(endless) }),
      /A-other\d+: its tokenizer: added_tokens holds none of <\/s>/,
    ],
    ["of shards of which one is cut off", () => convert("B-cut", { convnext }), /model-00002-of-00003.safetensors/],
    [
      "into a folder with something in it",
      () => convert("C", { convnext }, { output: join(place, "A") }),
      /A has something in it/,
    ],
    [
      "with a config.json that is none",
      () => convert("C-null", { convnext }),
      /config\.json: no description of a model/,
    ],
    ["with numbers that cannot be", () => convert("C-wrong", { convnext }), /its config\.json: .*rms_norm_eps/s],
    [
      "into a file",
      () => convert("C", { convnext }, { output: join(place, "A", "config.json") }),
      /config\.json is no folder/,
    ],
  ])("6. is refused %s, before any work", (_, run, message) => {
    cpSync(join(place, "B"), join(place, "B-cut"), { recursive: true });
    for (const [name, config] of Object.entries({
      "C-null": null,
      "C-wrong": { text_config: { rms_norm_eps: "small" } },
    })) {
      cpSync(join(place, "C"), join(place, name), { recursive: true });
      write(join(place, name), "config.json", config);
    }
    truncateSync(join(place, "B-cut", "model-00002-of-00003.safetensors"), 1000);
    expect(run).toThrow(message);
    expect(existsSync(join(place, `out${count}`))).toBe(false);
  });

  /** A copy of a layout to spoil, with its tensors. */
  function changed(layout: string, file: string) {
    const folder = `${layout}-changed${++count}`;
    cpSync(join(place, layout), join(place, folder), { recursive: true });
    const tensors = readSafetensors(join(place, folder, file)).tensors();
    return { folder, tensors };
  }

  function empty(): string {
    return mkdtempSync(join(place, "empty-"));
  }

  function otherTokenizer(tokenizer: object = llamaTokenizer(2300)): string {
    const folder = `A-other${++count}`;
    cpSync(join(place, "A"), join(place, folder), { recursive: true });
    write(join(place, folder), "tokenizer.json", tokenizer);
    return folder;
  }
});
