// The paper's network with random weights: how long loading and an answer take on this machine, and in how much memory.
//   npx tsx packages/refvlm/bench/paper-sized.ts FOLDER [TOKENS]     build first; FOLDER takes 15 GB, and is left for the next time
// The answer means nothing, but every product of a real one is made.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { byteSize, presets, RefVlmNetwork, trainTokenizer, writeModelFolder } from "@refvlm/model";
import { cat, nn, randn, scope, type Tensor, writeSafetensors } from "@refvlm/torch";
import { RefVlm } from "../src/index.js";

const [folder, tokens = "16"] = process.argv.slice(2);
if (!folder) throw new Error("usage: paper-sized.ts FOLDER [TOKENS]");
const config = presets["vicuna-7b"];
const INDEX = "model.safetensors.index.json";
const SHARD_BYTES = 2e9;
const DRAWN = 2 ** 24;

/** Normal numbers of a standard deviation as trained weights have, the same ones again and again: drawing billions takes minutes. */
function filled(drawn: Tensor, shape: readonly number[]): Tensor {
  const count = shape.reduce((product, side) => product * side, 1);
  const copies = Math.ceil(count / DRAWN);
  const all = copies === 1 ? drawn : cat(Array.from({ length: copies }, () => drawn));
  return all.narrow(0, 0, count).reshape([...shape]);
}

function writeShards(): void {
  const shapes = nn.onMeta(() =>
    [...new RefVlmNetwork(config).stateDict()].map(([key, { shape }]) => ({ key, shape })),
  );
  const drawn = randn([DRAWN]).mul(0.02).to("bfloat16");
  const shards: (typeof shapes)[] = [[]];
  let bytes = 0;
  for (const each of shapes) {
    if (bytes > SHARD_BYTES) {
      shards.push([]);
      bytes = 0;
    }
    shards.at(-1)!.push(each);
    bytes += 2 * each.shape.reduce((product, side) => product * side, 1);
  }
  const files: Record<string, string> = {};
  for (const [i, shard] of shards.entries()) {
    const name = `model-${i + 1}-of-${shards.length}.safetensors`;
    scope(() =>
      writeSafetensors(join(folder, name), new Map(shard.map(({ key, shape }) => [key, filled(drawn, shape)])), {
        format: "pt",
      }),
    );
    for (const { key } of shard) files[key] = name;
    console.log(`wrote ${name}`);
  }
  writeFileSync(join(folder, INDEX), JSON.stringify({ metadata: {}, weight_map: files }));
}

/** Bytes of this process in memory: what it has made, and what of mapped files is there. */
function resident(): { own: number; mapped: number } {
  const status = readFileSync("/proc/self/status", "utf8");
  const of = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
  return { own: of("RssAnon"), mapped: of("RssFile") };
}

const said = (what: string, start: number) => {
  const { own, mapped } = resident();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${what}: ${seconds} s; in memory ${byteSize(own)} of its own, ${byteSize(mapped)} of mapped files`);
};

if (!existsSync(join(folder, INDEX))) {
  const tokenizer = trainTokenizer(["where is the dog? there is a cat in the picture."], { vocabSize: 1200 });
  writeModelFolder(folder, { config, tokenizer });
  writeShards();
}
let start = performance.now();
const vlm = await RefVlm.load(folder);
said("loading", start);
const picture = { width: 336, height: 336, data: new Uint8Array(336 * 336 * 3).fill(128) };
start = performance.now();
let first = 0;
for await (const event of vlm.stream(picture, "where is the dog?", { maxTokens: Number(tokens) })) {
  if (event.type === "piece" && first === 0) {
    said("picture, prompt and first token", start);
    first = performance.now();
  }
  if (event.type !== "end") continue;
  if (first === 0) throw new Error("the answer has no token");
  said(`${event.answer.tokens} tokens`, start);
  const perSecond = ((event.answer.tokens - 1) * 1000) / (performance.now() - first);
  console.log(`${perSecond.toFixed(2)} tokens a second after the first`);
}
await vlm.dispose();
