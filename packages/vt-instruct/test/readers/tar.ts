// Tar archives for tests, byte by byte as POSIX and GNU describe them.

const BLOCK = 512;

/** An archive of files; names over 100 bytes are written as GNU tar does, or as pax headers. */
export function tar(files: Record<string, string | Uint8Array>, longNames: "gnu" | "pax" = "gnu"): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const extra = name.length <= 100 ? [] : longNames === "gnu" ? gnuName(name) : paxName(name);
    return [...extra, ...member(name.slice(0, 100), "0", Buffer.from(content))];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function gnuName(name: string): Buffer[] {
  return member("././@LongLink", "L", Buffer.from(`${name}\0`));
}

function paxName(name: string): Buffer[] {
  const rest = ` path=${name}\n`;
  const length = [2, 3].map((digits) => digits + rest.length).find((sum) => `${sum}${rest}`.length === sum);
  return member("PaxHeader", "x", Buffer.from(`11 mtime=1\n${length}${rest}`));
}

function member(name: string, type: string, content: Buffer): Buffer[] {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100);
  header.write("0000644\0", 100);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write(" ".repeat(8), 148);
  header.write(type, 156);
  header.write("ustar\x0000", 257, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return [header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
}
