// The studio's server side: the page under its policy, pictures and labels of one folder and of nothing else.
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { Server } from "../src/index.js";
import { post, startServer } from "./tiny-server.js";

const place = mkdtempSync(join(tmpdir(), "refvlm-studio-"));
const [page, folder] = [join(place, "page"), join(place, "pictures")];
afterAll(() => rmSync(place, { recursive: true }));
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "inner"), { recursive: true });
  mkdirSync(join(page, "assets"), { recursive: true });
  writeFileSync(join(page, "index.html"), "<!doctype html>studio");
  writeFileSync(join(page, "assets/a-1.js"), "1");
  writeFileSync(join(place, "secret.png"), "secret");
  for (const name of ["10.png", "9.jpg", "inner/x.webp", "notes.txt"]) writeFileSync(join(folder, name), name);
  symlinkSync(join(place, "secret.png"), join(folder, "link.png"));
});

async function withServer(check: (server: Server) => Promise<void>, options = {}) {
  const server = await startServer({ studio: { page, folder }, ...options });
  try {
    await check(server);
  } finally {
    await server.close();
  }
}

const label = (picture: string, more = {}) => ({ picture, state: "accepted", ...more });
/** What a server tells of its folder. */
async function folderOf({ address }: Server) {
  const told = await (await fetch(`${address}/studio/folder`)).json();
  return told as { name: string; pictures: { name: string; state: string | null; question: string | null }[] };
}

const lines = () => readFileSync(join(folder, "refvlm-labels.jsonl"), "utf8");

describe("the page", () => {
  it("comes under a strict policy; what has a hash in its name is kept", () =>
    withServer(async ({ address }) => {
      const index = await fetch(address);
      expect(await index.text()).toBe("<!doctype html>studio");
      const policy = index.headers.get("content-security-policy")!;
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(index.headers.get("x-content-type-options")).toBe("nosniff");
      expect((await fetch(`${address}/assets/a-1.js`)).headers.get("cache-control")).toMatch(/immutable/);
    }));

  it("needs no key, all else does", () =>
    withServer(
      async ({ address }) => {
        const status = async (path: string) => (await fetch(address + path)).status;
        expect(await Promise.all(["/", "/assets/a-1.js", "/v1/models", "/studio/folder"].map(status))).toEqual([
          200, 200, 401, 401,
        ]);
      },
      { keys: ["a"] },
    ));

  it("is not there without being asked for; one that is not built is said at the start", async () => {
    const server = await startServer();
    expect((await fetch(server.address)).status).toBe(404);
    await server.close();
    await expect(startServer({ studio: { page: folder } })).rejects.toThrow(/not built: there is no index.html/);
  });
});

describe("the folder", () => {
  it("lists its pictures in people's order, and none that a link leads out to", () =>
    withServer(async (server) => {
      const { name, pictures } = await folderOf(server);
      expect(name).toBe("pictures");
      expect(pictures.map((each) => each.name)).toEqual(["9.jpg", "10.png", "inner/x.webp"]);
    }));

  it("gives its pictures and nothing else", () =>
    withServer(async ({ address }) => {
      const get = (name: string) => fetch(`${address}/studio/folder/picture?name=${encodeURIComponent(name)}`);
      const inner = await get("inner/x.webp");
      expect([await inner.text(), inner.headers.get("content-type")]).toEqual(["inner/x.webp", "image/webp"]);
      for (const name of ["../secret.png", "link.png", "notes.txt", "/etc/passwd", "refvlm-labels.jsonl", ""])
        expect((await get(name)).status, name).toBe(404);
      expect((await fetch(`${address}/studio/folder/picture`)).status).toBe(400);
    }));

  it("keeps a line for each label; the last one of a picture counts, also for the next process", async () => {
    await withServer(async (server) => {
      expect((await post204(server, label("9.jpg", { state: "answered", question: "what?" }))).status).toBe(204);
      expect((await post204(server, label("9.jpg"))).status).toBe(204);
      const { status, body } = await post(server, "/studio/folder/label", label("../secret.png"));
      expect([status, body.error.param]).toEqual([404, "picture"]);
    });
    expect(lines().trimEnd().split("\n")).toHaveLength(2);
    await withServer(async (server) => {
      const { pictures } = await folderOf(server);
      expect(pictures[0]).toEqual({ name: "9.jpg", state: "accepted", question: null });
    });
  });

  it("goes on behind a line that broke off, and says which line is none", async () => {
    await withServer(async (server) => void (await post204(server, label("9.jpg"))));
    appendFileSync(join(folder, "refvlm-labels.jsonl"), '{"picture":"10.png","sta');
    await withServer(async (server) => void (await post204(server, label("inner/x.webp"))));
    await withServer(async (server) => {
      const { pictures } = await folderOf(server);
      expect(pictures.map(({ state }) => state)).toEqual(["accepted", null, "accepted"]);
    });
    writeFileSync(join(folder, "refvlm-labels.jsonl"), '{"picture":"9.jpg","state":"wrong"}\n');
    await expect(startServer({ studio: { page, folder } })).rejects.toThrow(/labels.jsonl, line 1: this is no label/);
  });

  it("refuses what is no label, and names the field", () =>
    withServer(async (server) => {
      const { status, body } = await post(server, "/studio/folder/label", label("9.jpg", { state: "maybe" }));
      expect([status, body.error.param]).toEqual([400, "state"]);
    }));

  it("is not shown under a name that a page elsewhere may have", () =>
    withServer(async ({ address }) => {
      const { port } = new URL(address);
      const status = (host: string) =>
        new Promise<number>((done) => {
          request({ port, host: "127.0.0.1", path: "/studio/folder", headers: { host } }, (response) => {
            response.resume();
            done(response.statusCode!);
          }).end();
        });
      expect(await Promise.all(["evil.example", `localhost:${port}`, `127.0.0.1:${port}`].map(status))).toEqual([
        403, 200, 200,
      ]);
    }));

  it("that is none is said at the start", async () => {
    await expect(startServer({ studio: { page, folder: join(place, "none") } })).rejects.toThrow(/there is no folder/);
  });
});

function post204({ address }: Server, body: unknown) {
  const headers = { "content-type": "application/json" };
  return fetch(`${address}/studio/folder/label`, { method: "POST", headers, body: JSON.stringify(body) });
}
