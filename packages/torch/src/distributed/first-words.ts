// Whether something at a port speaks before it is spoken to: a store never does, and libtorch 1.13 takes the first words for the
// length of a text, in a thread whose failure ends the process.
import { connect } from "node:net";

/** How long it may think about its first words, in milliseconds. */
const FIRST_WORDS = 200;

/** What it says first, in letters; null where nobody answers or all wait to be asked. */
export function firstWords(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (words: string | null) => {
      socket.destroy();
      resolve(words);
    };
    socket.setTimeout(FIRST_WORDS, () => end(null));
    socket.once("error", () => end(null)).once("close", () => end(null));
    socket.once("data", (data) => end(data.toString("latin1")));
  });
}
