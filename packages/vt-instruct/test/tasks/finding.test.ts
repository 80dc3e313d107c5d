// Tasks that find things: their boxes, masks and points, one unit or two, and what is not there.
import { groups, printAnswer } from "@refvlm/trp";
import { describe, expect, it } from "vitest";
import { type AnnotatedPicture, conversation, Random } from "../../src/index.js";
import { triangle } from "./random-picture.js";
import { asked, asks, joints, objects, said, street, turnOf } from "./street.js";

describe("REC and RES", () => {
  it("1. answer with the concept, not with the expression", () => {
    const turn = turnOf("rec", street, {}, (found) => /dog/.test(asked(found)));
    expect(said(turn)).toBe("dog");
    expect(turn.answer.plan!.lines).toEqual([{ name: "dog", units: ["box"], count: 1 }]);
    expect(turnOf("res").answer.plan!.lines[0].units).toEqual(["mask"]);
  });

  it("2. use the data set's expressions where it has any, also for several things", () => {
    const expressions = [{ text: "The two animals.", objects: [0, 2] }];
    const turn = turnOf("rec", { ...street, expressions });
    expect(asked(turn).toLowerCase()).toContain("the two animals");
    expect(said(turn)).toBe("two dogs");
    expect(turn.targets[0].map(({ box }) => box![0])).toEqual([2, 40]);
  });

  it("3. deny what a premise of the data set gets wrong", () => {
    const turn = turnOf("rec", { ...street, expressions: [{ text: "a blue cow", objects: [] }] }, { absentRate: 1 });
    expect(said(turn)).toBe("There is no blue cow in the picture.");
    expect(printAnswer(turn.answer)).toContain("Unit decode (False).");
  });

  it("4. ask nothing by rule where the data do not say that they tell all", () => {
    expect(asks("rec", { ...street, exhaustive: undefined })).toEqual([]);
    expect(asks("rec", { ...street, exhaustive: [] }, { absentRate: 1 })).toEqual([]);
  });

  it("5. ask for masks only of what has one", () => {
    const bare = objects.map(({ name, box }) => ({ name, box }));
    expect(asks("res", { ...street, objects: bare })).toEqual([]);
    expect(asks("rec", { ...street, objects: bare }).length).toBeGreaterThan(0);
  });
});

describe("REC and OVD with points", () => {
  it("1. answer with a point well inside the thing, its box and mask beside it", () => {
    const turn = turnOf("rec-point", street, {}, (found) => said(found) === "person");
    expect(printAnswer(turn.answer)).toContain("<Phrase>person</Phrase>(<Unit>point</Unit>[0]<REF>)");
    const [{ point, ...beside }] = turn.targets[0];
    expect(beside).toEqual({ box: objects[1].box, mask: objects[1].mask, keypoint: joints });
    const [x, y] = point!;
    expect(objects[1].mask.data[Math.floor(y) * 64 + Math.floor(x)]).toBe(1);
    expect(turn.command).toEqual({ task: "grounding_pointing", elements: ["phrase", "unit"], units: ["point"] });
  });

  it("2. point at the middle of a box where no mask is known", () => {
    const bare = objects.map(({ name, box }) => ({ name, box }));
    const turn = turnOf("ovd-point", { ...street, objects: bare }, {}, (found) => said(found) === "dog");
    expect(turn.targets).toEqual([
      [
        { box: [2, 2, 12, 14], point: [7, 8] },
        { box: [40, 10, 50, 20], point: [45, 15] },
      ],
    ]);
  });

  it("3. are asked only where somebody wants them", () => {
    const turns = conversation(street, Random.of(2), { turns: [40, 40] }).turns.map(({ task }) => task);
    expect(turns.filter((task) => task.endsWith("-point") && !/^(?:reg|ig)-/.test(task))).toEqual([]);
    const wanted = conversation(street, Random.of(2), { turns: [2, 2], tasks: { "rec-point": 1 } });
    expect(wanted.turns.map(({ task }) => task)).toEqual(["rec-point", "rec-point"]);
  });
});

describe("what is not there", () => {
  const boxesOnly: AnnotatedPicture = { ...street, objects: objects.map(({ name, box }) => ({ name, box })) };
  const empty: AnnotatedPicture = { ...street, objects: [] };

  it("1. is not asked for masks of a picture whose masks are unknown, else such questions would all be denied", () => {
    for (const name of ["res", "ovs"] as const) expect(asks(name, boxesOnly, { absentRate: 1 })).toEqual([]);
    for (const name of ["rec", "ovd"] as const) expect(asks(name, boxesOnly, { absentRate: 1 })).toHaveLength(60);
  });

  it("2. is asked of an empty picture", () => {
    for (const name of ["res", "ovs"] as const) expect(asks(name, empty, { absentRate: 1 })).toHaveLength(60);
  });
});

describe("detection and segmentation", () => {
  it("1. find all of the given names and deny the others", () => {
    const turn = turnOf("ovd", street, { absentRate: 0.5 }, (found) => /dog.*no cat/.test(said(found)));
    expect(said(turn)).toMatch(/^dog\. There is no cat in the picture\.$|^dog, person\. There|^person, dog\. There/);
  });

  it("2. find everything, the largest thing first, or from left to right", () => {
    expect(said(turnOf("fovd"))).toBe("person, dog");
    expect(said(turnOf("fovd", street, { listOrder: "place" }))).toBe("dog, person");
    expect(turnOf("fovs").targets.map((list) => list.length)).toEqual([1, 2]);
  });

  it("3. do not ask for everything where a crowd or a missing mask hides some", () => {
    const crowd = { ...street, objects: [...objects, { name: "person", box: [0, 0, 9, 9], crowd: true } as const] };
    expect(asks("fovd", crowd)).toEqual([]);
    const unmasked = { ...street, objects: [...objects, { name: "cat", box: [0, 0, 9, 9] } as const] };
    expect(asks("fovs", unmasked)).toEqual([]);
    expect(asks("fovd", unmasked).length).toBeGreaterThan(0);
  });

  it("4. say that there is nothing only of pictures that are labelled completely", () => {
    expect(asks("fovd", { ...street, objects: [] })).toEqual([]);
    expect(said(turnOf("fovd", { ...street, objects: [], complete: true }))).toBe("There is nothing in the picture.");
  });

  it("5. segment stuff, and box it never", () => {
    const sky = { name: "sky", box: [0, 0, 64, 20], mask: triangle([0, 0, 64, 20]), stuff: true } as const;
    const picture = { ...street, objects: [...objects, sky] };
    expect(said(turnOf("fovs", picture))).toContain("sky");
    expect(said(turnOf("fovd", picture))).not.toContain("sky");
    for (const turn of asks("ovd", picture)) expect(said(turn)).not.toContain("sky");
  });
});

describe("tasks that ask for two units", () => {
  it("1. answer with one group, whose references go to both decoders", () => {
    for (const [name, units] of [
      ["rec-res", ["box", "mask"]],
      ["ovd-ovs", ["box", "mask"]],
      ["fovd-fovs", ["box", "mask"]],
      ["keypoint-box", ["box", "keypoint"]],
      ["ig-box-and-mask", ["box", "mask"]],
    ] as const) {
      const turn = turnOf(name);
      expect(turn.command!.units, name).toEqual(units);
      for (const { group } of groups(turn.answer.body)) expect(group.units, name).toEqual(units);
    }
  });

  it("2. deny what is not there", () => {
    expect(said(turnOf("rec-res", street, { absentRate: 1 }))).toMatch(/^There (?:is|are) no/);
    expect(said(turnOf("ovd-res", street, { absentRate: 1 }))).toBe("There is no cat in the picture.");
  });

  it("3. box all dogs and take one of them up again for its mask", () => {
    const turn = turnOf("ovd-res", street, {}, (found) => /right/.test(asked(found)));
    expect(printAnswer(turn.answer)).toBe(
      "<Task>\nUnit decode (True). Class name, target unit and number:\n- Name: dog Unit: box, mask Num: 2\n</Task>\n" +
        "<Phrase>dog</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>, <Unit>mask</Unit>[1]<REF>)",
    );
    expect(turn.targets.map((group) => group.map(({ box }) => box![0]))).toEqual([[2, 40], [40]]);
    expect(asked(turn)).toMatch(/dogs.*dog/i);
  });

  it("4. ask for the mask of one of several only", () => {
    expect(asks("ovd-res", { ...street, objects: objects.slice(0, 2) })).toEqual([]);
  });

  it("5. name one thing that a prompt of any kind points at, where its mask is known", () => {
    const turns = asks("ig-box-and-mask", street);
    expect(new Set(turns.map(({ prompts }) => prompts![0].kind)).size).toBe(4);
    for (const { answer, targets } of turns) {
      expect(groups(answer.body).map(({ group }) => group.instances)).toEqual([[0]]);
      expect(targets).toMatchObject([[{ box: expect.anything(), mask: expect.anything() }]]);
    }
    const unmasked = objects.map(({ mask, ...object }) => object);
    expect(asks("ig-box-and-mask", { ...street, objects: unmasked })).toEqual([]);
    expect(said(turnOf("ig-box-and-mask", street, { absentRate: 1 }))).toMatch(/^(?:That is|Those are) .*, not an? /);
  });
});
