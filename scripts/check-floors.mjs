// Checks the house of DESIGN section 1: who may import whom, only through the public surface, without cycles.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const floors = [
  ["config", "trp", "vision", "torch"],
  ["vt-instruct", "metrics", "model", "studio"],
  ["train", "server"],
  ["refvlm"],
];
const floorOf = new Map(floors.flatMap((names, floor) => names.map((name) => [name, floor])));
/** Packages that run in a browser: what they import is their own, but for the folder `node`, an entry of its own. */
const browserPackages = new Set(["trp", "vision", "metrics"]);
/** Packages that may know some lower ones only. */
const acquaintances = { studio: ["trp", "vision"] };
/**
 * Rooms of a package, lowest first: a file imports its own room and lower ones. A name is a folder or a loose file of
 * `src`; `index.ts` files only list names and may see everything.
 */
const rooms = {
  model: [
    ["layers", "boxes", "place-words", "tokenizer"],
    ["encoders"],
    ["matching", "losses", "router"],
    ["decoders"],
    ["language-model", "generate"],
    ["evidence"],
    ["units", "plugins"],
    ["config", "packing", "presets", "visual-decoders", "picture-tokens", "network"],
    ["pretrained"],
    ["answering"],
  ],
};

/** The file that an import means. */
function sourceOf(path) {
  const module = path.replace(/\.js$/, ".ts");
  return existsSync(`${module}x`) ? `${module}x` : module;
}

/** Every TypeScript file below a folder. */
function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : /\.tsx?$/.test(path) ? [path] : [];
  });
}

/** The module names that a source text imports or re-exports. */
export function importsOf(text) {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2]);
}

/** Lists the broken rules of the packages below `root`; an empty list is a sound house. */
export function checkFloors(root) {
  const problems = [];
  const houses = ["packages", "apps"].filter((house) => existsSync(join(root, house)));
  for (const folder of houses.flatMap((house) => readdirSync(join(root, house)).map((name) => join(house, name)))) {
    const name = basename(folder);
    const source = join(root, folder, "src");
    if (!statSync(source, { throwIfNoEntry: false })) continue;
    const floor = floorOf.get(name);
    if (floor === undefined) problems.push(`${folder}: not on any floor of scripts/check-floors.mjs`);
    const graph = new Map();
    for (const file of sources(source)) {
      const at = relative(root, file);
      const targets = [];
      for (const module of importsOf(readFileSync(file, "utf8"))) {
        const other = module === "refvlm" ? "refvlm" : /^@refvlm\/([^/]+)(\/.*)?$/.exec(module)?.[1];
        if (other !== undefined) {
          if (module.split("/").length > 2 && !publishedEntry(root, module))
            problems.push(`${at}: imports ${module}; use the public surface of @refvlm/${other}`);
          if (acquaintances[name] && !acquaintances[name].includes(other))
            problems.push(`${at}: imports ${module}; @refvlm/${name} knows ${acquaintances[name].join(" and ")} only`);
          if (!(floorOf.get(other) < floor)) problems.push(`${at}: imports ${module}, which is not on a lower floor`);
        } else if (module.startsWith(".")) {
          const target = sourceOf(resolve(dirname(file), module));
          if (!target.startsWith(source)) problems.push(`${at}: imports ${module}, outside its package`);
          targets.push(target);
          const climb = rooms[name] && climbs(rooms[name], relative(source, file), relative(source, target));
          if (climb) problems.push(`${at}: imports ${module}, but ${climb}`);
        } else if (browserPackages.has(name) && !file.startsWith(join(source, "node/")))
          problems.push(`${at}: imports ${module}; @refvlm/${name} runs in a browser and has no dependency`);
      }
      graph.set(file, targets);
    }
    problems.push(...cycles(graph).map((cycle) => `cycle: ${cycle.map((file) => relative(root, file)).join(" -> ")}`));
  }
  return problems;
}

/** Whether a module is a published entry of its package beside the main one. */
function publishedEntry(root, module) {
  const [, name, ...entry] = module.split("/");
  const { exports } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
  return exports[`./${entry.join("/")}`] !== undefined;
}

/** Says why a file of one room may not import one of another; undefined where it may. */
function climbs(order, from, to) {
  const roomOf = (path) => path.split("/")[0].replace(/\.ts$/, "");
  const levelOf = (path) => order.findIndex((names) => names.includes(roomOf(path)));
  if (from.endsWith("index.ts") || roomOf(from) === roomOf(to)) return undefined;
  for (const path of [from, to]) if (levelOf(path) < 0) return `no room is named ${roomOf(path)}`;
  return levelOf(to) > levelOf(from) ? `${roomOf(to)} lies above ${roomOf(from)}` : undefined;
}

/** Import cycles inside one package, each once. */
function cycles(graph) {
  const state = new Map();
  const found = [];
  const walk = (file, path) => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") return void found.push([...path.slice(path.indexOf(file)), file]);
    state.set(file, "open");
    for (const next of graph.get(file) ?? []) walk(next, [...path, file]);
    state.set(file, "done");
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const problems = checkFloors(join(dirname(fileURLToPath(import.meta.url)), ".."));
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? "floors: sound" : `floors: ${problems.length} broken`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
