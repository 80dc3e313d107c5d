// Tar archives and WebDataset shards, written by the test.
import { closeSync, openSync, truncateSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tarMembers } from "../../src/files/tar-members.js";
import { WebDatasetShard } from "../../src/files/web-dataset.js";
import { published, recordErrorOf } from "./published.js";
import { tar } from "./tar.js";

function membersOf(bytes: Uint8Array) {
  const path = published({ "a.tar": bytes })("a.tar");
  const file = openSync(path, "r");
  try {
    return [...tarMembers(file, path)].map(({ name, offset, size }) => [
      name,
      Buffer.from(bytes).toString("utf8", offset, offset + size),
    ]);
  } finally {
    closeSync(file);
  }
}

describe("a tar archive", () => {
  it("1. gives back the files that were put in, whatever their sizes", () => {
    const content = fc.string({ maxLength: 1200 });
    fc.assert(
      fc.property(fc.array(content, { maxLength: 5 }), (contents) => {
        const files = Object.fromEntries(contents.map((text, i) => [`f${i}.txt`, text]));
        expect(membersOf(tar(files))).toEqual(Object.entries(files));
      }),
      { numRuns: 30 },
    );
  });

  it("2. names of over 100 bytes come from GNU's or pax's extra headers", () => {
    const files = { "a.txt": "1", [`${"long/".repeat(30)}b.txt`]: "2", "c.txt": "3" };
    expect(membersOf(tar(files, "gnu"))).toEqual(Object.entries(files));
    expect(membersOf(tar(files, "pax"))).toEqual(Object.entries(files));
  });

  it("3. one that is cut off, or no archive at all, is an error that names it", () => {
    const whole = tar({ "a.txt": "x".repeat(2000) });
    expect(() => membersOf(whole.subarray(0, 1500))).toThrow("a.tar: the archive ends in the middle");
    expect(() => membersOf(whole.subarray(0, 100))).toThrow("a.tar: the archive ends in the middle");
    expect(() => membersOf(Buffer.alloc(2000, 7))).toThrow("a.tar: not a tar archive");
  });
});

describe("sizes that a header claims", () => {
  /** An archive of one file whose header says this size; its sum is right. */
  const claiming = (size: Uint8Array) => {
    const bytes = tar({ "a.jpg": "x" });
    bytes.fill(0, 124, 136).set(size, 124);
    bytes.fill(" ", 148, 156);
    const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return bytes;
  };

  it("1. end in an error where they lead out of the archive or are no number", () => {
    const enormous = Uint8Array.of(0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
    for (const size of [enormous, Buffer.from("77777777777"), Buffer.from("a lot"), Buffer.from("-7")])
      expect(() => membersOf(claiming(size))).toThrow(/a\.tar: (the archive ends in the middle|not a tar archive)/);
  });

  it("2. are not believed of a picture: it is a fault of its record", async () => {
    // A file of holes: as large as it claims to be, and yet nothing on the disk.
    const path = published({ "0.tar": claiming(Buffer.from("1000000000")) })("0.tar");
    truncateSync(path, 512 + 0o1000000000 + 1024);
    const shard = WebDatasetShard.open(path);
    expect(await recordErrorOf(() => shard.read(0))).toMatchObject({ reason: "too-long", record: "a" });
    shard.close();
  });
});

describe("a WebDataset shard", () => {
  const files = { "d/1.jpg": "p1", "d/1.json": "{}", "d/2.a.txt": "t", "d/2.JPG": "p2", README: "no sample" };

  it("1. files of one name before the first dot are a sample", () => {
    const shard = WebDatasetShard.open(published({ "0.tar": tar(files) })("0.tar"));
    expect(shard.size).toBe(2);
    const second = shard.read(1);
    expect([second.key, [...second.files.keys()]]).toEqual(["d/2", ["a.txt", "jpg"]]);
    expect(Buffer.from(shard.read(0).files.get("jpg")!).toString()).toBe("p1");
    shard.close();
    expect(shard.read(1).key).toBe("d/2");
    shard.close();
  });

  it("1. files of one name in two folders are two samples; what stands before a dot of a folder is no key", () => {
    const names = ["x/0001.jpg", "x/0001.json", "y/0001.jpg", "y/0001.json", "./0001.jpg", "v1.0/0002.jpg"];
    const bytes = tar(Object.fromEntries(names.map((name) => [name, name])));
    const shard = WebDatasetShard.open(published({ "0.tar": bytes })("0.tar"));
    const keys = Array.from({ length: shard.size }, (_, i) => shard.read(i).key);
    shard.close();
    expect(keys).toEqual(["x/0001", "y/0001", "0001", "v1.0/0002"]);
  });

  it("2. the count beside it is believed; a sample that the archive does not have is a fault", async () => {
    const path = published({ "0.tar": tar(files), "0_stats.json": { count: 9, successes: 3, failed_to_download: 6 } });
    const shard = WebDatasetShard.open(path("0.tar"));
    expect(shard.size).toBe(3);
    expect(await recordErrorOf(() => shard.read(2))).toMatchObject({ reason: "missing-record", record: "sample 2" });
    shard.close();
  });

  it("3. an archive that was not looked into at opening and is damaged is a fault of its records", async () => {
    const path = published({ "0.tar": "no tar".repeat(200), "0_stats.json": { successes: 1 } });
    const shard = WebDatasetShard.open(path("0.tar"));
    expect(await recordErrorOf(() => shard.read(0))).toMatchObject({ reason: "corrupt-archive" });
    shard.close();
  });
});
