// Answers as `refvlm predict` writes them, read as results: an expression means the instance that is the surest.

/**
 * Makes a record `{ id, [unit], score }` of a line of predict; any other record stays as it is. The unit is null where no
 * instance has a value of it, and where the question could not be answered.
 */
export function resultOf(unit: string): (record: unknown) => unknown {
  return (record) => {
    const { id, instances, error } = { ...(record as Record<string, unknown>) };
    if (typeof error === "string" && instances === undefined) return { id, [unit]: null };
    if (!Array.isArray(instances)) return record;
    const [surest] = instances
      .filter((instance) => instance?.[unit] !== undefined)
      .sort((a, b) => Number(b.score) - Number(a.score));
    return surest === undefined ? { id, [unit]: null } : { id, [unit]: surest[unit], score: surest.score };
  };
}
