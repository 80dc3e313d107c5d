// `refvlm studio`: the page in which one points, asks and watches answers appear; the same server as `refvlm serve`.
import type { Command } from "commander";
import { DEFAULT_MODEL } from "../model-folder.js";
import { wholeNumber } from "../whole-number.js";
import { addServingOptions, type ServingOptions, serveUntilStopped } from "./serve.js";

export function addStudio(program: Command): void {
  const command = program
    .command("studio")
    .description("ask about pictures in a browser: words, points, boxes, scribbles, masks")
    .argument("[folder]", "pictures to label: what is accepted is kept in it as JSON lines")
    .option("--model <name>", "a shipped network, or a folder with one", DEFAULT_MODEL)
    .option("--port <n>", "0 takes any free one", wholeNumber(0), 8080);
  addServingOptions(command).action(studio);
}

async function studio(folder: string | undefined, options: ServingOptions): Promise<void> {
  const [{ fileURLToPath }, { pageFolder }] = await Promise.all([import("node:url"), import("@refvlm/studio")]);
  const pictures = fileURLToPath(new URL("../../assets/pictures", import.meta.url));
  await serveUntilStopped({ ...options, studio: { page: pageFolder, pictures, folder } }, ({ address }) => {
    process.stderr.write(`refvlm studio: open ${address}/ in a browser; Ctrl-C ends it\n`);
  });
}
