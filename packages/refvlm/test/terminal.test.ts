// What people see in a terminal: colours as far as it has them, aligned tables, nothing that could steer it.
import { Mask, paletteColour } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { overlayShapes } from "../src/answers/annotate.js";
import type { AnswerEvent, GroundedUnit } from "../src/index.js";
import { AnswerPrinter } from "../src/terminal/answer-printer.js";
import { makePaint, paintFor } from "../src/terminal/paint.js";
import { unitTable } from "../src/terminal/unit-table.js";

const plain = makePaint(1);
const unit = (changes: Partial<GroundedUnit>): GroundedUnit => ({
  kind: "box",
  phrase: "dog",
  group: 0,
  instance: 0,
  score: 0.876,
  box: [10, 20.25, 110, 220],
  ...changes,
});

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
  const pieces = ["<Task>", "plan\n", "</Task>", "\n", "<Phrase>", "dogs", "</Phrase>", " (", "<REF>", "<REF>", ")"];
  const events = [...pieces.map((piece): AnswerEvent => ({ type: "piece", piece, marker: piece.startsWith("<") }))];

  it("is the answer, where there is no colour", () => {
    const printer = new AnswerPrinter(plain);
    expect(events.map((event) => printer.print(event)).join("")).toBe(pieces.join(""));
  });

  it("gives phrases and references the colours of the annotated picture", () => {
    const paint = makePaint(24);
    const printer = new AnswerPrinter(paint);
    const printed = events.map((event) => printer.print(event));
    expect(printed[1]).toBe(paint.dim("plan\n"));
    expect(printed[5]).toBe(paint.colour("dogs", paletteColour(0)));
    expect(printed[8]).toBe(paint.colour("<REF>", paletteColour(0)));
    expect(printed[9]).toBe(paint.colour("<REF>", paletteColour(1)));
  });

  it("cannot steer the terminal", () => {
    const piece = "a\x1b[2Jb\x07\x9bc\n";
    expect(new AnswerPrinter(plain).print({ type: "piece", piece, marker: false })).toBe("a\uFFFD[2Jb\uFFFD\uFFFDc\n");
  });
});

describe("the table of units", () => {
  it("is aligned, in original pixels, with an area where there is a mask", () => {
    const mask = new Mask(3, 2, Uint8Array.of(0, 1, 1, 0, 0, 1));
    const units = [unit({}), unit({ kind: "mask", phrase: "the red cup", group: 1, mask, box: mask.box() })];
    expect(unitTable(units, plain)).toBe(
      [
        "   phrase       unit  no.  score    x1    y1     x2     y2  area",
        "■  dog          box     0   0.88  10.0  20.3  110.0  220.0",
        "■  the red cup  mask    0   0.88   1.0   0.0    3.0    2.0  3 px",
      ].join("\n"),
    );
  });

  it("shows an instance without a box, and an answer without units", () => {
    expect(unitTable([unit({ box: undefined })], plain)).toMatch(/0\.88( +-){4}$/m);
    expect(unitTable([], plain)).toBe("no units: the answer is words only");
  });
});

it("a composite unit is one shape with one colour, instances are told apart", () => {
  const mask = new Mask(4, 4);
  const units = [unit({}), unit({ kind: "mask", mask }), unit({ instance: 1 })];
  expect(overlayShapes({ text: "", trp: "", plan: null, units, problems: [], tokens: 0, ended: "end" })).toEqual([
    { label: "dog", score: 0.876, color: paletteColour(0), box: unit({}).box, mask },
    { label: "dog 1", score: 0.876, color: paletteColour(1), box: unit({}).box },
  ]);
});

it("a new unit word is drawn as what it stands for: its mask, else its box, else nothing", () => {
  const mask = new Mask(4, 4);
  const units = [
    unit({ kind: "trace", mask }),
    unit({ kind: "landmark", group: 1 }),
    unit({ kind: "constructor", group: 2, box: undefined }),
  ];
  const shapes = overlayShapes({ text: "", trp: "", plan: null, units, problems: [], tokens: 0, ended: "end" });
  expect(shapes.map(({ label: _, score: __, color: ___, ...drawn }) => drawn)).toEqual([
    { mask },
    { box: unit({}).box },
    {},
  ]);
});
