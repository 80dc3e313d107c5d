// `refvlm serve`: grounded answers over HTTP, as OpenAI's clients ask for them.
import type { Server, ServerOptions } from "@refvlm/server";
import { type Command, Option } from "commander";
import { addDecoderOptions, chosenDecoders, type DecoderOptions } from "../decoder-options.js";
import { DEFAULT_MODEL } from "../model-folder.js";
import { wholeNumber } from "../whole-number.js";

/** What both `serve` and `studio` take. */
export interface ServingOptions extends DecoderOptions {
  model: string;
  host: string;
  port: number;
  keys?: string;
  origin?: string[];
  fetchFrom?: string[];
  device?: string;
  rows?: number;
  waiting?: number;
  maxTokens?: number;
  seconds?: number;
}

export function addServe(program: Command): void {
  const command = program
    .command("serve")
    .description("answer over HTTP, as OpenAI's clients ask: POST /v1/chat/completions")
    .option("--model <name>", "a shipped network, or a folder with one", DEFAULT_MODEL)
    .option("--port <n>", "0 takes any free one", wholeNumber(0), 8000);
  addServingOptions(command).action(serve);
}

export function addServingOptions(command: Command): Command {
  const collect = (value: string, before: string[] = []) => [...before, value];
  return addDecoderOptions(command)
    .addOption(new Option("--host <address>", "where to listen; 0.0.0.0 is everywhere").default("127.0.0.1"))
    .option("--keys <file>", "who may ask: a key a line; REFVLM_API_KEYS holds them, too, with commas between")
    .option("--origin <url>", "a page's origin that may ask (CORS); may be repeated", collect)
    .option("--fetch-from <host>", "fetch pictures from this host over https; may be repeated", collect)
    .option("--device <name>", "cpu, cuda or cuda:N")
    .option("--rows <n>", "answers written side by side", wholeNumber(1))
    .option("--waiting <n>", "further requests that may wait", wholeNumber(0))
    .option("--max-tokens <n>", "longest answer", wholeNumber(1))
    .option("--seconds <n>", "longest time of an answer", wholeNumber(1));
}

async function serve(options: ServingOptions): Promise<void> {
  await serveUntilStopped(options, ({ address }, keys) => {
    process.stderr.write(
      `refvlm serve: "${options.model}" answers at ${address}/v1${keys > 0 ? "" : ", without keys"}\n`,
    );
  });
}

/** Serves until a signal comes. @param onReady hears where, and how many keys there are */
export async function serveUntilStopped(
  { model, host, port, keys: file, studio, ...options }: ServingOptions & Pick<ServerOptions, "studio">,
  onReady: (server: Server, keys: number) => void,
): Promise<void> {
  const [{ Server }, { readyEngine }, { modelFolder }, { stopSignals }, { readKeys }] = await Promise.all([
    import("@refvlm/server"),
    import("@refvlm/torch"),
    import("../model-folder.js"),
    import("../terminal/stop-signals.js"),
    import("../api-keys.js"),
  ]);
  const keys = await readKeys(file);
  const folder = modelFolder(model);
  await readyEngine();
  using stop = stopSignals("the server has closed");
  const { rows, waiting, maxTokens: answerTokens, seconds: answerSeconds } = options;
  const { origin: origins, fetchFrom, device } = options;
  const limits = given({ rows, waiting, answerTokens, answerSeconds });
  const decoders = chosenDecoders(options);
  const server = await Server.start({ folder, decoders, host, port, keys, origins, fetchFrom, device, limits, studio });
  onReady(server, keys.length);
  if (!stop.signal.aborted) await new Promise((done) => stop.signal.addEventListener("abort", done, { once: true }));
  process.stderr.write("refvlm serve: closing; what is under way may end\n");
  await server.close();
}

/** The settings that were given, so that the others keep their defaults. */
function given<Settings extends object>(settings: Settings): Partial<Settings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Partial<Settings>;
}
