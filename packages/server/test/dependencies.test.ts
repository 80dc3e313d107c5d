// What the server brings along: it runs on the Node that we promise, and has the fixes that we rely on.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Entry {
  version: string;
  dev?: boolean;
  optional?: boolean;
  engines?: { node?: string };
}

const { packages } = JSON.parse(readFileSync(new URL("../../../package-lock.json", import.meta.url), "utf8")) as {
  packages: Record<string, Entry>;
};

/** The lowest version of Node that a range begins with, major and minor. */
function lowest(range: string): number {
  const starts = range.split("||").map((part) => /(\d+)(?:\.(\d+))?/.exec(part));
  return Math.min(...starts.map((match) => (match ? Number(match[1]) * 1000 + Number(match[2] ?? 0) : 0)));
}

describe("dependencies", () => {
  it("1. in use all run on Node 20.19", () => {
    const asking = Object.entries(packages).filter(([path, { dev }]) => path.includes("node_modules/") && !dev);
    expect(asking.length).toBeGreaterThan(50);
    const later = asking.filter(([, { engines }]) => engines?.node && lowest(engines.node) > 20_019);
    expect(later.map(([path, { engines }]) => `${path} wants ${engines?.node}`)).toEqual([]);
  });

  it("2. have fastify's check of content types (CVE-2026-3419, since 5.8.1)", () => {
    const [major, minor, patch] = packages["node_modules/fastify"].version.split(".").map(Number);
    expect(major).toBe(5);
    expect(minor * 1000 + patch).toBeGreaterThanOrEqual(8001);
  });
});
