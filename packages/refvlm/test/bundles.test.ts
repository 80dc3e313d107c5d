// What a page pays for: bundles of the packages that run in a browser, by their size as it travels.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, it } from "vitest";

/** A minified bundle for the browser, in which a module of Node would be an error. */
async function bundle(code: string): Promise<{ bytes: number; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL("..", import.meta.url)) },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  return { bytes: gzipSync(outputFiles[0].contents, { level: 9 }).length, inputs: Object.keys(metafile.inputs) };
}

it.each([
  ["trp's parser", `export { parseAnswer } from "@refvlm/trp";`, 7_000],
  ["trp", `export * from "@refvlm/trp";`, 14_000],
  ["vision", `export * from "@refvlm/vision";`, 20_000],
])("%s", async (_, code, most) => {
  expect((await bundle(code)).bytes).toBeLessThanOrEqual(most);
});

it("metrics needs no files and no WordNet", async () => {
  const { inputs } = await bundle(`export * from "@refvlm/metrics";`);
  expect(inputs.some((path) => path.includes("metrics/dist/index.js"))).toBe(true);
  expect(inputs.filter((path) => /wordnet|wink|sharp|zod|metrics\/dist\/node\//.test(path))).toEqual([]);
});
