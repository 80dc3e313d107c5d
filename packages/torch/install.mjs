// What npm runs at installation: builds the engine, or says how to. It never fails the installation.
import { existsSync } from "node:fs";

const entry = new URL("dist/ready.js", import.meta.url);
// In a fresh clone nothing is compiled yet; `npm run setup` does that, too.
if (existsSync(entry)) {
  const { setUpEngine } = await import(entry.href);
  await setUpEngine().catch((error) => process.stderr.write(`refvlm: ${error.message}\n`));
}
