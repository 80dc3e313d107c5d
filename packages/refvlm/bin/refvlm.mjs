#!/usr/bin/env node
// The command `refvlm`: npm links this file at installation, before the compiled command line exists.
import { existsSync } from "node:fs";

const cli = new URL("../dist/cli.js", import.meta.url);
if (existsSync(cli)) await import(cli.href);
else {
  process.stderr.write("refvlm: not built yet; run `npm run setup` in the repository first\n");
  process.exitCode = 1;
}
