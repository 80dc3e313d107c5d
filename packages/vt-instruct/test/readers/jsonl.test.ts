// One's own data: the shipped example reads whole, and every mistake of a line is named with its way out.
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { DatasetError } from "../../src/files/errors.js";
import { jsonl } from "../../src/readers/jsonl.js";
import { expectToStandDamage } from "./damage.js";
import { faultOf as faultIn, jpeg, lastPublished, published } from "./published.js";

const example = fileURLToPath(new URL("../../examples/own-data.jsonl", import.meta.url));

describe("the shipped example", () => {
  it("1. reads without a fault", async () => {
    const set = await jsonl.open({ file: example });
    expect(set.size).toBe(3);
    const [table, walker, corridor] = [await set.read(0), await set.read(1), await set.read(2)];
    await set.close!();
    expect(table.id).toBe("own-data/table.png, line 1");
    expect([table.width, table.height]).toEqual([160, 120]);
    expect(table.objects.map(({ name, box, mask }) => [name, box.join(), mask !== undefined])).toEqual([
      ["cup", "20,50,51,82", true],
      ["cup", "113,52,144,84", false],
      ["plate", table.objects[2]!.mask!.box().join(), true],
    ]);
    expect(table.exhaustive).toContainEqual({ name: "knife", plural: "knives" });
    const [{ text, spans }] = table.groundedCaptions!;
    expect(text).toBe("Two cups beside a white plate on a wooden table.");
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(["Two cups", "a white plate"]);
    expect(table.questions![0]).toEqual({ question: "How many cups are there?", answers: ["two", "2"] });
    expect(table.questions![1]!.objects).toEqual([1]);

    expect(walker.objects[0]).toMatchObject({ name: "person", plural: "people" });
    expect(walker.objects[0]!.keypoint).toHaveLength(17);
    expect(walker.complete).toBe(true);
    expect(walker.conversations![0]!.turns[0]).toEqual({
      question: "Who is in the picture?",
      answers: ["One person, walking."],
      spans: [{ start: 0, end: 10, objects: [0] }],
    });
    expect(corridor.depth).toMatchObject({ kind: "metric", scale: 0.001 });
  });
});

describe("a line", () => {
  const open = async (...lines: (object | string)[]) => {
    const path = published({
      "own.jsonl": lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
      "pictures/a.jpg": await jpeg(20, 10),
      "pictures/b.jpg": await jpeg(3, 3),
    });
    return jsonl.open({ file: path("own.jsonl"), pictures: path("pictures") });
  };
  const faultOf = async (line: object | string) => {
    const set = await open(line);
    const fault = await faultIn(() => set.read(0));
    await set.close!();
    return fault;
  };
  const cup = { name: "cup", box: [1, 1, 5, 5] };
  const line = { picture: "a.jpg", objects: [cup] };

  it("1. needs nothing but its picture; blank lines do not count", async () => {
    const set = await open("", { picture: "a.jpg" }, "  ", { picture: "b.jpg" });
    expect(set.size).toBe(2);
    expect(await set.read(1)).toMatchObject({ id: "b.jpg, line 4", width: 3, height: 3, objects: [] });
    await set.close!();
  });

  it("2. takes masks as run lengths, and disparity", async () => {
    const mask = { size: [10, 20], counts: [20, 5, 175] };
    const set = await open({
      picture: "a.jpg",
      objects: [{ name: "x", mask }],
      depth: { path: "a.jpg", kind: "disparity" },
    });
    const { objects, depth } = await set.read(0);
    await set.close!();
    expect(objects[0]!.box).toEqual([2, 0, 3, 5]);
    expect(depth).toMatchObject({ kind: "relative", inverse: true });
  });

  it.each<[string, object | string, string, RegExp]>([
    [
      "an unknown key",
      { ...line, captoins: ["x"] },
      "picture: wrong-field",
      /line 1: .*captoins: unknown key; did you mean "captions"/,
    ],
    [
      "an unknown key of an object",
      { ...line, objects: [{ ...cup, nmae: "x" }] },
      "picture: wrong-field",
      /objects\.0\.nmae: .*"name"/,
    ],
    ["no picture", { objects: [] }, "picture: wrong-field", /picture/],
    [
      "a picture that is not there",
      { picture: "c.jpg" },
      "picture: missing-picture",
      /c\.jpg: .*own\.jsonl line 1: there is no such/,
    ],
    ["text that is not JSON", '{"picture": ', "picture: wrong-json", /line 1: not JSON/],
    [
      "an object without a place",
      { ...line, objects: [{ name: "x" }] },
      "label: no-place",
      /objects\.0: give its box or its mask/,
    ],
    [
      "a box outside",
      { ...line, objects: [{ ...cup, box: [1, 1, 50, 5] }] },
      "label: box-outside",
      /objects\.0: box \[1, 1, 50, 5\]/,
    ],
    [
      "a polygon of two points",
      { ...line, objects: [{ name: "x", mask: [[1, 1, 2, 2]] }] },
      "label: wrong-polygon",
      /three/,
    ],
    [
      "an empty mask",
      { ...line, objects: [{ name: "x", mask: { size: [10, 20], counts: [200] } }] },
      "label: empty-mask",
      /no pixel/,
    ],
    [
      "16 joints",
      { ...line, objects: [{ ...cup, keypoint: Array(48).fill(0) }] },
      "part: wrong-keypoints",
      /48 numbers/,
    ],
    [
      "an object that is not there",
      { ...line, expressions: [{ text: "x", objects: [1] }] },
      "picture: wrong-index",
      /expressions\.0: there is no object 1; the line has 1/,
    ],
    [
      "a described object that is not there",
      { ...line, descriptions: [{ text: "x", object: 2 }] },
      "picture: wrong-index",
      /descriptions\.0/,
    ],
    [
      "a marked object that is not there",
      { ...line, groundedCaptions: ["[x](3)"] },
      "picture: wrong-index",
      /groundedCaptions\.0/,
    ],
    [
      "wrong markup",
      { ...line, groundedCaptions: ["a [b] c"] },
      "picture: wrong-markup",
      /groundedCaptions\.0: marked words need/,
    ],
    [
      "a pointing question without objects",
      { ...line, questions: [{ question: "[VPT]?", answer: "a" }] },
      "picture: wrong-prompts",
      /questions\.0: \[VPT\] stands 1 times, but objects names 0/,
    ],
    [
      "depth of another size",
      { ...line, depth: { path: "b.jpg" } },
      "picture: wrong-size",
      /3 x 3 pixels, but its picture has 20 x 10/,
    ],
  ])("3. reports %s", async (_, wrong, reason, message) => {
    const fault = await faultOf(wrong);
    expect(`${fault.costs}: ${fault.reason}`).toBe(reason);
    expect(fault.message).toMatch(message);
  });

  it("4. stands alone: the others are read", async () => {
    const set = await open("nonsense", line);
    expect(await set.read(1)).toMatchObject({ objects: [{ name: "cup" }] });
    await set.close!();
  });

  it("5. is not looked for in a file that is missing", async () => {
    await expect(jsonl.open({ file: "/nowhere/own.jsonl" })).rejects.toBeInstanceOf(DatasetError);
  });

  it("6. stands damaged files", async () => {
    const answer = "[A cup](0) and [more](0,1).";
    await open(
      {
        picture: "a.jpg",
        objects: [cup, { name: "disc", mask: { size: [10, 20], counts: [20, 5, 175] } }],
        exhaustive: ["cup", "dog"],
        complete: true,
        captions: ["Cups."],
        groundedCaptions: [answer],
        expressions: [{ text: "the left one", objects: [0] }],
        descriptions: [{ text: "a red thing", object: 1 }],
        questions: [{ question: "What is [VPT]?", answer: ["a cup", "cup"], objects: [0] }],
        conversations: [[{ question: "What?", answer }]],
      },
      { picture: "b.jpg", depth: { path: "b.jpg", kind: "relative" } },
    );
    const options = { file: lastPublished("own.jsonl"), pictures: lastPublished("pictures") };
    await expectToStandDamage(jsonl, options, lastPublished(), 300);
  });
});
