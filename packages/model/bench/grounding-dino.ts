// GroundingDINO's whole pass over one picture, random weights of the published sizes. Request {"width": W, "height": H}: the answer
// says processor seconds of Swin, of words and picture together, of the decoder, and of all.
import { manualSeed, noGrad, randn, scope, tensor } from "@refvlm/torch";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { captionLayout, captionsOf } from "../src/plugins/grounding-dino/caption.js";
import { refined } from "../src/plugins/grounding-dino/decoder.js";
import { GroundingDino } from "../src/plugins/grounding-dino/network.js";
import { wordFit } from "../src/plugins/grounding-dino/proposals.js";

manualSeed(1);
const bert = { vocabSize: 30522, hiddenSize: 768, intermediateSize: 3072, layers: 12, heads: 12, positions: 512 };
const network = new GroundingDino({
  swin: { width: 96, depths: [2, 2, 6, 2], heads: [3, 6, 12, 24], window: 7 },
  ...{ width: 256, heads: 8, feedForwardSize: 2048, encoderLayers: 6, decoderLayers: 6, levels: 4, points: 4 },
  ...{ queries: 900, captionLength: 256, text: { ...bert, layerNormEps: 1e-12 } },
});
network.eval().requiresGrad_(false);
/** "cat. traffic light." */
const [{ ids }] = captionsOf([[4937], [4026, 2422]], 256);

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function pass(width: number, height: number) {
  const began = processorSeconds();
  const marks: number[] = [];
  noGrad(() =>
    scope(() => {
      const tokens = network.picture.forward(randn([1, 3, height, width]));
      marks.push(processorSeconds());
      const text = tensor(BigInt64Array.from(ids, BigInt), { shape: [1, ids.length] });
      const words = network.read(text, captionLayout(text));
      const encoded = network.encoder.forward(tokens, words);
      marks.push(processorSeconds());
      const proposed = network.proposals.forward(encoded, tokens, words, 900);
      let x = network.queries.unsqueeze(0);
      let { boxes } = proposed;
      for (let layer = 0; layer < 6; layer++) {
        x = network.decoder.forward(layer, x, boxes, { encoded, tokens, words });
        boxes = refined(network.boxHead, x, boxes);
      }
      wordFit(network.decoder.norm.forward(x), encoded.text, words).sum().item();
      marks.push(processorSeconds());
    }),
  );
  const [swin, encoder, decoder] = marks.map((at, i) => at - (marks[i - 1] ?? began));
  return { swin, encoder, decoder, all: marks[2] - began };
}

await answerRequests(({ width, height }) => pass(width, height));
