// What is copied survives quotes, and names no bytes.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { safeName, stem } from "../src/page/exports/export-picture.js";
import { asCurl, asTypeScript } from "../src/page/exports/snippets.js";
import type { ChatBody } from "../src/page/server/shapes.js";

const body: ChatBody = {
  model: "nano",
  messages: [
    {
      role: "user",
      content: [
        { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
        { type: "text", text: 'what\'s $HOME `id` "here" $& ?' },
      ],
    },
  ],
};
const place = { origin: "http://127.0.0.1:8080", file: "it's $&.png", type: "image/png", needsKey: true };

it("a shell sends the question as it was asked, with the file's bytes", () => {
  const folder = mkdtempSync(join(tmpdir(), "refvlm-snippet-"));
  try {
    writeFileSync(join(folder, place.file), "bytes");
    const script = `curl() { cat; }\n${asCurl(body, place)}`;
    const sent = JSON.parse(execFileSync("bash", ["-c", script], { cwd: folder, encoding: "utf8" }));
    const [picture, words] = sent.messages[0].content;
    expect(picture.image_url.url).toBe("data:image/png;base64,Ynl0ZXM=");
    expect(words).toEqual(body.messages[0]!.content[1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("TypeScript names the file and the key's variable", () => {
  const code = asTypeScript(body, place);
  expect(code).toContain('readFileSync("it\'s $&.png", "base64")');
  expect(code).toContain('"url": picture');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the code is a template
  expect(code).toContain("`Bearer ${process.env.REFVLM_API_KEY}`");
});

it("names of files are names wherever they are unpacked", () => {
  expect(["../../etc/passwd", "a/b\\c.png", ".hidden", "日本 1.png", "\u202e\0.png", ""].map(safeName)).toEqual([
    "etc_passwd",
    "a_b_c.png",
    "hidden",
    "日本_1.png",
    "png",
    "picture",
  ]);
  expect(stem("street.view.png")).toBe("street.view");
});
