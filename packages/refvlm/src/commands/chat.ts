// `refvlm chat PICTURE`: a conversation about a picture in the terminal, or from piped lines.
import type { Command } from "commander";
import { type AskingOptions, addAskingOptions } from "./answering.js";

export function addChat(program: Command): void {
  const command = program
    .command("chat")
    .description("talk about a picture: each question is asked behind the ones before it")
    .argument("<picture>", "picture file");
  addAskingOptions(command).action(async (path: string, options: AskingOptions) => {
    const { Conversation } = await import("./conversation.js");
    await using conversation = await Conversation.open(path, options);
    await conversation.run();
  });
}
