// Fetching a picture for a client: from named hosts over https only, never from a private address, never along a redirect.
import { lookup } from "node:dns";
import { get } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { invalid } from "./api-error.js";

export interface FetchRules {
  /** Hosts that may be asked; none: nothing is fetched. */
  from: readonly string[];
  maxBytes: number;
}

/** Seconds that a host has. */
const PATIENCE = 10;

/** @throws ApiError for an address that may not be fetched, and for one that gives no file */
export async function fetchPicture(address: string, { from, maxBytes }: FetchRules): Promise<Uint8Array> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const way = "send the picture as a data URL: data:image/png;base64,…";
  if (url?.protocol !== "https:") throw invalid(`this is neither a data: nor an https: URL; ${way}`);
  if (!from.includes(url.hostname)) throw invalid(`pictures are not fetched from this host; ${way}`);
  if (isIP(url.hostname.replace(/^\[|\]$/g, ""))) throw invalid(`pictures are fetched from names only; ${way}`);
  try {
    return await download(url, maxBytes);
  } catch {
    // What went wrong inside says where the server can reach to, so it is not told.
    throw invalid(`the picture could not be fetched; ${way}`, null, "invalid_image_url");
  }
}

function download(url: URL, maxBytes: number): Promise<Uint8Array> {
  return new Promise((done, fail) => {
    const signal = AbortSignal.timeout(PATIENCE * 1000);
    const request = get(url, { lookup: publicAddress, signal }, (response) => {
      if (response.statusCode !== 200) return request.destroy(new Error(`status ${response.statusCode}`));
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxBytes) request.destroy(new Error("too long"));
        else chunks.push(chunk);
      });
      response.on("end", () => done(Buffer.concat(chunks)));
      response.on("error", fail);
    });
    request.on("error", fail);
  });
}

/** The check is where the address is used: a name that resolves anew to a private one is refused, too. */
export const publicAddress: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const blocked = addresses.find(({ address, family }) => isPrivate(address, family));
    if (blocked) return callback(new Error("a private address"), []);
    if (options.all) callback(null, addresses);
    else callback(null, addresses[0].address, addresses[0].family);
  });
};

/** Whether an address is not of the public internet. */
export function isPrivate(address: string, family: number): boolean {
  return closed.check(address, family === 6 ? "ipv6" : "ipv4");
}

/** IANA's special-purpose registries (RFC 6890); addresses of IPv4 inside IPv6 are checked as what they are. */
const closed = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  closed.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  ["::", 96],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  closed.addSubnet(net, bits, "ipv6");
