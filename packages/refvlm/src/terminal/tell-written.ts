// The line that says which file a command has written; on stderr, so that stdout stays what was asked for.

export function tellWritten(...paths: readonly string[]): void {
  for (const path of paths) process.stderr.write(`wrote ${path}\n`);
}
