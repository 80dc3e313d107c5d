import {
  packConversations,
  pixelBatch,
  presets,
  RefVlmNetwork,
  TokenizerCodec,
  templates,
  trainTokenizer,
} from "@refvlm/model";
import { engineInfo, getNumThreads, manualSeed, noGrad, randn, scope, setNumThreads } from "@refvlm/torch";
import { encodeConversation } from "@refvlm/trp";
import { prepareAtlas, SceneSource, sceneCorpus } from "@refvlm/vt-instruct";

await prepareAtlas();
console.log(engineInfo(), getNumThreads());
const codec = new TokenizerCodec(trainTokenizer(sceneCorpus(100), { vocabSize: 1200 }));
const src = new SceneSource({ seed: 1, turnsPerPicture: 6, size: 128 });
const samples = Array.from({ length: 8 }, (_, i) => src.sample(i));
const cfg = structuredClone(presets.nano);
cfg.languageModel.vocabSize = codec.size;
cfg.text.vocabSize = codec.size;
manualSeed(0);
const net = new RefVlmNetwork(cfg);
const convs = samples.map((s) => ({
  conversation: encodeConversation(
    s.turns.map((t, i) => (i ? t : { ...t, user: [{ type: "image" as const }, ...t.user] })),
    codec,
    templates.plain,
    s,
  ),
  independent: true,
}));
const packed = packConversations(convs, 64);
console.log(
  "L",
  packed.ids.shape,
  "turn lens",
  convs[0].conversation.turns.map((t) => t.ids.length).join(),
  convs[1].conversation.turns.map((t) => t.ids.length).join(),
);
const px = pixelBatch(
  samples.map((s) => s.picture as any),
  cfg,
);
function time(name: string, f: () => any) {
  for (let i = 0; i < 3; i++) {
    const t = performance.now();
    let b = 0;
    scope(() => {
      const y = f();
      b = performance.now();
      y.sum().backward();
    });
    const e = performance.now();
    if (i == 2) console.log(name.padEnd(12), "fwd", (b - t).toFixed(0), "bwd", (e - b).toFixed(0));
    net.zeroGrad();
  }
}
for (const th of [1, 2]) {
  setNumThreads(th);
  console.log("threads", th, engineInfo().threads ?? "");
  time("gemm", () => {
    const a = randn([1024, 1024]);
    a.requiresGrad = true;
    const t = performance.now();
    const c = a.matmul(a);
    console.log("gflops", 2.147 / ((performance.now() - t) / 1000));
    return c;
  });
  time("vit", () => net.visionTower.features(px.vit));
  time("convnext", () => net.pyramidTower.pyramid(px.convnext)[3]);
  const maps = noGrad(() => net.pyramidTower.pyramid(px.convnext)).map((x) => x.keep());
  const patches = noGrad(() => net.visionTower.features(px.vit)).keep();
  time("fpn", () => net.perceive(patches, maps).pyramid.maps[0]);
  time("fpn+pix", () => net.visualDecoders.pixelDecoder.pixelEmbeddings(net.perceive(patches, maps).pyramid));
  const tokens = noGrad(() => net.projector.forward(patches)).keep();
  time("lm", () => {
    const { packedAttentionMask } = M;
    return net.languageModel.forward({
      inputsEmbeds: net.embed(packed, tokens),
      attentionMask: packedAttentionMask(packed.segments),
      positionIds: packed.positionIds,
    }).hiddenStates;
  });
  const hs = noGrad(
    () =>
      net.languageModel.forward({ inputsEmbeds: net.embed(packed, tokens), positionIds: packed.positionIds })
        .hiddenStates,
  ).keep();
  const mem = noGrad(() => net.perceive(patches, maps));
  for (const x of [
    ...mem.pyramid.maps,
    ...mem.pyramid.laterals,
    mem.tokens.features,
    mem.tokens.keys,
    mem.tokens.denseBoxes,
    mem.tokens.positions,
  ])
    x.keep();
  time("decoders", () => {
    const p = [...net.visualDecoders.forward(mem, hs, packed.marks).values()];
    return p
      .map((q: any) => q.outputs.states.sum().add(q.outputs.logits?.sum() ?? 0))
      .reduce((a: any, b: any) => a.add(b));
  });
}

import * as M from "@refvlm/model";
