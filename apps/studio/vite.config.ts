// Builds the page: plain files without a source from anywhere else, so that a strict content-security policy holds.
import { defineConfig } from "vite";

export default defineConfig({
  root: "src/page",
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../../dist/page",
    emptyOutDir: true,
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
