// `refvlm pull NAME`: fetches published weights from the Hugging Face Hub and makes a model folder of them.
import type { Command } from "commander";
import { type Progress, showProgress } from "../terminal/progress.js";
import { stopSignals } from "../terminal/stop-signals.js";
import { type ConversionOptions, checkConversion, conversionOptions, convertAndTell } from "./conversion.js";

interface PullOptions extends Omit<ConversionOptions, "output"> {
  output?: string;
  revision: string;
}

export function addPull(program: Command): void {
  const pull = program
    .command("pull")
    .description(
      "fetch published weights from the Hugging Face Hub (HF_ENDPOINT, HF_TOKEN and its cache are respected) and convert them",
    )
    .argument(
      "[name]",
      "llava-1.5-7b, vicuna-7b, sam-vit-base, grounding-dino, or any repository as OWNER/NAME; it gives every part that it has",
    )
    .option("--output <folder>", "where the model goes; models/NAME by default")
    .option("--revision <name>", "branch, tag or commit of every repository", "main");
  conversionOptions(pull, "owner/name").action(pullModel);
}

async function pullModel(name: string | undefined, options: PullOptions): Promise<void> {
  const { checkOutput } = await import("@refvlm/model");
  const { fetchRepositories } = await import("../hub/fetch-repositories.js");
  const { hubOf } = await import("../hub/hub.js");
  const { source, ...wanted } = await repositoriesOf(name, options);
  await checkConversion(source, wanted);
  const repositories = [source, ...Object.values(wanted.parts)].filter((each) => each !== undefined);
  for (const each of repositories)
    if (!/^[\w.-]+\/[\w.-]+$/.test(each))
      throw new Error(`pull: "${each}" is no repository; give OWNER/NAME as the hub has it`);
  using stop = stopSignals("stopped; the same command goes on where it was");
  let bar: Progress | undefined;
  let [done, told] = [0, 0];
  try {
    const folders = await fetchRepositories(repositories, hubOf(process.env), {
      revision: wanted.revision,
      byHand: byHand(repositories, source, wanted),
      signal: stop.signal,
      onPlan: (total, there) => {
        checkOutput(wanted.output, total);
        [done, told] = [there, megabytes(there)];
        bar = showProgress("fetching", megabytes(total), told);
      },
      onBytes: (count, file) => {
        done += count;
        if (megabytes(done) > told) bar?.update((told = megabytes(done)), `MB, ${file}`);
      },
    });
    bar?.stop();
    const at = (repository: string) => folders.get(repository)!;
    const parts = Object.entries(wanted.parts).map(([part, repository]) => [part, at(repository)]);
    await convertAndTell(source && at(source), { ...wanted, parts: Object.fromEntries(parts) });
    console.log(`the model is in ${wanted.output}`);
  } finally {
    bar?.stop();
  }
}

/** A name of the catalogue stands for repositories and their preset; its licences are told. */
async function repositoriesOf(
  name: string | undefined,
  options: PullOptions,
): Promise<ConversionOptions & { source?: string; revision: string }> {
  const output = options.output ?? `models/${name?.split("/").at(-1) ?? options.preset}`;
  if (name === undefined || name.includes("/")) return { ...options, output, source: name };
  const { publishedNetwork } = await import("../hub/catalogue.js");
  const { source, parts, licences } = publishedNetwork(name);
  process.stderr.write(`licences: ${licences}\n`);
  return { ...options, output, source, parts: { ...parts, ...options.parts } };
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);

/** The commands that do the same where there is a connection, in one line. */
function byHand(
  repositories: readonly string[],
  source: string | undefined,
  { parts, preset, output }: ConversionOptions,
): string {
  const folder = (repository: string) => repository.split("/")[1];
  const fetches = repositories.map((each) => `hf download ${each} --local-dir ${folder(each)}`);
  const given = Object.entries(parts).map(([part, repository]) => `${part}=${folder(repository)}`);
  const convert = [
    "npx refvlm convert",
    ...(source === undefined ? [] : [folder(source)]),
    ...(given.length === 0 ? [] : [`--parts ${given.join(" ")}`]),
    `--preset ${preset} --output ${output}`,
  ];
  return [...fetches, convert.join(" ")].join(" && ");
}
