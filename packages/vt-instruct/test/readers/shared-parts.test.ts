// The parts that several readers share: picture headers, folders of pictures, texts with places of phrases.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { sizeIfTold, sizeOfPicture } from "../../src/files/picture-header.js";
import { GroundedText, nameOf, nestedSpans, withoutLooseMarks } from "../../src/readers/common/grounded-text.js";
import { cocoNames, PictureFolders } from "../../src/readers/common/picture-folders.js";
import { jpeg, published, recordErrorOf } from "./published.js";

const place = { file: "set.json", record: "7" };
const blank = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: "#456" } });
const sizeOfBytes = (bytes: Uint8Array) => sizeOfPicture({ bytes, name: "x" }, place);

describe("the size in a picture's header", () => {
  it("1. is read from JPEG, progressive JPEG, PNG and the three kinds of WebP", async () => {
    const pictures = [
      blank(70, 33).jpeg(),
      blank(70, 33).jpeg({ progressive: true }),
      blank(70, 33).png(),
      blank(70, 33).webp(),
      blank(70, 33).webp({ lossless: true }),
      blank(70, 33).ensureAlpha(0.5).webp(),
    ];
    for (const picture of pictures) expect(sizeOfBytes(await picture.toBuffer())).toEqual({ width: 70, height: 33 });
  });

  it("2. is that of the pixels as stored, with each EXIF orientation, which is told", async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const bytes = await blank(70, 33).withMetadata({ orientation }).jpeg().toBuffer();
      const told = orientation > 1 ? { orientation } : {};
      expect(sizeOfBytes(bytes)).toEqual({ width: 70, height: 33, ...told });
    }
  });

  it("3. is the same from a file and from bytes, for any size", async () => {
    const path = published({})("a.jpg");
    const side = fc.integer({ min: 1, max: 400 });
    await fc.assert(
      fc.asyncProperty(side, side, async (width, height) => {
        writeFileSync(path, await jpeg(width, height));
        expect(sizeOfPicture({ path }, place)).toEqual({ width, height });
      }),
      { numRuns: 10 },
    );
  });

  it("4. is found behind segments of any length, in files and in bytes", async () => {
    const whole = Buffer.from(await blank(70, 33).withMetadata({ orientation: 6 }).jpeg().toBuffer());
    // Comments (ITU-T T.81, B.2.4.5) before everything else: the frame lies anywhere behind what is read at once.
    const comment = (length: number) =>
      Buffer.from([0xff, 0xfe, (length + 2) >> 8, (length + 2) & 0xff, ...Buffer.alloc(length)]);
    const path = published({})("a.jpg");
    for (const lengths of [[0], [300], [470, 25], [505], [60_000, 3], Array(40).fill(509)]) {
      const bytes = Buffer.concat([whole.subarray(0, 2), ...lengths.map(comment), whole.subarray(2)]);
      writeFileSync(path, bytes);
      const size = { width: 70, height: 33, orientation: 6 };
      expect([sizeOfPicture({ path }, place), sizeIfTold({ path }), sizeOfBytes(bytes)]).toEqual([size, size, size]);
    }
  });

  it("5. is not waited for where a pipe or a device stands in place of the picture", async () => {
    const path = published({})("pipe.jpg");
    execFileSync("mkfifo", [path]);
    for (const file of [path, "/dev/null", "/dev/zero"]) {
      expect(sizeIfTold({ path: file })).toBeUndefined();
      const { reason } = await recordErrorOf(() => sizeOfPicture({ path: file }, place));
      expect(reason).toBe("corrupt-picture");
    }
  });

  it("6. is a fault of the record where the file is cut off, empty, of another kind or claims too much", async () => {
    const whole = await jpeg(70, 33);
    const huge = await blank(1, 1).png().toBuffer();
    huge.fill(0x7f, 16, 24);
    for (const bytes of [whole.subarray(0, 40), new Uint8Array(0), Buffer.from("GIF89a".padEnd(60)), huge]) {
      const error = await recordErrorOf(() => sizeOfBytes(bytes));
      expect(error).toMatchObject({ file: "set.json", record: "7", reason: "corrupt-picture" });
    }
  });
});

describe("folders of pictures", () => {
  it("1. a COCO picture has three names, from its id or from any of them", () => {
    const names = ["000000310196.jpg", "COCO_train2014_000000310196.jpg", "COCO_val2014_000000310196.jpg"];
    expect(cocoNames(310196)).toEqual(names);
    expect(cocoNames("COCO_val2014_000000310196.jpg").toSorted()).toEqual(names);
    expect(cocoNames("coco/train2017/000000310196.jpg")).toEqual(["coco/train2017/000000310196.jpg", ...names]);
    expect(cocoNames("gqa/images/12.jpg")).toEqual(["gqa/images/12.jpg", "12.jpg"]);
  });

  it("2. folders are searched in order", async () => {
    const path = published({ "train/a.jpg": "x", "val/a.jpg": "x", "val/b.jpg": "x" });
    const folders = await PictureFolders.open([path("train"), path("val")]);
    expect(folders.find(["a.jpg"], place)).toEqual({ path: path("train/a.jpg") });
    expect(folders.find(["none.jpg", "b.jpg"], place)).toEqual({ path: path("val/b.jpg") });
  });

  it("3. a name that leads out of its folder is refused, even where a file lies there", async () => {
    const path = published({ "train/a.jpg": "x", "secret.jpg": "x" });
    const folders = await PictureFolders.open(path("train"));
    for (const name of ["../secret.jpg", "/../secret.jpg", "b/../../secret.jpg", ".."])
      expect(await recordErrorOf(() => folders.find([name], place))).toMatchObject({ reason: "path-outside" });
    expect(folders.find(["b/../a.jpg"], place)).toEqual({ path: path("train/a.jpg") });
    expect(await recordErrorOf(() => folders.find(["..a.jpg", "/etc/passwd"], place))).toMatchObject({
      reason: "missing-picture",
    });
  });

  it("4. a picture that is nowhere is a fault of its record, a folder that is nowhere one of the data set", async () => {
    const path = published({ "train/a.jpg": "x" });
    const folders = await PictureFolders.open(path("train"));
    const error = await recordErrorOf(() => folders.find(["c.jpg"], place));
    expect(error).toMatchObject({ reason: "missing-picture", detail: expect.stringContaining("c.jpg") });
    await expect(PictureFolders.open(path("test"))).rejects.toThrow(path("test"));
  });
});

describe("a grounded text", () => {
  it("1. spans cut out the phrases, whatever stands around them", () => {
    const word = fc.stringMatching(/^[a-z ]{0,6}$/);
    const pieces = fc.array(fc.record({ words: word, phrase: word }), { maxLength: 6 });
    fc.assert(
      fc.property(pieces, (list) => {
        const grounded = new GroundedText();
        for (const [i, { words, phrase }] of list.entries()) grounded.words(words).phrase(`p${phrase}q`, [i]);
        const { text, spans } = grounded.caption();
        expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(list.map(({ phrase }) => `p${phrase}q`));
        expect(text).toBe(text.trim());
      }),
    );
  });

  it("2. a phrase without objects is words", () => {
    expect(new GroundedText().phrase("the yard", []).caption()).toEqual({ text: "the yard", spans: [] });
  });

  it("3. sentences that were cut into words are put together again", () => {
    expect(withoutLooseMarks("Two young , White males are n't in a man 's yard .")).toBe(
      "Two young, White males aren't in a man's yard.",
    );
  });

  it("4. spans are put in order, nested or side by side; equal ones are joined", () => {
    const span = fc.tuple(fc.nat(12), fc.nat(6), fc.nat(3)).map(([start, length, object]) => ({
      start,
      end: start + length + 1,
      objects: [object],
    }));
    fc.assert(
      fc.property(fc.array(span), (spans) => {
        const nested = nestedSpans(spans);
        expect(nested.length > 0).toBe(spans.length > 0);
        for (const [i, a] of nested.entries())
          for (const b of nested.slice(i + 1)) {
            expect(a.start < b.start || (a.start === b.start && a.end > b.end)).toBe(true);
            expect(b.start >= a.end || b.end <= a.end).toBe(true);
          }
      }),
    );
    const equal = { start: 0, end: 4 };
    const [outer, inner] = [0, 1].map((start) => ({ start, end: 4, objects: [3, 1] }));
    expect(nestedSpans([inner!, outer!])).toEqual([outer]);
    expect(nestedSpans([2, 1, 2].map((object) => ({ ...equal, objects: [object] })))).toEqual([
      { ...equal, objects: [2, 1] },
    ]);
  });

  it("5. a phrase without its article is a name", () => {
    expect(["A man", "his red shirt", "the", "Trees", "an apple."].map(nameOf)).toEqual([
      "man",
      "red shirt",
      "the",
      "trees",
      "apple",
    ]);
  });
});
