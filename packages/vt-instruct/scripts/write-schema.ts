// Writes the JSON Schema of rows beside the package: `npx tsx packages/vt-instruct/scripts/write-schema.ts`.
import { writeFileSync } from "node:fs";
import { rowJsonSchema } from "../src/sample/row.js";

writeFileSync(new URL("../sample.schema.json", import.meta.url), `${JSON.stringify(rowJsonSchema(), null, 2)}\n`);
