// `prepack` of every package: compiled from its sources and from nothing else, with the licence.
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileTypeScript } from "./setup/packages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

compileTypeScript(root);
// The compiler leaves behind what it made of sources that are gone.
for (const file of readdirSync("dist", { recursive: true })) {
  const source = file.replace(/\.(js|d\.ts)(\.map)?$/, ".ts");
  if (source !== file && !/^(examples|page)\b/.test(file) && !existsSync(join("src", source)))
    rmSync(join("dist", file));
}
const { files } = JSON.parse(readFileSync("package.json", "utf8"));
for (const name of ["LICENSE", ...files.filter((each) => each === "NOTICE")]) copyFileSync(join(root, name), name);
