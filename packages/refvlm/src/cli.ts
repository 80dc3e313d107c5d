#!/usr/bin/env node
// The program `refvlm`: the command line in a process of its own.
import { commandLine } from "./command-line.js";

// A reader that has seen enough (`refvlm … | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

await commandLine(process.argv.slice(2));
