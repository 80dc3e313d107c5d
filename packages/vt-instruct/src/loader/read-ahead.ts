// Reading ahead: the next results are on their way while one is used.

/**
 * `read(first)`, `read(first + 1)` and so on up to `end`, in order; so many more than the one that is waited for are
 * being read. An error is thrown when its turn comes, not before.
 */
export async function* readAhead<T>(
  read: (index: number) => Promise<T>,
  { first = 0, end = Number.POSITIVE_INFINITY, ahead }: { first?: number; end?: number; ahead: number },
): AsyncGenerator<T, void> {
  const begun: Promise<T>[] = [];
  for (let next = first; ; ) {
    for (; begun.length <= ahead && next < end; next++) {
      const result = read(next);
      result.catch(() => {});
      begun.push(result);
    }
    const result = begun.shift();
    if (!result) return;
    yield await result;
  }
}
