// Plugins of published sizes with random weights: Segment Anything ViT-B encodes a picture and cuts out one box.
// Run by `npm run bench`; plugins_peer.py is the same in Python. Request {"layers": N} (12 are all): processor seconds of each.
import { inferenceMode, randn, scope, tensor } from "@refvlm/torch";
import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { Sam, samSizes } from "../src/index.js";

const { globalLayers, ...size } = samSizes["vit-b"];
const sam = new Sam({ ...size, globalLayers: [...globalLayers] }).eval().requiresGrad_(false);
const pixels = randn([1, 3, size.imageSize, size.imageSize]).keep();
const map = randn([1, size.promptWidth, 64, 64]).keep();

function seconds(run: () => unknown): number {
  const began = process.cpuUsage();
  inferenceMode(() => scope(() => void run()));
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

await answerRequests(async ({ layers }) => ({
  encode: seconds(() => sam.imageEncoder.states(pixels, Number(layers))),
  mask: seconds(() => sam.forward(map, { boxes: tensor([[100, 200, 600, 700]]) })),
}));
