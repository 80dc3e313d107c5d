// What people see in a terminal: colours as far as it has them, aligned tables, nothing that could steer it.
import { Mask, paletteColour, type UnitShape, unitShapes } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { overlayShapes } from "../src/answers/annotate.js";
import { detectedPicture } from "../src/answers/answer-output.js";
import { type AnswerEvent, answerToJson, type GroundedAnswer, type GroundedInstance } from "../src/index.js";
import { instanceTable } from "../src/terminal/instance-table.js";
import { MarkupPrinter } from "../src/terminal/markup-printer.js";
import { makePaint, paintFor } from "../src/terminal/paint.js";
import { TimeSpent } from "../src/terminal/time-spent.js";
import { WordsPrinter } from "../src/terminal/words-printer.js";

declare module "@refvlm/vision" {
  interface UnitValues {
    scale: number;
  }
}

const plain = makePaint(1);
const instance = (changes: Partial<GroundedInstance>): GroundedInstance => ({
  phrase: "dog",
  triplet: 0,
  index: 0,
  score: 0.876,
  units: [{ unit: "box", score: 0.876 }],
  box: [10, 20.25, 110, 220],
  ...changes,
});
const answerOf = (instances: GroundedInstance[]): GroundedAnswer => ({
  ...{ model: { name: "m", version: "1" }, seed: 0, image: { width: 3, height: 2 }, text: "", trp: "", plan: null },
  ...{ instances, problems: [], tokens: 0, ended: "end" },
});

const asMask = { units: [{ unit: "mask", score: 0.876 }] };

describe("colours", () => {
  it.each([
    [24, "\x1b[1;38;2;255;0;0mdog\x1b[0m"],
    [8, "\x1b[1;38;5;196mdog\x1b[0m"],
    [4, "\x1b[1mdog\x1b[0m"],
    [1, "dog"],
  ])("with %i bits", (depth, text) => {
    expect(makePaint(depth).colour("dog", [255, 0, 0])).toBe(text);
  });

  it("are left out where the output is no terminal, unless forced, and under NO_COLOR", () => {
    const pipe = { isTTY: false } as NodeJS.WriteStream;
    const terminal = { isTTY: true, getColorDepth: () => 24 } as unknown as NodeJS.WriteStream;
    const styled = (stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv) =>
      paintFor(stream, environment).dim("x") !== "x";
    expect(styled(pipe, {})).toBe(false);
    expect(styled(pipe, { FORCE_COLOR: "1" })).toBe(true);
    expect(styled(terminal, {})).toBe(true);
    expect(styled(terminal, { NO_COLOR: "1" })).toBe(false);
    expect(styled(pipe, { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
  });
});

describe("an answer as it is written", () => {
  const start = ["<Task>", "plan\n", "</Task>", "\n", "<Phrase>", "dogs", "</Phrase>", "(", "<Unit>", "box", "</Unit>"];
  const taken = [", ", "<Unit>", "mask", "</Unit>", "[1]", "<REF>", ")"];
  const cat = ["<Phrase>", "cat", "</Phrase>", "(", "<Unit>", "box", "</Unit>", "[0]", "<REF>", ")"];
  const pieces = [...start, "[0]", "<REF>", "[", "1]", "<REF>", ...taken, ...cat];
  const events = [...pieces.map((piece): AnswerEvent => ({ type: "piece", piece, marker: piece.startsWith("<") }))];

  it("is the answer, where there is no colour", () => {
    const printer = new MarkupPrinter(plain);
    expect(events.map((event) => printer.print(event)).join("")).toBe(pieces.join(""));
  });

  it("gives phrases and references the colours of the annotated picture", () => {
    const paint = makePaint(24);
    const printer = new MarkupPrinter(paint);
    const printed = events.map((event) => printer.print(event));
    expect(printed[1]).toBe(paint.dim("plan\n"));
    expect(printed[5]).toBe(paint.colour("dogs", paletteColour(0)));
    const refs = printed.filter((_, i) => pieces[i] === "<REF>");
    expect(refs).toEqual([0, 1, 1, 2].map((instance) => paint.colour("<REF>", paletteColour(instance))));
    expect(printed[pieces.indexOf("cat")]).toBe(paint.colour("cat", paletteColour(2)));
  });

  it("cannot steer the terminal", () => {
    const piece = "a\x1b[2Jb\x07\x9bc\n";
    expect(new MarkupPrinter(plain).print({ type: "piece", piece, marker: false })).toBe("a\uFFFD[2Jb\uFFFD\uFFFDc\n");
  });
});

describe("an answer in words, as it is written", () => {
  const answer =
    "<Task>\nUnit decode (True). Class name, target unit and number:\n- Name: dogs Unit: box Num: 2\n" +
    "- Name: cup Unit: mask Num: 1\n</Task>\nTwo <Phrase>dogs</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>) and a " +
    "<Phrase>cup</Phrase>(<Unit>mask</Unit>[0]<REF>).";
  const pieces = answer.split(/(<[^>]+>)/).filter((piece) => piece !== "");
  const events = pieces.map((piece): AnswerEvent => ({ type: "piece", piece, marker: piece.startsWith("<") }));
  const end: AnswerEvent = { type: "end", answer: answerOf([]), probability: 1 };
  const printed = (depth: number) => {
    const printer = new WordsPrinter(makePaint(depth));
    return [...events, end].map((event) => printer.print(event));
  };

  it("has the numbers of its objects behind each phrase, and neither plan nor markers", () => {
    expect(printed(1).join("")).toBe("Two dogs [1] [2] and a cup [3].");
  });

  it("gives phrase and numbers the colours of the annotated picture", () => {
    const paint = makePaint(24);
    const [dogs, one, two, cup, three] = [
      ["dogs", 0],
      ["[1]", 0],
      ["[2]", 1],
      ["cup", 2],
      ["[3]", 2],
    ].map(([words, place]) => paint.colour(String(words), paletteColour(Number(place))));
    expect(printed(24).join("")).toBe(`Two ${dogs} ${one} ${two} and a ${cup} ${three}.`);
  });

  it("comes word by word, and cannot steer the terminal", () => {
    const printer = new WordsPrinter(plain);
    const print = (piece: string) => printer.print({ type: "piece", piece, marker: false });
    expect([print("Yes"), print(", a\x1b[2J")].join("")).toBe("Yes, a\uFFFD[2J");
  });
});

it("the time that is spent is told part by part, and whole", () => {
  let now = 0;
  const time = new TimeSpent("starting", () => now);
  for (const [at, part] of [
    [1000, "reading"],
    [2500, "writing"],
    [3000, "reading"],
  ] as const) {
    now = at;
    time.turnTo(part);
  }
  now = 4000;
  expect(time.report()).toBe(
    [
      "starting      1.00 s   25 %",
      "reading       2.50 s   63 %",
      "writing       0.50 s   13 %",
      "together      4.00 s  100 %",
      "",
    ].join("\n"),
  );
});

describe("the table of units", () => {
  it("is aligned, in original pixels, with an area where there is a mask", () => {
    const mask = new Mask(3, 2, Uint8Array.of(0, 1, 1, 0, 0, 1));
    const instances = [instance({}), instance({ ...asMask, phrase: "the red cup", triplet: 1, mask, box: mask.box() })];
    expect(instanceTable({ instances }, plain)).toBe(
      [
        "   no.  phrase       units  score    x1    y1     x2     y2  area",
        "■    1  dog          box     0.88  10.0  20.3  110.0  220.0",
        "■    2  the red cup  mask    0.88   1.0   0.0    3.0    2.0  3 px",
      ].join("\n"),
    );
  });

  it("shows an instance without a box, and an answer without units", () => {
    expect(instanceTable({ instances: [instance({ box: undefined })] }, plain)).toMatch(/0\.88( +-){4}$/m);
    expect(instanceTable({ instances: [] }, plain)).toBe("no units: the answer is words only");
  });
});

it("box and mask of one object are one row and one shape with one colour, instances are told apart", () => {
  const mask = new Mask(4, 4);
  const units = [
    { unit: "box", score: 0.9 },
    { unit: "mask", word: "trace", score: 0.876 },
  ];
  const instances = [instance({ units, mask }), instance({ index: 1 })];
  expect(overlayShapes({ instances })).toEqual([
    { label: "1 dog", score: 0.876, color: paletteColour(0), box: instance({}).box, mask },
    { label: "2 dog", score: 0.876, color: paletteColour(1), box: instance({}).box },
  ]);
  expect(instanceTable({ instances }, plain)).toBe(
    [
      "   no.  phrase  units       score    x1    y1     x2     y2  area",
      "■    1  dog     box, trace   0.88  10.0  20.3  110.0  220.0  0 px",
      "■    2  dog     box          0.88  10.0  20.3  110.0  220.0",
    ].join("\n"),
  );
});

it("an object keeps its number where others scored too low to be there", () => {
  // Without a plan, which not every network writes.
  const trp =
    "<Phrase>cats</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>) and <Phrase>dogs</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>[2]<REF>)";
  const answer = { trp, instances: [instance({ triplet: 0, index: 1 }), instance({ triplet: 1, index: 2 })] };
  expect(overlayShapes(answer).map(({ label }) => label)).toEqual(["2 dog", "5 dog"]);
  expect(instanceTable(answer, plain)).toMatch(/■ +2 .*\n■ +5 /);
  const numbers = detectedPicture({ ...answerOf([]), ...answer }, "a.png").objects.map(({ number }) => number);
  expect(numbers).toEqual([2, 5]);
});

describe("a unit that a program adds", () => {
  const scale: UnitShape<"scale"> = {
    name: "scale",
    plurality: "many",
    json: (value) => ({ metres: value }),
    fromJson: (json) => (json as { metres: number }).metres,
    columns: ["metres"],
    cells: (value) => [value.toFixed(1)],
    drawing: { draw() {}, anchor: () => [0, 0, 1, 1] },
  };
  const marks = [{ unit: "scale", score: 0.5 }];
  const answered = { phrase: "pole", triplet: 0, index: 2, score: 0.5, units: marks, scale: 3.25 };
  const shapes = { ...unitShapes, scale };
  const answer = answerOf([answered]);

  it("is written as JSON under its own key", () => {
    const json = answerToJson(answer, { picture: "p", question: "?" }, shapes);
    expect(json.instances).toEqual([{ ...answered, scale: { metres: 3.25 } }]);
  });

  it("has its own columns in the table, and dashes where nothing was found", () => {
    const missed = { ...answered, scale: undefined };
    expect(instanceTable({ instances: [answered, instance({}), missed] }, plain, shapes)).toBe(
      [
        "   no.  phrase  units  score  metres    x1    y1     x2     y2",
        "■    1  pole    scale   0.50     3.3",
        "■    2  dog     box     0.88          10.0  20.3  110.0  220.0",
        "■    3  pole    scale   0.50       -",
      ].join("\n"),
    );
  });

  it("is drawn as what it is", () => {
    expect(overlayShapes(answer)).toEqual([{ label: "1 pole", score: 0.5, color: paletteColour(0), scale: 3.25 }]);
  });
});

it("a new unit word is drawn as what it stands for: its mask, else its box, else nothing", () => {
  const mask = new Mask(4, 4);
  const instances = [
    instance({ units: [{ unit: "mask", word: "trace", score: 1 }], mask }),
    instance({ units: [{ unit: "box", word: "landmark", score: 1 }], triplet: 1 }),
    instance({ units: [{ unit: "constructor", score: 1 }], triplet: 2, box: undefined }),
  ];
  const shapes = overlayShapes({ instances });
  expect(shapes.map(({ label: _, score: __, color: ___, ...drawn }) => drawn)).toEqual([
    { mask },
    { box: instance({}).box },
    {},
  ]);
});
