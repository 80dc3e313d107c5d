// A count of bytes, for people.

/** As `14.62 GB`, `1.4 MB` or `12.0 kB`: never a zero for what there is. */
export function byteSize(bytes: number): string {
  if (bytes >= 1e8) return `${(bytes / 1e9).toFixed(2)} GB`;
  return bytes >= 1e5 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`;
}
