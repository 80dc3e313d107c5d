// Reading ahead: in order, no further than asked, and errors when their turn comes.
import { describe, expect, it } from "vitest";
import { readAhead } from "../../src/loader/read-ahead.js";

/** Everything that is read, with the indices that had been asked for when it came. */
async function read(options: Parameters<typeof readAhead>[1]): Promise<[number, number[]][]> {
  const asked: number[] = [];
  const results: [number, number[]][] = [];
  const source = async (index: number) => {
    asked.push(index);
    // Later ones are ready earlier.
    await new Promise((done) => setTimeout(done, 3 - index));
    return index * index;
  };
  for await (const result of readAhead(source, options)) results.push([result, [...asked]]);
  return results;
}

describe("readAhead", () => {
  it("1. gives results in order and asks for so many more, up to the end", async () => {
    expect(await read({ first: 1, end: 4, ahead: 1 })).toEqual([
      [1, [1, 2]],
      [4, [1, 2, 3]],
      [9, [1, 2, 3]],
    ]);
    expect(await read({ end: 2, ahead: 0 })).toEqual([
      [0, [0]],
      [1, [0, 1]],
    ]);
    expect(await read({ first: 3, end: 3, ahead: 2 })).toEqual([]);
  });

  it("2. throws an error when its turn comes, not before", async () => {
    const given: number[] = [];
    const failing = async (index: number) => {
      if (index === 1) throw new Error("the second is broken");
      return index;
    };
    const all = async () => {
      for await (const result of readAhead(failing, { ahead: 3 })) given.push(result);
    };
    await expect(all()).rejects.toThrow("the second is broken");
    expect(given).toEqual([0]);
  });
});
