// Server-sent events of a response, as the JSON of their data.

/** Ends at `[DONE]` or with the response. */
export async function* eventsOf(body: NonNullable<Response["body"]>): AsyncGenerator<unknown, void, void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop()!;
      for (const block of blocks) {
        if (!block.startsWith("data: ")) continue; // comments keep the connection open
        const data = block.slice("data: ".length);
        if (data === "[DONE]") return;
        yield JSON.parse(data);
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
