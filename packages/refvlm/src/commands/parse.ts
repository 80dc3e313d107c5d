// `refvlm parse FILE`: reads an answer and shows its tree, or says where it leaves the grammar and how to go on.
import type { Command } from "commander";

interface ParseCommandOptions {
  json?: boolean;
  tolerant?: boolean;
}

export function addParse(program: Command): void {
  program
    .command("parse")
    .description("show the tree of an answer in a file, or where it is wrong")
    .argument("<file>", "file that holds one answer; - reads standard input")
    .option("--json", "print tree and problems as JSON, with source ranges in UTF-16 code units")
    .option("--tolerant", "mend what is wrong, and list what was done")
    .action(parse);
}

async function parse(path: string, { json, tolerant }: ParseCommandOptions): Promise<void> {
  const [{ parseAnswer, TrpSyntaxError }, { answerFileName, readAnswerFile }, { answerTree }, report, { paintFor }] =
    await Promise.all([
      import("@refvlm/trp"),
      import("../answers/answer-file.js"),
      import("../terminal/answer-tree.js"),
      import("../terminal/problem-report.js"),
      import("../terminal/paint.js"),
    ]);
  const text = await readAnswerFile(path);
  const source = { name: answerFileName(path), text };
  try {
    const { answer, problems, problemCount } = parseAnswer(text, { mode: tolerant ? "tolerant" : "strict" });
    if (!tolerant && problemCount > 0) {
      process.stderr.write(report.disagreements(source, problems, problemCount, paintFor(process.stderr)));
      process.exitCode = 1;
    } else if (json) {
      process.stdout.write(`${JSON.stringify({ file: path, ...answer, problems, problemCount }, null, 2)}\n`);
    } else {
      const paint = paintFor(process.stdout);
      process.stdout.write(`${answerTree(answer, paint)}\n${report.mended(source, problems, problemCount, paint)}`);
    }
  } catch (error) {
    if (!(error instanceof TrpSyntaxError)) throw error;
    process.stderr.write(report.syntaxError(source, error, paintFor(process.stderr)));
    process.exitCode = 1;
  }
}
