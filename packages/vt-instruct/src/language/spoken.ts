// Names as people say them, from names as files have them.

/** "traffic_light " -> "traffic light": no underscores, no blanks but single ones between words. */
export function spoken(published: string): string {
  return published.replace(/[_\s]+/g, " ").trim();
}
