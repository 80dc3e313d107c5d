// Golden data for the tests: where it lies, and a reader for the safetensors files among it.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const root = process.env.REFVLM_GOLDEN ?? new URL("./golden", import.meta.url).pathname;

export function goldenBytes(path: string): Buffer {
  return readFileSync(`${root}/${path}`);
}

export function goldenJson<T>(path: string): T {
  const bytes = goldenBytes(path);
  return JSON.parse((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
}

export interface GoldenTensor {
  shape: number[];
  data: ArrayLike<number>;
}

/** Tensors by name: an 8-byte header length, a JSON header, then the values. */
export function goldenTensors(path: string): Map<string, GoldenTensor> {
  const bytes = goldenBytes(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header: Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }> = JSON.parse(
    bytes.subarray(8, start).toString(),
  );
  const arrays = { F32: Float32Array, F64: Float64Array, U8: Uint8Array, BOOL: Uint8Array } as const;
  const tensors = new Map<string, GoldenTensor>();
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(header)) {
    const array = arrays[dtype as keyof typeof arrays];
    if (name === "__metadata__" || !array) continue;
    const values = new Uint8Array(bytes.subarray(start + offsets[0], start + offsets[1])).buffer;
    tensors.set(name, { shape, data: new array(values) });
  }
  return tensors;
}
