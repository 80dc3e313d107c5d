// Ids beyond 2^53, which JSON.parse rounds: two of them could become one.

/** The same record with each integer beyond 2^53 in a field named `id` or `..._id` as the bigint that its text says. */
export function exactly(record: unknown, text: string): unknown {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return record;
  const fields = record as Record<string, unknown>;
  for (const name in fields) {
    const value = fields[name];
    if (typeof value !== "number" || Math.abs(value) <= Number.MAX_SAFE_INTEGER || !/(?:^|_)id$/.test(name)) continue;
    const written = new RegExp(`"${name}"\\s*:\\s*(-?\\d+)(?=\\s*[,}])`, "g");
    // The field itself is the number that was rounded to this value; a deeper one of the same name may be another.
    const exact = [...text.matchAll(written)].map(([, digits]) => BigInt(digits!)).find((id) => Number(id) === value);
    if (exact !== undefined) fields[name] = exact;
  }
  return record;
}
