// Golden data for the tests: official inputs and the numbers that official tools give for them.
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const root = new URL("./golden", import.meta.url).pathname;

/** A golden file by its name in the golden set; here large ones are compressed. */
export function goldenJson<T>(path: string): T {
  const file = `${root}/${path}`;
  return JSON.parse((existsSync(file) ? readFileSync(file) : gunzipSync(readFileSync(`${file}.gz`))).toString());
}
