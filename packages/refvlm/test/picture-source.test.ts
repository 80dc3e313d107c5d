// What a picture may be given as: the same pixels in every form, and one message for what is none, without its data.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PictureError } from "@refvlm/vision";
import { encodePng, savePng } from "@refvlm/vision/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fetchBytes } from "../src/fetch-bytes.js";
import { type PictureSource, readPicture } from "../src/picture-source.js";

const folder = mkdtempSync(join(tmpdir(), "refvlm picture ü-"));
const path = join(folder, "a picture.png");
const picture = { width: 3, height: 2, data: Uint8Array.from({ length: 18 }, (_, i) => 14 * i) };
let png: Uint8Array;

beforeAll(async () => {
  png = await encodePng(picture);
  await savePng(picture, path);
});
afterAll(() => rmSync(folder, { recursive: true }));

const rgba = (alpha: number) =>
  Uint8ClampedArray.from({ length: 24 }, (_, i) =>
    i % 4 === 3 ? alpha : picture.data[3 * Math.floor(i / 4) + (i % 4)],
  );
const base64 = () => Buffer.from(png).toString("base64");
const percent = () => [...png].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

describe("a picture", () => {
  it.each<[string, () => PictureSource]>([
    ["a path", () => path],
    ["a file: URL", () => pathToFileURL(path)],
    ["a file: URL as text", () => pathToFileURL(path).href],
    ["a data: URL", () => `data:image/png;base64,${base64()}`],
    ["a data: URL object", () => new URL(`data:image/png;base64,${base64()}`)],
    ["a data: URL of other letters", () => `DATA:;charset=x;BASE64,${base64().replaceAll("+", "%2B")}`],
    ["a data: URL without base64", () => `data:image/png,${percent()}`],
    ["a Buffer", () => readFileSync(path)],
    ["a Uint8Array", () => new Uint8Array(png)],
    ["an ArrayBuffer", () => new Uint8Array(png).buffer],
    ["a Blob", () => new Blob([new Uint8Array(png)])],
    ["RGB pixels", () => picture],
    ["RGB pixels of a canvas' type", () => ({ ...picture, data: Uint8ClampedArray.from(picture.data) })],
    ["RGBA pixels", () => ({ ...picture, data: rgba(255) })],
  ])("is taken as %s", async (_, source) => {
    const { width, height, data } = await readPicture(source());
    expect([width, height, ...data]).toEqual([3, 2, ...picture.data]);
    expect(data).toBeInstanceOf(Uint8Array);
  });

  it("with alpha lies over white", async () => {
    const half = await readPicture({ ...picture, data: rgba(51) });
    expect([...half.data]).toEqual([...picture.data].map((value) => Math.round(255 - 0.2 * (255 - value))));
    expect(new Set((await readPicture({ ...picture, data: rgba(0) })).data)).toEqual(new Set([255]));
  });
});

describe("what is no picture", () => {
  const secret = "QUJD".repeat(3000);
  it.each<[string, unknown, RegExp]>([
    ["nothing", undefined, /the picture is undefined\. Give a path, a file: or data: URL, a file's bytes/],
    ["null", null, /the picture is null/],
    ["a number", 7, /the picture is 7/],
    ["a list", [1, 2], /the picture is a list/],
    ["an object", {}, /the picture is an object/],
    [
      "a web address",
      "https://example.org/a.png",
      /not fetched from https: URLs; where you trust them, allow it .*--allow-http/,
    ],
    ["a web address as URL", new URL("http://example.org/a.png"), /not fetched from http: URLs/],
    ["a file: URL of another machine", "file://elsewhere/a.png", /the file: URL names no file here/],
    ["an empty path", "", /the picture's path is empty/],
    ["a path with a zero", "a\0.png", /a text of 6 characters is no path/],
    ["base64 without its head", secret, /a text of 12000 characters is no path/],
    ["a data: URL of no picture", `data:image/png;base64,${secret}`, /the data URL is not a picture/],
    ["a data: URL that is no base64", `data:image/png;base64,!${secret}`, /the data URL's data is no base64/],
    ["a data: URL without data", "data:image/png;base64", /the data URL has no comma/],
    ["an empty data: URL", "data:,", /the data URL is empty/],
    ["a file of that name", new File(["hello"], "a.txt"), /"a\.txt" is not a picture/],
    ["an empty Blob", new Blob([]), /the picture is empty/],
    ["pixels that are too few", { ...picture, data: new Uint8Array(17) }, /17 bytes for 3 x 2 pixels, not 18 or 24/],
    ["pixels in a list", { ...picture, data: [...picture.data] }, /data is no Uint8Array/],
    ["pixels that are no bytes", { ...picture, data: new Float32Array(18) }, /data is no Uint8Array/],
    ["half a pixel", { ...picture, width: 1.5 }, /width is 1\.5, not a whole number/],
    ["pixels without size", { data: picture.data }, /width is undefined/],
  ])("%s is told, without its data", async (_, source, message) => {
    const error = await readPicture(source as PictureSource).then(
      () => null,
      (error) => error,
    );
    expect(error).toBeInstanceOf(PictureError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("QUJDQUJD");
  });
});

describe("a web address, where fetching was asked for", () => {
  const server = createServer((request, response) => {
    if (request.url !== "/a.png") response.statusCode = 404;
    response.end(png);
  });
  let origin: string;
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it("is the file behind it", async () => {
    expect(await readPicture(`${origin}/a.png`, { http: true })).toEqual(picture);
    expect(await readPicture(new URL(`${origin}/a.png`), { http: true })).toEqual(picture);
  });

  it("is named where it gives none", async () => {
    await expect(readPicture(`${origin}/b.png`, { http: true })).rejects.toThrow(
      `"${origin}/b.png" cannot be fetched: the server says 404.`,
    );
    await expect(readPicture("http://127.0.0.1:1/a.png", { http: true })).rejects.toThrow(PictureError);
    await expect(fetchBytes(`${origin}/a.png`, png.length - 1)).rejects.toThrow(/has more than \d+ bytes/);
  });

  it("of another scheme is not fetched", async () => {
    await expect(readPicture("ftp://example.org/a.png", { http: true })).rejects.toThrow(/not fetched from ftp: URLs/);
  });
});
