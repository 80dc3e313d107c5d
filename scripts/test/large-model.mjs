// The vicuna-7b shape from a file of 14 GB that is nothing but a hole: loading it takes no more than 1.15 times its size.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Most bytes of memory for each of the file's. */
const MOST = 1.15;

/** A model folder with weights that take no place on the disk. */
async function hollowFolder(folder) {
  const { presets, RefVlmNetwork, trainTokenizer, writeModelFolder } = await import("@refvlm/model");
  const { nn } = await import("@refvlm/torch");
  const config = presets["vicuna-7b"];
  writeModelFolder(folder, { config, tokenizer: trainTokenizer(["where is the dog?"], { vocabSize: 330 }) });
  let end = 0;
  const header = {};
  for (const [key, { shape }] of nn.onMeta(() => new RefVlmNetwork(config)).stateDict()) {
    const begin = end;
    end += 2 * shape.reduce((product, extent) => product * extent, 1);
    header[key] = { dtype: "BF16", shape, data_offsets: [begin, end] };
  }
  const text = JSON.stringify(header);
  const json = Buffer.from(text.padEnd(8 * Math.ceil(text.length / 8))); // what is not aligned cannot stay mapped
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const path = join(folder, "model.safetensors");
  writeFileSync(path, Buffer.concat([length, json]));
  truncateSync(path, 8 + json.length + end);
  return path;
}

/** What this process holds of its own, and what it has mapped and never copied, in bytes. */
async function load(folder) {
  const { loadPretrained } = await import("@refvlm/model");
  const own = () => 1024 * Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  const before = own();
  const { network } = loadPretrained(folder);
  const mapped = network.languageModel.matrices().reduce((sum, { numel }) => sum + 2 * numel, 0);
  console.log(JSON.stringify({ own: own() - before, mapped }));
}

/** @returns {Promise<{ passed: number, failed: number }>} */
export async function testLargeModel() {
  const folder = mkdtempSync(join(tmpdir(), "refvlm-large-"));
  try {
    const size = statSync(await hollowFolder(folder)).size;
    const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), folder], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`loading ended with ${status}: ${stderr}`);
    const { own, mapped } = JSON.parse(stdout);
    const share = (own + mapped) / size;
    const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(2)} GB`;
    console.log(
      `a file of ${gigabytes(size)}: ${gigabytes(mapped)} stay mapped, ${gigabytes(own)} are memory of its own, ${share.toFixed(3)} of the file in all`,
    );
    return share <= MOST ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await load(process.argv[2]);
