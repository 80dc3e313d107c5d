// Every fault that a row may have is found, and nothing else is said of it.
import { Mask } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { checkRow } from "../../src/inspect/validate.js";
import { type SampleRow, sampleRow } from "../../src/sample/row.js";
import { soundMask, soundRow } from "./sound-row.js";

type Break = (row: SampleRow) => void;

/** The faults of the sound row after one thing was broken; it still holds to its schema. */
function faultsAfter(breaks: Break): string[] {
  const row = structuredClone(soundRow());
  breaks(row);
  sampleRow.parse(row);
  return checkRow(row).faults.map(({ reason, detail }) => `${reason}: ${detail}`);
}

describe("a row", () => {
  it("1. that is sound has no fault, and its answers are parsed", () => {
    const { faults, answers } = checkRow(sampleRow.parse(soundRow()));
    expect(faults).toEqual([]);
    expect(answers.map((answer) => answer?.plan?.lines.length)).toEqual([1, 1]);
  });

  const rest = (row: SampleRow) => row.turns[0]!;
  const cases: [what: string, breaks: Break, told: RegExp][] = [
    ["an answer that does not parse", (row) => (rest(row).answer += "<Phrase>"), /^answer: turns.0.answer: line \d/],
    [
      "a plan that counts otherwise than the body",
      (row) => (rest(row).answer = rest(row).answer.replace("Num: 2", "Num: 3")),
      /^plan: turns.0.answer: /,
    ],
    ["fewer targets than references", (row) => rest(row).targets[0]!.pop(), /^count: .* refers to \[2\] .* are \[1\]/],
    ["another group of targets", (row) => rest(row).targets.push([{ box: [0, 0, 1, 1] }]), /^count: .* are \[2,1\]/],
    [
      "an instance that is another one where it is taken up again",
      (row) => {
        rest(row).answer = rest(row)
          .answer.replace("box, mask</Unit>", "box</Unit>")
          .replace("[1]<REF>", "[1]<REF>, <Unit>mask</Unit>[1]<REF>");
        const [, second] = rest(row).targets[0]!;
        rest(row).targets.push([{ ...second!, box: [0, 0, 9, 29] }]);
      },
      /^other-instance: turns.0.targets.1.0: takes up instance 1, but has another box/,
    ],
    [
      "a target without its unit",
      (row) => delete rest(row).targets[0]![1]!.mask,
      /^missing-target: turns.0.targets.0.1: no mask/,
    ],
    [
      "joints that are not there",
      (row) => delete row.turns[1]!.targets[0]![0]!.keypoint,
      /^missing-target: turns.1.targets.0.0: no keypoint/,
    ],
    [
      "depth without a depth picture",
      (row) => (rest(row).targets[0]![0]!.depth = { scale: 1, kind: "metric" }),
      /^missing-target: .* no depth picture/,
    ],
    [
      "a box outside",
      (row) => (rest(row).targets[0]![0]!.box![2] = 40.5),
      /^box-outside: turns.0.targets.0.0: .* leaves/,
    ],
    ["a box before the first pixel", (row) => (rest(row).targets[0]![0]!.box![1] = -1), /^box-outside: /],
    ["an object outside", (row) => (row.objects![0]!.box[3] = 31), /^box-outside: objects.0: /],
    [
      "a joint outside",
      (row) => (row.turns[1]!.targets[0]![0]!.keypoint![1]![0] = 41),
      /^joint-outside: turns.1.targets.0.0: joint 1 at \[41,20\]/,
    ],
    [
      "an empty mask",
      (row) => (rest(row).targets[0]![0]!.mask = { size: [30, 40], counts: new Mask(40, 30).toRle().counts }),
      /^mask-empty: turns.0.targets.0.0/,
    ],
    [
      "a mask of another size",
      (row) => (rest(row).targets[0]![0]!.mask = { ...soundMask, size: [40, 30] }),
      /^mask-size: .* \[40,30\], the picture's \[30,40\]/,
    ],
    [
      "a mask whose runs end early",
      (row) => (rest(row).targets[0]![0]!.mask = { ...soundMask, counts: "0" }),
      /^mask-broken: turns.0.targets.0.0: /,
    ],
    [
      "a prompt that is not asked about",
      (row) => rest(row).user.splice(1, 1),
      /^prompt-places: .* \[1,2,3\], there are 4/,
    ],
    ["a place without prompt", (row) => rest(row).prompts!.pop(), /^prompt-places: .* \[0,1,2,3\], there are 3/],
    [
      "a prompt outside",
      (row) => (rest(row).prompts![0] = { kind: "point", points: [[4, 31]] }),
      /^point-outside: turns.0.prompts.0: \[4,31\]/,
    ],
    [
      "a scribble that runs outside",
      (row) =>
        (rest(row).prompts![2] = {
          kind: "scribble",
          points: [
            [1, 1],
            [-3, 2],
          ],
          width: 1,
        }),
      /^point-outside: turns.0.prompts.2: \[-3,2\]/,
    ],
    [
      "a prompted box outside",
      (row) => (rest(row).prompts![1] = { kind: "box", box: [1, 1, 50, 2] }),
      /^box-outside: turns.0.prompts.1: /,
    ],
    ["a picture in a later turn", (row) => row.turns[1]!.user.unshift({ type: "image" }), /^picture-place: turns.1/],
    ["other tasks than its turns", (row) => (row.tasks = ["rec", "keypoint"]), /^tasks: .* \[rec,keypoint\]/],
    ["no picture at all", (row) => (row.image = { bytes: null, path: null }), /^picture: neither path nor bytes/],
  ];
  it.each(cases)("2. with %s is told so", (_, breaks, told) => {
    expect(faultsAfter(breaks)).toEqual([expect.stringMatching(told)]);
  });

  it("3. with edges on the border, and joints that are not labelled anywhere, is sound", () => {
    const onBorder = (row: SampleRow) => {
      rest(row).targets[0]![0]!.box = [0, 0, 40, 30];
      row.turns[1]!.targets[0]![0]!.keypoint![16] = [-500, 900, 0];
    };
    expect(faultsAfter(onBorder)).toEqual([]);
  });

  /** The first turn with other words for its units, which its command explains. */
  const asking = (newUnits: Record<string, string | null>) => (row: SampleRow) => {
    const words = Object.keys(newUnits);
    rest(row).answer = rest(row).answer.replaceAll("box, mask", words.join(", "));
    rest(row).command = { task: "", elements: ["unit"], units: words, newUnits };
  };

  it("4. whose command explains its unit words has the targets that these stand for", () => {
    expect(faultsAfter(asking({ foo: "mask" }))).toEqual([]);
    expect(faultsAfter(asking({ foo: "mask", bar: "box" }))).toEqual([]);
    // One that stands for nothing asks for no target.
    expect(faultsAfter(asking({ foo: null }))).toEqual([]);
    expect(faultsAfter(asking({ foo: "keypoint" }))).toEqual([
      "missing-target: turns.0.targets.0.0: no keypoint",
      "missing-target: turns.0.targets.0.1: no keypoint",
    ]);
  });

  it("5. keeps its words' meaning to the end of a conversation, and of turns that see each other alone", () => {
    const twice = (independent: boolean) => (row: SampleRow) => {
      asking({ foo: "mask" })(row);
      row.turns[1] = { ...structuredClone(rest(row)), user: [{ type: "text", text: "And?" }], prompts: [] };
      delete row.turns[1].command;
      Object.assign(row, { independent, tasks: row.turns.map(({ task }) => task) });
    };
    expect(faultsAfter(twice(false))).toEqual([]);
    expect(faultsAfter(twice(true))).toEqual([
      "missing-target: turns.1.targets.0.0: no foo",
      "missing-target: turns.1.targets.0.1: no foo",
    ]);
  });

  it("6. whose command explains what is no new word, or no unit that it asks for, is told so", () => {
    expect(faultsAfter(asking({ mask: "box" }))).toEqual([
      'command: turns.0.command.newUnits.mask: "mask" is a unit already: choose another word',
    ]);
    const unasked = (row: SampleRow) => {
      asking({ foo: "mask" })(row);
      rest(row).command!.units = [];
    };
    expect(faultsAfter(unasked)[0]).toBe(
      'command: turns.0.command.newUnits.foo: command.units must ask for "foo", too',
    );
  });

  it("7. with several faults is told all of them", () => {
    const faults = faultsAfter((row) => {
      rest(row).answer = "<REF>";
      row.turns[1]!.targets[0]![0]!.box = [5, 5, 41, 25];
      row.objects![0]!.box = [0, 0, 1, 99];
    });
    expect(faults.map((fault) => fault.split(":")[0])).toEqual(["box-outside", "answer", "box-outside"]);
  });
});
