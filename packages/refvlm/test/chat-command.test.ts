// `refvlm chat` from piped lines: its own process, what it prints, what it remembers, how it ends.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundled } from "./pictures.js";
import { checkCompiled, startScript } from "./run-cli.js";
import { tinyShelf } from "./tiny-model.js";

const models = tinyShelf();
const place = mkdtempSync(join(tmpdir(), "refvlm-chat-"));
const [street, farm] = [bundled("street.png"), bundled("farm.png")];

beforeAll(checkCompiled);
afterAll(() => {
  models.remove();
  rmSync(place, { recursive: true, force: true });
});

const start = (...options: string[]) =>
  startScript("cli.js", ["chat", street, ...options], { shelf: models.shelf, cwd: place });
function chat(lines: readonly string[], ...options: string[]) {
  const { child, ended } = start(...options);
  child.stdin.end(lines.map((line) => `${line}\n`).join(""));
  return ended;
}

it("answers line by line, the second question behind the first; takes commands; ends with its input", async () => {
  const sampled = ["--temperature", "1", "--seed", "4", "--max-tokens", "120"];
  const lines = ["where is the dog?", "/save answer.png", "where is the dog?", `/picture ${farm}`, "where is the dog?"];
  const { code, out, errors } = await chat(lines, ...sampled);
  expect(code, errors).toBe(0);
  const [opening, first, second, third] = out.split("> where is the dog?\n");
  expect(opening).toBe(`${street}, 384 x 384\n`);
  expect(second.endsWith(`${farm}, 432 x 384\n`)).toBe(true);
  // With the same seed only what was said before can change the answer.
  expect(second.replace(`${farm}, 432 x 384\n`, "")).not.toBe(first);
  expect(third).not.toBe("");
  expect(errors).toMatch(/^wrote answer\.png$/m);
  expect(existsSync(join(place, "answer.png"))).toBe(true);
});

it("a line that cannot be answered is told and stops nothing; the exit code says so; /quit leaves", async () => {
  const { code, out, errors } = await chat([
    "/save x.png",
    "/qit",
    "/picture nowhere.png",
    "",
    "is it?",
    "/quit",
    "more?",
  ]);
  expect(errors.split("\n")).toEqual([
    "there is no answer yet: ask something first",
    "there is no command /qit; did you mean /quit?",
    'there is no file "nowhere.png". Check the path.',
    "refvlm: 3 lines could not be answered",
    "",
  ]);
  expect(out).toContain("> is it?\n");
  expect(out).not.toContain("more?");
  expect(code).toBe(1);
});

it("Ctrl-C at the prompt leaves with 130, SIGTERM with 143", async () => {
  for (const [signal, exit] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    const { child, ended } = start();
    child.stdout.once("data", () => child.kill(signal)); // the picture has been told, nothing is asked
    expect((await ended).code).toBe(exit);
  }
});

it("Ctrl-C during an answer stops that answer only", async () => {
  const { child, ended } = start("--trp");
  let stopped = false;
  child.stdout.on("data", (text: string) => {
    if (stopped || !text.includes("<Task>")) return;
    stopped = child.kill("SIGINT");
    child.stdin.end("is it?\n");
  });
  child.stdin.write("where is the dog?\n");
  const { code, out, errors } = await ended;
  expect(code, errors).toBe(0);
  expect(out).toContain("… stopped; not remembered");
  expect(out.slice(out.indexOf("> is it?"))).toContain("</Task>");
});
