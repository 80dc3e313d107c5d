// Writes the JSON Schema of answers beside the package: `npx tsx packages/model/scripts/write-schema.ts`.
import { writeFileSync } from "node:fs";
import { answerJsonSchema } from "../src/answering/answer-schema.js";

writeFileSync(new URL("../answer.schema.json", import.meta.url), `${JSON.stringify(answerJsonSchema(), null, 2)}\n`);
