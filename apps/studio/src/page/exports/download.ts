// Files handed to the user: one as it is, several as a zip.
import { zipSync } from "fflate";

/** @param name of the zip, without its ending */
export function download(files: Record<string, Uint8Array>, name: string): void {
  const names = Object.keys(files);
  if (names.length === 1) save(files[names[0]!]!, names[0]!);
  else save(zipSync(files, { level: 6 }), `${name}.zip`);
}

function save(bytes: Uint8Array, name: string): void {
  const address = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
