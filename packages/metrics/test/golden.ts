// Golden data for the tests: official inputs and the numbers that official tools give for them.
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Another set of the same layout may be named; what it does not have is taken from here. */
const roots = [
  ...(process.env.REFVLM_GOLDEN ? [`${process.env.REFVLM_GOLDEN}/metrics`] : []),
  new URL("./golden", import.meta.url).pathname,
];

/** Path of a golden file by its name in the golden set. */
export function goldenPath(path: string): string {
  const file = roots.map((root) => `${root}/${path}`).find((each) => existsSync(each));
  if (!file) throw new Error(`no golden file ${path}`);
  return file;
}

/** Content of a golden file by its name in the golden set; here large ones are compressed. */
export function goldenJson<T>(path: string): T {
  const plain = roots.flatMap((root) => [`${root}/${path}`, `${root}/${path}.gz`]).find((each) => existsSync(each));
  if (!plain) throw new Error(`no golden file ${path}`);
  const bytes = readFileSync(plain);
  return JSON.parse((plain.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
}
