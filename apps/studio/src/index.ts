// Where the built page lies, for whoever serves it.
import { fileURLToPath } from "node:url";

/** The folder with `index.html` and all that it asks for. */
export const pageFolder = fileURLToPath(new URL("page", import.meta.url));
