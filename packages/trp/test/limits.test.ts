// What the streaming parser may hold: every limit in both modes, and memory that does not grow with the text.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import {
  parseAnswer,
  printAnswer,
  type StreamLimits,
  type StreamOptions,
  TrpError,
  TrpStream,
  TrpSyntaxError,
} from "../src/index.js";

const HEADER = "<Task>\nUnit decode (True). Class name, target unit and number:\n";
const LINE = "- Name: dog Unit: box Num: 1\n";
const dog = (groups: string): string => `<Phrase>dog</Phrase>(${groups})`;
const group = (unit: string, index: number): string => `<Unit>${unit}</Unit>[${index}]<REF>`;

describe("limits", () => {
  it.each<[string, Partial<StreamLimits>, string, string, string, string]>([
    [
      "1. a phrase",
      { phrase: 5 },
      "<Phrase>brown</Phrase>",
      "<Phrase>brown dog</Phrase>.",
      "<Phrase>brown</Phrase> dog.",
      '</Phrase> within 5 characters, found " "',
    ],
    [
      "2. the words of phrases inside a phrase",
      { phrase: 5 },
      "<Phrase>a <Phrase>dog</Phrase></Phrase><Phrase>brown</Phrase>",
      "<Phrase>a <Phrase>brown</Phrase> dog</Phrase>",
      "<Phrase>a <Phrase>bro</Phrase></Phrase>wn dog",
      '</Phrase> within 5 characters, found "w"',
    ],
    [
      "3. phrases inside each other",
      { depth: 2 },
      "<Phrase><Phrase>a</Phrase> b</Phrase>",
      "<Phrase><Phrase><Phrase>a</Phrase> b</Phrase> c",
      "<Phrase><Phrase>a</Phrase> b</Phrase> c",
      'at most 2 phrases inside each other, found "<Phrase>"',
    ],
    [
      "4. the lines of a plan",
      { plan: HEADER.length - "<Task>".length + LINE.length },
      `${HEADER}${LINE}</Task>\n${dog(group("box", 0))}`,
      `${HEADER}${LINE}${LINE}</Task>\n${dog(group("box", 0))}`,
      `${HEADER}${LINE}</Task>\n${dog(group("box", 0))}`,
      '</Task> within 86 characters, found "-"',
    ],
    [
      "5. one line of a plan",
      { plan: HEADER.length - "<Task>".length + LINE.length },
      `${HEADER}${LINE}</Task>\n${dog(group("box", 0))}`,
      `${HEADER}- Name: ${"dog".repeat(9)}</Task>\n${dog(group("box", 0))}`,
      `<Task>\nUnit decode (False).\n</Task>\n${dog(group("box", 0))}`,
      "</Task> within 86 characters",
    ],
    [
      "6. different units of a phrase",
      { units: 2 },
      dog(`${group("box", 0)}, ${group("mask", 0)}`),
      dog(`${group("box", 0)}, ${group("mask", 0)}, ${group("point", 0)}`),
      dog(`${group("box", 0)}, ${group("mask", 0)}`),
      'at most 2 different units for a phrase, found "point"',
    ],
  ])("%s", (_, limits, fits, tooLong, mended, expected) => {
    expect(printAnswer(parseAnswer(fits, { limits }).answer)).toBe(fits);
    expect(parseAnswer(fits, { limits }).problems).toEqual([]);
    expect(() => parseAnswer(tooLong, { limits })).toThrow(TrpSyntaxError);
    expect(() => parseAnswer(tooLong, { limits })).toThrow(expected);
    const tolerant = parseAnswer(tooLong, { mode: "tolerant", limits });
    expect(printAnswer(tolerant.answer)).toBe(mended);
    expect(tolerant.problems.map(({ kind }) => kind)).toContain("limit");
  });

  it("7. problems beyond the limit are counted, not listed", () => {
    const { problems, problemCount } = parseAnswer("<REF>".repeat(10), { mode: "tolerant", limits: { problems: 3 } });
    expect(problems.map(({ range }) => range[0])).toEqual([0, 5, 10]);
    expect(problemCount).toBe(10);
  });

  it("8. disagreements of plan and body, too, in strict mode", () => {
    const text = `<Task>\nUnit decode (False).\n</Task>\n${dog(group("box", 0)).repeat(5)}`;
    const { problems, problemCount } = parseAnswer(text, { limits: { problems: 2 } });
    expect([problems.length, problemCount]).toEqual([2, 5]);
  });

  it("9. a unit's text ends after 256 characters", () => {
    const text = dog(`<Unit>${"x".repeat(257)}</Unit>[0]<REF>`);
    expect(() => parseAnswer(text)).toThrow("expected </Unit>");
    expect(parseAnswer(text, { mode: "tolerant" }).problems[0]).toMatchObject({ kind: "broken-unit" });
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("10. %d is no limit", (phrase) => {
    expect(() => new TrpStream({ limits: { phrase } })).toThrow(TrpError);
    expect(() => new TrpStream({ limits: { phrase } })).toThrow(`the limit "phrase" is ${phrase}`);
  });
});

describe("memory does not grow with", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };

  /** Bytes that the heap grows by while the stream reads eight megabytes, after it has read one. */
  function grownBytes(start: string, part: string, options: StreamOptions): number {
    const bytes = Buffer.from(part.repeat(Math.ceil(4096 / part.length)));
    const stream = new TrpStream(options);
    stream.push(start);
    const read = (megabytes: number): void => {
      // Decoded each time: slices of one text would weigh nothing where they are held.
      for (let i = 0; i * bytes.length < megabytes * 1e6; i++) stream.push(bytes.toString("latin1"));
    };
    read(1);
    const before = heap();
    read(8);
    const grown = heap() - before;
    stream.end();
    return grown;
  }

  it.each<[string, string, string, StreamOptions["mode"]]>([
    ["1. endless words", "", "a dog, ", "strict"],
    ["2. endless triplets", "", `${dog(group("box", 0))}, `, "strict"],
    ["3. triplets that no plan foresees", `${HEADER}${LINE}</Task>\n`, `${dog(group("box", 0))}, `, "strict"],
    ["4. a phrase that never closes", "<Phrase>", "dog", "tolerant"],
    ["5. phrases inside each other", "", "<Phrase>a", "tolerant"],
    ["6. an endless plan", HEADER, LINE, "tolerant"],
    ["7. an endless line of a plan", `${HEADER}- Name: `, "dog", "tolerant"],
    ["8. endless nonsense", "", "<REF></Phrase><Unit>(</Task>", "tolerant"],
    ["9. a unit that never closes", "<Phrase>dog</Phrase>(<Unit>", "box", "tolerant"],
    ["10. spaces in a triplet", "<Phrase>dog</Phrase>(<Unit>box</Unit>", " ", "tolerant"],
    ["11. a triplet that never closes", "<Phrase>dog</Phrase>(<Unit>box</Unit>", "[0]<REF>", "tolerant"],
  ])("%s", (_, start, part, mode) => {
    // Held text would make eight megabytes or more.
    expect(grownBytes(start, part, { mode, limits: { problems: 100 } })).toBeLessThan(2e6);
  });

  it("12. new units for one phrase", () => {
    const stream = new TrpStream({ mode: "tolerant", limits: { problems: 100 } });
    stream.push("<Phrase>dog</Phrase>(");
    const read = (from: number, to: number): void => {
      for (let i = from; i < to; i++) stream.push(`<Unit>u${i}</Unit>[0]<REF>, `);
    };
    read(0, 1_000);
    const before = heap();
    read(1_000, 50_000);
    expect(heap() - before).toBeLessThan(1e6);
    expect(stream.problemCount).toBeGreaterThan(49_000);
  });
});
