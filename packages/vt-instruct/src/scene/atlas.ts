// The icons as pixels: rasterised once from the families' SVG, kept in one cache file, read by every worker.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { writeWhole } from "@refvlm/config";
import sharp from "sharp";
import { categories, type Family, families, heldOutCategories } from "./categories.js";
import { type Icon, iconFromPixels } from "./icon.js";

const require = createRequire(import.meta.url);

/** Pixels of an icon's longer side in the ordinary atlas; enough for scenes up to 256 px. */
export const defaultIconSize = 96;

/** Where the atlas is kept and how large its icons are. */
export interface AtlasOptions {
  /** Longer side of each icon in pixels. Default 96. */
  iconSize?: number;
  /** Folder of the cache file. Default `$REFVLM_CACHE`, else `node_modules/.cache/refvlm`. */
  cacheDir?: string;
}

/** Every category's icon in every family. */
export class Atlas {
  constructor(private readonly icons: ReadonlyMap<string, Icon>) {}

  /** The icon of a category in a family; throws on a name that no family draws. */
  icon(name: string, family: Family): Icon {
    const icon = this.icons.get(`${family}/${name}`);
    if (!icon) throw new Error(`the icon atlas has no "${name}" in the family "${family}"`);
    return icon;
  }
}

interface FamilyFile {
  width?: number;
  height?: number;
  icons: Record<string, { body: string; width?: number; height?: number; left?: number; top?: number }>;
}

interface Entry {
  key: string;
  width: number;
  height: number;
}

const packagePath = (family: Family, file: string) => `@iconify-json/${family}/${file}`;

/** The cache file's path: its name changes with the icon packages, sharp, the category list and the size. */
function atlasPath({ iconSize = defaultIconSize, cacheDir }: AtlasOptions): string {
  const modules = resolve(dirname(require.resolve(packagePath("noto", "package.json"))), "../..");
  const folder = cacheDir ?? process.env.REFVLM_CACHE ?? join(modules, ".cache", "refvlm");
  const versions = families.map((family) => require(packagePath(family, "package.json")).version);
  const names = [...categories, ...heldOutCategories].map((category) => category.name + category.code).join();
  let hash = 0;
  for (const character of names) hash = (Math.imul(hash, 31) + character.codePointAt(0)!) | 0;
  const tag = [...versions, sharp.versions.sharp ?? sharp.versions.vips, (hash >>> 0).toString(16)].join("-");
  return join(folder, `icons-${iconSize}px-${tag}.bin`);
}

function svgOf(family: Family, code: string, pixels: number): Buffer {
  const chars: Record<string, string> = require(packagePath(family, "chars.json"));
  const set: FamilyFile = require(packagePath(family, "icons.json"));
  const icon = set.icons[chars[code] ?? chars[`${code}-fe0f`]];
  if (!icon) throw new Error(`@iconify-json/${family} has no icon for code point U+${code}`);
  const width = icon.width ?? set.width ?? 16;
  const height = icon.height ?? set.height ?? 16;
  const viewBox = `${icon.left ?? 0} ${icon.top ?? 0} ${width} ${height}`;
  const head = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
  return Buffer.from(
    `<svg ${head} width="${pixels}" height="${(pixels * height) / width}" viewBox="${viewBox}">${icon.body}</svg>`,
  );
}

/** One icon cut to its visible part, longer side exactly `size` pixels: RGBA, not premultiplied. */
async function rasterise(family: Family, code: string, size: number) {
  const { data, info } = await sharp(svgOf(family, code, size * 2))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let [left, top, right, bottom] = [info.width, info.height, 0, 0];
  for (let y = 0; y < info.height; y++)
    for (let x = 0; x < info.width; x++)
      if (data[(y * info.width + x) * 4 + 3] >= 64) {
        left = Math.min(left, x);
        right = Math.max(right, x + 1);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y + 1);
      }
  const scale = size / Math.max(right - left, bottom - top);
  const width = Math.max(1, Math.round((right - left) * scale));
  const height = Math.max(1, Math.round((bottom - top) * scale));
  const pixels = await sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } })
    .extract({ left, top, width: right - left, height: bottom - top })
    .resize(width, height, { fit: "fill" })
    .raw()
    .toBuffer();
  return { width, height, pixels };
}

async function build(path: string, iconSize: number): Promise<void> {
  const entries: Entry[] = [];
  const blocks: Buffer[] = [];
  for (const family of families)
    for (const { name, code } of [...categories, ...heldOutCategories]) {
      const { width, height, pixels } = await rasterise(family, code, iconSize);
      entries.push({ key: `${family}/${name}`, width, height });
      blocks.push(pixels);
    }
  const header = Buffer.from(`${JSON.stringify(entries)}\n`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeWhole(path, Buffer.concat([header, ...blocks])); // a worker never reads half a file
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(`cannot write the icon atlas (${reason}); set REFVLM_CACHE to a folder that can be written`);
  }
}

/** @returns the atlas in the cache file, or undefined where there is no such file yet. */
function read(path: string): Atlas | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
  const end = bytes.indexOf(10);
  const entries: Entry[] = JSON.parse(bytes.toString("utf8", 0, end));
  const icons = new Map<string, Icon>();
  let offset = end + 1;
  for (const { key, width, height } of entries) {
    const length = width * height * 4;
    icons.set(key, iconFromPixels(width, height, bytes.subarray(offset, offset + length)));
    offset += length;
  }
  return new Atlas(icons);
}

/** By path, and by the options as given: the path takes a look at every icon package, too slow for every scene. */
const loaded = new Map<string, Atlas>();

/**
 * The atlas, rasterised first where the cache has none (two to four seconds, once per machine).
 * Call it once before `renderScene`; worker threads started later find the file.
 */
export async function prepareAtlas(options: AtlasOptions = {}): Promise<Atlas> {
  const path = atlasPath(options);
  let atlas = loaded.get(path) ?? read(path);
  if (!atlas) {
    await build(path, options.iconSize ?? defaultIconSize);
    atlas = read(path)!;
  }
  loaded.set(path, atlas);
  return atlas;
}

/** The atlas from memory or the cache file, without waiting; throws where `prepareAtlas` has never run. */
export function cachedAtlas(options: AtlasOptions = {}): Atlas {
  const given = `${options.iconSize}/${options.cacheDir}`;
  const known = loaded.get(given);
  if (known) return known;
  const path = atlasPath(options);
  const atlas = loaded.get(path) ?? read(path);
  if (!atlas) throw new Error(`no icon atlas at ${path}: call "await prepareAtlas()" before rendering scenes`);
  loaded.set(path, atlas).set(given, atlas);
  return atlas;
}
