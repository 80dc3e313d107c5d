// A handful of files that are served as they are: read once, so that no request names a path.
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";

export interface ServedFile {
  bytes: Buffer;
  type: string;
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
};

/** The files below a folder by their addresses below it, those of unknown kinds left out. */
export function filesBelow(folder: string): Map<string, ServedFile> {
  const files = new Map<string, ServedFile>();
  for (const path of (readdirSync(folder, { recursive: true }) as string[]).sort()) {
    const type = types[extname(path).toLowerCase()];
    if (type) files.set(path.split(sep).join("/"), { bytes: readFileSync(join(folder, path)), type });
  }
  return files;
}
