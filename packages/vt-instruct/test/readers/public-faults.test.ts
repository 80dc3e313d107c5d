// What people reported of tools that do this job, as small files: each is read as it is meant, or refused for what it is.
import { join } from "node:path";
import { Mask } from "@refvlm/vision";
import { loadPicture } from "@refvlm/vision/node";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { ParquetRows } from "../../src/files/parquet-rows.js";
import { absentFrom, toldGroups } from "../../src/language/labelled.js";
import { coco } from "../../src/readers/coco/coco.js";
import { refcoco } from "../../src/readers/coco/refcoco.js";
import { withoutBlanks } from "../../src/readers/common/blank-texts.js";
import { grit } from "../../src/readers/grit.js";
import { pope } from "../../src/readers/pope.js";
import { visualGenome } from "../../src/readers/visual-genome.js";
import { jpeg, published, recordErrorOf } from "./published.js";

const at = (...names: string[]) => join(import.meta.dirname, "../data/faults", ...names);
const open = (name: string) => coco.open({ images: at(name, "img"), instances: at(name, "gt.json") });
const file = (images: object[], annotations: object[], names: string[]) => ({
  images,
  annotations,
  categories: names.map((name, i) => ({ id: i + 1, name })),
});
const image = { id: 1, width: 30, height: 20, file_name: "a.jpg" };
const label = { image_id: 1, category_id: 1, bbox: [2, 2, 8, 8] };
const own = async (instances: object | string | Uint8Array, name = "a.jpg", bytes: Uint8Array = Buffer.from("x")) => {
  const path = published({ [`img/${name}`]: bytes, "gt.json": instances });
  return coco.open({ images: path("img"), instances: path("gt.json") });
};

describe("a lost label is no denial", () => {
  it("1. NaN in an area, ids that begin again and a box of height 0 deny nothing", async () => {
    for (const [name, index, absent] of [
      ["101_nan_area", 0, []],
      ["102_dup_ann_id", 1, []],
      ["103_zero_height", 0, ["dog"]],
    ] as const) {
      const picture = await (await open(name)).read(index);
      expect([name, absentFrom(picture).map((names) => names.name)]).toEqual([name, absent]);
    }
  });
  it("2. one whose picture nobody knows may belong to any: none denies or counts its name", async () => {
    const stray = await own(
      file(
        [image],
        [
          { ...label, image_id: 7 },
          { ...label, category_id: 2 },
        ],
        ["cup", "dog", "cat"],
      ),
    );
    const picture = await stray.read(0);
    expect(absentFrom(picture).map(({ name }) => name)).toEqual(["cat"]);
    const nameless = await own(file([image], [{ image_id: 7 }, label], ["cup", "dog"]));
    expect([absentFrom(await nameless.read(0)), toldGroups(await nameless.read(0))]).toEqual([[], []]);
  });
  it("3. a category id with two names is neither", async () => {
    const twice = file([image], [label], ["cup", "dog"]);
    const data = await own({ ...twice, categories: [...twice.categories, { id: 1, name: "mug" }] });
    const picture = await data.read(0);
    expect([picture.objects, absentFrom(picture)]).toEqual([[], []]);
  });
});

describe("text that is no UTF-8", () => {
  it("1. is refused with the place of the byte", async () => {
    await expect(open("110_latin1")).rejects.toThrow(/gt\.json: byte \d+ is no UTF-8; save the file as UTF-8/);
    const bytes = Buffer.concat([Buffer.from('{"question_id": 1, "image": "'), Buffer.of(0xe9), Buffer.from('"}\n')]);
    const path = published({ "q.json": bytes, "img/x": "" });
    await expect(pope.open({ images: path("img"), questions: path("q.json") })).rejects.toThrow("byte 29 is no UTF-8");
  });
  it("2. is found beyond the first part that is read, and a character on its edge is sound", async () => {
    const long = (text: string) => Buffer.from(JSON.stringify(file([image], [{ ...label, note: text }], ["cup"])));
    const edge = long(`${"a".repeat((1 << 20) - 1 - long("").indexOf('"}],'))}\u00e9\u20ac`);
    expect((await (await own(edge)).read(0)).objects).toHaveLength(1);
    const late = Buffer.from(edge);
    late[(1 << 20) + 5] = 0xff;
    await expect(own(late)).rejects.toThrow(`byte ${(1 << 20) + 5} is no UTF-8`);
  });
});

describe("names", () => {
  it("1. have no underscores and stray blanks", async () => {
    const { objects, exhaustive } = await (await open("121_cat_underscore")).read(0);
    expect(objects[0]).toMatchObject({ name: "traffic light", plural: "traffic lights" });
    expect(exhaustive!.map(({ name }) => name)).toEqual(["traffic light", "Dog"]);
    const blanks = await own(file([image], [label], [" cup_ ", "wine\u00a0 glass"]));
    expect((await blanks.read(0)).exhaustive!.map(({ plural }) => plural)).toEqual(["cups", "wine glasses"]);
  });
  it("2. of two categories are one, and one label under both of them is one object", async () => {
    const { objects, exhaustive } = await (await open("119_cat_dup_name")).read(0);
    expect([objects.length, exhaustive]).toEqual([1, [{ name: "cup", plural: "cups" }]]);
    const other = { ...label, category_id: 2, bbox: [12, 2, 8, 8] };
    const capital = await (await own(file([image], [label, other], ["cup", "Cup"]))).read(0);
    expect(toldGroups(capital).map((group) => group.length)).toEqual([2]);
  });
  it("3. of files are found with backslashes, and with accents in one character or two", async () => {
    expect((await (await open("109_winpath")).read(0)).picture).toEqual({ path: at("109_winpath", "img", "a.jpg") });
    for (const [written, stored] of [
      ["caf\u00e9.jpg", "cafe\u0301.jpg"],
      ["cafe\u0301.jpg", "caf\u00e9.jpg"],
      ["train\\a.jpg", "train/a.jpg"],
    ] as const) {
      const data = await own(file([{ ...image, file_name: written }], [], ["cup"]), stored);
      expect((await data.read(0)).picture).toMatchObject({ path: expect.stringContaining(stored) });
    }
  });
});

describe("sizes", () => {
  it("1. that are not the picture's are noticed", async () => {
    const fault = await recordErrorOf(async () => (await open("127_swapped_size")).read(0));
    expect([fault.reason, fault.detail]).toEqual([
      "wrong-size",
      expect.stringContaining("100 x 80 pixels, its entry says 80 x 100"),
    ]);
    const halved = await own(file([image], [label], ["cup"]), "a.jpg", await jpeg(15, 10));
    expect((await recordErrorOf(() => halved.read(0))).reason).toBe("wrong-size");
  });
  it("2. labels belong to the pixels as stored with every EXIF orientation, which is told", async () => {
    expect((await (await open("151_exif3")).read(0)).orientation).toBe(3);
    for (let orientation = 2; orientation <= 8; orientation++) {
      const bytes = await sharp(await jpeg(30, 20))
        .withMetadata({ orientation })
        .jpeg()
        .toBuffer();
      const picture = await (await own(file([image], [label], ["cup"]), "a.jpg", bytes)).read(0);
      expect([picture.orientation, picture.width, picture.objects[0]!.box]).toEqual([orientation, 30, [2, 2, 10, 10]]);
      expect((await loadPicture(bytes, { asStored: true })).width).toBe(30);
    }
  });
});

describe("captions that say nothing", () => {
  it("1. are left out and noted", async () => {
    const data = await coco.open({ images: at("160_cap_empty", "img"), captions: at("160_cap_empty", "cap.json") });
    const pictures = [await data.read(0), await data.read(1)];
    expect(pictures.map(({ captions, notes }) => [captions, notes!.map(({ reason }) => reason)])).toEqual([
      [["A cup."], ["empty-text"]],
      [[], ["empty-text"]],
    ]);
  });
  it("2. nor do questions, answers, expressions and descriptions of blanks or lost characters", () => {
    const asked = (question: string, answer: string) => ({ question, answers: [answer] });
    const picture = {
      id: "1",
      picture: { path: "a.jpg" },
      width: 30,
      height: 20,
      objects: [],
      expressions: [" \t", "the cup"].map((text) => ({ text, objects: [0] })),
      descriptions: ["\u00a0\u3000", "a cup"].map((text) => ({ object: 0, text })),
      questions: [asked("What?", "caf\ufffd"), asked("", "A cup."), asked("What?", "A cup.")],
      conversations: [{ turns: [asked("Who?", "A man."), asked("Why?", "\n"), asked("And?", "So.")] }],
    };
    const { notes, ...kept } = withoutBlanks(picture);
    expect(kept).toEqual({
      ...picture,
      expressions: [{ text: "the cup", objects: [0] }],
      descriptions: [{ object: 0, text: "a cup" }],
      questions: [asked("What?", "A cup.")],
      // What comes behind an answer that says nothing may lean on it.
      conversations: [{ turns: [asked("Who?", "A man.")] }],
    });
    expect(notes!.map(({ reason }) => reason)).toEqual(Array(5).fill("empty-text"));
  });
  it("3. questions of test sets, which have no answers, are not taken for them", () => {
    const questions = [{ question: "What?", answers: [] }];
    const picture = { id: "1", picture: { path: "a.jpg" }, width: 30, height: 20, objects: [], questions };
    expect(withoutBlanks(picture)).toBe(picture);
  });
});

describe("masks without a pixel", () => {
  it.each([
    ["run lengths of nothing", { size: [20, 30], counts: [600] }],
    ["COCO's text of nothing", { size: [20, 30], counts: new Mask(30, 20).toRle().counts }],
    ["no runs at all", { size: [20, 30], counts: [] }],
    ["an outline between two pixels' centres", [[3.6, 3.6, 3.9, 3.6, 3.9, 3.9, 3.6, 3.9]]],
    ["an outline beside the picture", [[40, 40, 50, 40, 50, 50, 40, 50]]],
  ])("1. are no targets: %s", async (_, segmentation) => {
    const data = await own(file([image], [{ ...label, segmentation }], ["cup"]));
    const { objects } = await data.read(0);
    expect(objects.map(({ box, mask }) => [box, mask])).toEqual([[[2, 2, 10, 10], undefined]]);
  });
});

describe("one bad region of Visual Genome", () => {
  const read = async (name: string, part: "regionDescriptions" | "objects") => {
    const files = { images: at(name, "img"), imageData: at(name, "image_data.json"), [part]: at(name, `${part}.json`) };
    return (await visualGenome.open(visualGenome.options.parse(files) as never)).read(0);
  };
  it("1. outside, empty or without width costs no other", async () => {
    const outside = await read("170_vg_region_out", "regionDescriptions");
    expect([outside.descriptions, outside.notes!.map(({ reason }) => reason)]).toEqual([
      [{ object: 0, text: "a cup" }],
      ["wrong-box"],
    ]);
    const empty = await read("171_vg_empty_phrase", "regionDescriptions");
    expect([empty.descriptions, empty.notes!.length]).toEqual([[{ object: 0, text: "a cup" }], 1]);
    const thin = await read("173_vg_zero_w", "objects");
    expect([thin.objects.map(({ name }) => name), thin.lost!.map(({ name }) => name)]).toEqual([["cup"], ["x"]]);
  });
});

describe("files of another kind", () => {
  it("1. are told as what they are", async () => {
    await expect(open("145_single_quotes")).rejects.toThrow("Python's print is no JSON");
    const jsonList = published({ "q.json": '\n[{"image": "x"}]', "img/x": "" });
    await expect(pope.open({ images: jsonList("img"), questions: jsonList("q.json") })).rejects.toThrow(
      "a JSON list; JSON lines are expected",
    );
    await expect(own('{"images": []}\n{"images": []}\n')).rejects.toThrow("JSON lines, which is not expected here");
    await expect(own("version https://git-lfs.github.com/spec/v1\n")).rejects.toThrow("git lfs pull");
  });
  it("2. gRefCOCO's JSON is read where a pickle may stand, with several objects or none", async () => {
    const folder = at("197_rc_json");
    const options = {
      images: join(folder, "img"),
      refs: join(folder, "grefs(unc).json"),
      instances: join(folder, "instances.json"),
    };
    expect((await (await refcoco.open(options)).read(0)).expressions).toEqual([{ text: "the cup", objects: [0] }]);
    const refs = [[11, 12], [-1], []].map((ann_id, i) => ({
      ref_id: i,
      image_id: 1,
      ann_id,
      split: "val",
      sentences: [{ sent: `s${i}` }],
    }));
    const path = published({ "refs.json": refs });
    const { expressions } = await (await refcoco.open({ ...options, refs: path("refs.json") })).read(0);
    expect(expressions!.map(({ objects }) => objects)).toEqual([[0, 1], [], []]);
  });
  it("3. JSON lines may begin with empty ones", async () => {
    const line = JSON.stringify({ question_id: 1, image: "x.jpg", text: "Is there a cup?", label: "yes" });
    const path = published({ "q.json": `\ufeff\n\r\n${line}\n`, "img/x.jpg": await jpeg(9, 9) });
    const data = await pope.open({ images: path("img"), questions: path("q.json") });
    expect((await data.read(0)).questions).toHaveLength(1);
  });
});

describe("Parquet", () => {
  it.each([["241_pq_zstd_bigid"], ["242_pq_brotli"]])("1. of any compression is read: %s", async (name) => {
    const data = await grit.open({ shards: at(name, "x.parquet"), images: at(name, "img") });
    expect((await data.read(0)).captions![0]).toMatch(/\w/);
    const rows = await ParquetRows.open(at(name, "x.parquet"), ["id", "caption"]);
    expect(typeof (await rows.read(0)).caption).toBe("string");
    await rows.close();
  });
});
