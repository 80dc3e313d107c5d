// Flickr30k Entities from files of the published structure, written here (sentences and boxes are made up).
import { describe, expect, it } from "vitest";
import { flickr30kEntities } from "../../src/readers/flickr30k-entities.js";
import { expectToStandDamage } from "./damage.js";
import { faultOf, published } from "./published.js";

const object = (names: number[], corners?: number[]) =>
  `<object>${names.map((name) => `\n\t\t<name>${name}</name>`).join("")}\n\t\t${
    corners
      ? `<bndbox><xmin>${corners[0]}</xmin><ymin>${corners[1]}</ymin><xmax>${corners[2]}</xmax><ymax>${corners[3]}</ymax></bndbox>`
      : "<scene>1</scene><nobndbox>1</nobndbox>"
  }\n\t</object>`;
const xml = (...objects: string[]) =>
  `<annotation>\n\t<filename>9.jpg</filename>\n\t<size>\n\t\t<width>300</width>\n\t\t<height>200</height>\n\t\t<depth>3</depth>\n\t</size>\n\t${objects.join("\n\t")}\n</annotation>\n`;

const path = published({
  "images/9.jpg": "x",
  "images/10.jpg": "x",
  "Sentences/9.txt": [
    "[/EN#1/people Two young , tall guys] pull [/EN#2/other a red cart] in [/EN#8/scene the yard] .",
    "[/EN#3/people/other A man 's helper] and [/EN#0/notvisual who] else [/EN#2/other the cart] , [/EN#4/other bushes] ?",
    "",
  ].join("\n"),
  "Annotations/9.xml": xml(
    object([1], [1, 11, 60, 150]),
    object([1, 3], [201, 11, 300, 200]),
    object([2], [90, 80, 180, 200]),
    object([4], [1, 1, 10, 10]),
    object([4], [21, 1, 30, 10]),
    object([8]),
  ),
  "Sentences/10.txt": "[/EN#5/animals A dog] runs .\n",
  "Annotations/10.xml": xml(object([5], [250, 20, 900, 100])),
  "Sentences/11.txt": "Nothing .\n",
  "Annotations/11.xml": "<annotation></annotation>",
  "Sentences/12.txt": "Nothing .\n",
  "val.txt": "10\n9\n",
  UNRELATED_CAPTIONS: "# format: <imageID> <sentence number>\n10 1\n9 1\n",
});
const folders = { images: path("images"), sentences: path("Sentences"), annotations: path("Annotations") };

describe("Flickr30k Entities", () => {
  it("1. a caption's phrases mean the boxes of their chain; what has no box is plain words", async () => {
    const data = await flickr30kEntities.open(folders);
    const { groundedCaptions, captions } = await data.read(0);
    expect(captions).toEqual([
      "Two young, tall guys pull a red cart in the yard.",
      "A man's helper and who else the cart, bushes?",
    ]);
    const said = groundedCaptions!.map(({ text, spans }) =>
      spans.map(({ start, end, objects }) => [text.slice(start, end), ...objects]),
    );
    expect(said).toEqual([
      [
        ["Two young, tall guys", 0, 1],
        ["a red cart", 2],
      ],
      [
        ["A man's helper", 1],
        ["the cart", 2],
        ["bushes", 3, 4],
      ],
    ]);
  });

  it("2. corners count pixels from 1, the last one included; a box of several chains is one object", async () => {
    const data = await flickr30kEntities.open(folders);
    expect(await data.read(0)).toMatchObject({ id: "9", width: 300, height: 200 });
    expect((await data.read(0)).objects).toEqual([
      { name: "person", box: [0, 10, 60, 150] },
      { name: "man's helper", box: [200, 10, 300, 200] },
      { name: "red cart", box: [89, 79, 180, 200] },
      { name: "object", unnamed: true, box: [0, 0, 10, 10] },
      { name: "object", unnamed: true, box: [20, 0, 30, 10] },
    ]);
  });

  it("3. phrases that mean one box describe it", async () => {
    const data = await flickr30kEntities.open(folders);
    expect((await data.read(0)).descriptions).toEqual([
      { object: 2, text: "a red cart" },
      { object: 1, text: "A man's helper" },
      { object: 2, text: "the cart" },
    ]);
  });

  it("4. a split chooses pictures and their order; without one they are sorted by number", async () => {
    const [all, some] = [
      await flickr30kEntities.open(folders),
      await flickr30kEntities.open({ ...folders, split: path("val.txt") }),
    ];
    expect([all.size, some.size]).toEqual([4, 2]);
    expect((await some.read(1)).id).toBe("9");
  });

  it("5. a box outside, a damaged file and a missing one are faults of their records", async () => {
    const data = await flickr30kEntities.open(folders);
    const errors = [];
    for (const index of [1, 2, 3]) errors.push(await faultOf(() => data.read(index)));
    expect(errors.map(({ costs, record, reason }) => `${costs} of ${record}: ${reason}`)).toEqual([
      "label of picture 10: box-outside",
      "picture of picture 11: wrong-xml",
      "picture of picture 12: missing-file",
    ]);
  });

  it("6. captions that do not tell of their picture are left out where the list of them is given", async () => {
    const data = await flickr30kEntities.open({ ...folders, unrelated: path("UNRELATED_CAPTIONS") });
    expect((await data.read(0)).captions).toEqual(["A man's helper and who else the cart, bushes?"]);
  });

  it("7. folders and lists that are not there are an error that names them", async () => {
    await expect(flickr30kEntities.open({ ...folders, split: path("none.txt") })).rejects.toThrow("none.txt");
    await expect(flickr30kEntities.open({ ...folders, sentences: path("none") })).rejects.toThrow("none");
    await expect(flickr30kEntities.open({ ...folders, sentences: path("images") })).rejects.toThrow("Sentences");
  });
});

describe("damaged files", () => {
  it("1. end in errors that name file and record", () => expectToStandDamage(flickr30kEntities, folders, path()));
});
