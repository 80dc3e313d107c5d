// A conversation in the terminal: questions and commands line by line, answers as they are written, Ctrl-C to stop one.
import { constants } from "node:os";
import { createInterface, type Interface } from "node:readline";
import { nearestKey } from "@refvlm/config";
import type { GroundedAnswer } from "@refvlm/model";
import { drawOverlay } from "@refvlm/vision";
import { savePng } from "@refvlm/vision/node";
import { overlayShapes } from "../answers/annotate.js";
import type { Chat } from "../chat.js";
import { chosenDecoders } from "../decoder-options.js";
import { RefVlm } from "../refvlm.js";
import { harmless, paintFor } from "../terminal/paint.js";
import { StoppedError } from "../terminal/stop-signals.js";
import { tellWritten } from "../terminal/tell-written.js";
import {
  type AskingOptions,
  questionOptions,
  readSubject,
  type Subject,
  showAnswer,
  tellOutside,
} from "./answering.js";

const HELP = `Ask about the picture, or:
  /picture FILE    go on with another picture; the conversation begins anew
  /save FILE.png   write the picture with the last answer drawn in
  /quit            leave
`;

export class Conversation {
  #chat!: Chat;
  #subject!: Subject;
  #answer: GroundedAnswer | null = null;
  /** Stops the answer under way; null while nothing is answered. */
  #stop: AbortController | null = null;
  /** What Ctrl-C or SIGTERM ended the conversation with. */
  readonly #left = new AbortController();
  #failed = 0;

  private constructor(
    private readonly vlm: RefVlm,
    private readonly options: AskingOptions,
  ) {}

  /** @throws PictureError, and as `RefVlm.load` */
  static async open(path: string, options: AskingOptions): Promise<Conversation> {
    const subject = await readSubject(path, "", options);
    const conversation = new Conversation(
      await RefVlm.load(options.model, { decoders: chosenDecoders(options) }),
      options,
    );
    await conversation.#begin(subject);
    return conversation;
  }

  /**
   * Takes lines until `/quit` or their end.
   * @throws StoppedError when it was left by a signal; Error at the end of piped lines of which some could not be answered
   */
  async run(): Promise<void> {
    const isTerminal = process.stdin.isTTY === true;
    const lines = createInterface({
      input: process.stdin,
      output: isTerminal ? process.stdout : undefined,
      prompt: "> ",
    });
    const onInterrupt = () => this.#interrupt(lines);
    const onEnd = () => this.#leave("SIGTERM", lines);
    lines.on("SIGINT", onInterrupt);
    process.on("SIGINT", onInterrupt).on("SIGTERM", onEnd);
    try {
      this.#tellPicture();
      if (isTerminal) process.stdout.write(HELP);
      lines.prompt();
      for await (const line of lines) {
        if (line.trim() === "/quit") break;
        await this.#take(line.trim(), isTerminal);
        if (this.#left.signal.aborted) break;
        lines.prompt();
      }
    } finally {
      lines.close();
      process.off("SIGINT", onInterrupt).off("SIGTERM", onEnd);
    }
    this.#left.signal.throwIfAborted();
    if (!isTerminal && this.#failed > 0) throw new Error(`${this.#failed} lines could not be answered`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.vlm.dispose();
  }

  /** What goes wrong with a line ends the line and nothing else. */
  async #take(line: string, isTerminal: boolean): Promise<void> {
    if (line === "") return;
    try {
      if (line.startsWith("/")) await this.#command(line);
      else await this.#ask(line, isTerminal);
    } catch (error) {
      this.#failed++;
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }

  async #command(line: string): Promise<void> {
    const [, name, argument] = /^\/(\S*)\s*(.*)$/s.exec(line)!;
    const commands: Record<string, () => Promise<void> | void> = {
      help: () => void process.stdout.write(HELP),
      picture: async () => {
        await this.#begin(await readSubject(needed(argument, "/picture FILE"), "", this.options));
        this.#tellPicture();
      },
      save: () => this.#save(needed(argument, "/save FILE.png")),
      quit: () => {},
    };
    if (Object.hasOwn(commands, name)) return commands[name]();
    const nearest = nearestKey(name, Object.keys(commands));
    throw new Error(
      `there is no command /${harmless(name)}; ${nearest ? `did you mean /${nearest}?` : "/help lists them"}`,
    );
  }

  async #ask(question: string, isTerminal: boolean): Promise<void> {
    if (!isTerminal) process.stdout.write(`> ${harmless(question)}\n`);
    await tellOutside(this.vlm, question);
    const stop = new AbortController();
    this.#stop = stop;
    try {
      const events = this.#chat.stream(question, { ...questionOptions(this.options), signal: stop.signal });
      this.#answer = await showAnswer(events, this.options);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      process.stdout.write(`${paintFor(process.stdout).dim(" … stopped; not remembered")}\n`);
    } finally {
      this.#stop = null;
    }
    process.stdout.write("\n");
  }

  async #begin(subject: Subject): Promise<void> {
    this.#chat = await this.vlm.chat(subject.picture);
    [this.#subject, this.#answer] = [subject, null];
  }

  #tellPicture(): void {
    const { path, picture } = this.#subject;
    process.stdout.write(`${harmless(path)}, ${picture.width} x ${picture.height}\n`);
  }

  async #save(path: string): Promise<void> {
    if (!this.#answer) throw new Error("there is no answer yet: ask something first");
    if (!/\.png$/i.test(path)) throw new Error(`"${path}" is no PNG's name: /save FILE.png`);
    await savePng(await drawOverlay(this.#subject.picture, overlayShapes(this.#answer)), path);
    tellWritten(path);
  }

  /** The first Ctrl-C stops an answer, another one, or one at the prompt, leaves. */
  #interrupt(lines: Interface): void {
    if (this.#stop && !this.#stop.signal.aborted) this.#stop.abort();
    else this.#leave("SIGINT", lines);
  }

  #leave(signal: "SIGINT" | "SIGTERM", lines: Interface): void {
    const code = 128 + constants.signals[signal];
    if (this.#left.signal.aborted) process.exit(code);
    this.#left.abort(new StoppedError("left", code));
    this.#stop?.abort();
    lines.close();
  }
}

function needed(argument: string, usage: string): string {
  if (argument.trim() === "") throw new Error(`a file is missing: ${usage}`);
  return argument.trim();
}
