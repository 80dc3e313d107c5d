// The library's own time for one question about every picture of a folder. Usage: library-answers.mjs FOLDER QUESTION.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { RefVlm } from "refvlm";

const [folder, question] = process.argv.slice(2);
const vlm = await RefVlm.load("nano");
for (const name of readdirSync(folder).sort()) await vlm.ask(join(folder, name), question);
await vlm.dispose();
