// What each task asks and answers, on one small picture of a street.
import { bodyText, groups, printAnswer } from "@refvlm/trp";
import { JOINTS, type Keypoint, promptKinds, promptMask } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import {
  type AnnotatedPicture,
  type AskOptions,
  conversation,
  Random,
  type SampleTurn,
  type Task,
  type TaskName,
  tasks,
  vqaTask,
} from "../../src/index.js";
import { triangle } from "./random-picture.js";

const joints: Keypoint[] = JOINTS.map((_, i) => [10 + i, 20, 2]);
const exhaustive = [
  { name: "person", plural: "people" },
  { name: "dog", plural: "dogs" },
  { name: "cat", plural: "cats" },
];
const objects = [
  { name: "dog", box: [40, 10, 50, 20], mask: triangle([40, 10, 50, 20]) },
  { name: "person", box: [20, 5, 32, 40], mask: triangle([20, 5, 32, 40]), keypoint: joints },
  { name: "dog", box: [2, 2, 12, 14], mask: triangle([2, 2, 12, 14]) },
] as const;
const street: AnnotatedPicture = {
  id: "street",
  picture: { path: "street.jpg" },
  width: 64,
  height: 48,
  objects,
  exhaustive,
  captions: ["A person with two dogs."],
  depth: { path: "street.png", scale: 0.001, kind: "metric" },
};

/** The first turn of many seeds that fulfils `wanted`. */
function turnOf(
  name: TaskName,
  picture: AnnotatedPicture = street,
  options: Partial<AskOptions> = {},
  wanted: (turn: SampleTurn) => boolean = () => true,
): SampleTurn {
  for (let seed = 0; seed < 300; seed++) {
    const turn = tasks[name].ask(picture, Random.of(name, seed), { absentRate: 0, ...options });
    if (turn && wanted(turn)) return turn;
  }
  throw new Error(`${name} never asks that`);
}
const asks = (name: TaskName, picture: AnnotatedPicture, options: Partial<AskOptions> = {}) =>
  Array.from({ length: 60 }, (_, seed) =>
    tasks[name].ask(picture, Random.of(name, seed), { absentRate: 0, ...options }),
  ).filter((turn) => turn !== undefined);
const said = ({ answer }: SampleTurn) => bodyText(answer.body);
const asked = ({ user }: SampleTurn) => user.map((part) => (part.type === "text" ? part.text : "[VPT]")).join("");

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

describe("REG", () => {
  it("1. tells the pointed thing apart in words", () => {
    const turns = asks("reg-point", street);
    expect(turns.map(said)).toContain("A person.");
    for (const turn of turns.filter((found) => /dog/.test(said(found)))) expect(said(turn)).not.toBe("A dog.");
  });

  it("2. takes the data set's words as they are", () => {
    const picture = { ...street, descriptions: [{ object: 1, text: "somebody who waits" }] };
    expect(new Set(asks("reg-scribble", picture).map(said))).toEqual(new Set(["somebody who waits"]));
  });
});

describe("words by rule", () => {
  it("1. call stuff by its name only", () => {
    const grass = { name: "grass", box: [0, 30, 64, 48], mask: triangle([0, 30, 64, 48]), stuff: true } as const;
    const picture = { ...street, objects: [...objects, grass] };
    const words = asks("reg-mask", picture)
      .map(said)
      .filter((text) => /grass/i.test(text));
    expect(new Set(words)).toEqual(new Set(["Grass."]));
    expect(asks("reg-box", picture).map(said)).not.toContain("Grass.");
  });
});

describe("IG", () => {
  it("1. names what is pointed at and gives the unit", () => {
    const turn = turnOf("ig-mask-scribble", street, {}, (found) => said(found) === "person");
    expect(turn.prompts![0].kind).toBe("scribble");
    expect(turn.targets).toEqual([[{ box: objects[1].box, mask: objects[1].mask, keypoint: joints }]]);
  });

  it("2. corrects a wrong name in words", () => {
    const turn = turnOf("ig-box-point", street, { absentRate: 1 }, (found) => /dog/.test(said(found)));
    expect(said(turn)).toBe("That is a dog, not a cat.");
    expect(turn.answer.plan!.decode).toBe(false);
    expect(asked(turn)).toMatch(/cat/);
  });

  it("3. gives joints for prompts of any kind, or of the one that is asked for", () => {
    expect(new Set(asks("ig-keypoint", street).map((turn) => turn.prompts![0].kind)).size).toBe(4);
    const only = asks("ig-keypoint", street, { promptKind: "mask" });
    expect(new Set(only.map((turn) => turn.prompts![0].kind))).toEqual(new Set(["mask"]));
    expect(groups(only[0].answer.body)[0].group.units).toEqual(["keypoint"]);
  });
});

describe("GCG", () => {
  it("1. grounds the nouns of a plain caption with exact counts", () => {
    expect(printAnswer(turnOf("gcg-box").answer)).toContain(
      "<Phrase>A person</Phrase>(<Unit>box</Unit>[0]<REF>) with <Phrase>two dogs</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>).",
    );
  });

  it("2. nests phrases where the data set's spans are nested, inner targets first", () => {
    const text = "a man with his dog";
    const spans = [
      { start: 0, end: 18, objects: [1] },
      { start: 11, end: 18, objects: [2] },
    ];
    const turn = turnOf("gcg-mask", { ...street, groundedCaptions: [{ text, spans }] });
    expect(turn.answer.plan!.lines.map(({ name }) => name)).toEqual(["his dog", text]);
    expect(turn.targets.map(([{ box }]) => box)).toEqual([objects[2].box, objects[1].box]);
  });

  it("3. answers what is asked besides: there, or not", () => {
    const picture = { ...street, captions: ["A person on a street."] };
    const turns = asks("gcg-box", picture, { absentRate: 0.5 }).map(said);
    expect(turns).toContain("A person on a street. There is no cat in the picture.");
    expect(turns).toContain("A person on a street. There are two dogs.");
  });

  it("4. grounds the answers of questions whose words mean objects", () => {
    const spans = [{ start: 0, end: 5, objects: [1] }];
    const picture = {
      ...street,
      captions: [],
      questions: [{ question: "Who is [VPT]?", answers: ["A man."], spans, objects: [1] }],
    };
    const turn = turnOf("gcg-box", picture);
    expect(groups(turn.answer.body).map(({ phrase }) => phrase)).toEqual(["A man"]);
    expect(turn.prompts).toHaveLength(1);
  });

  it("5. tells in a sentence what the user points at, with prompts of every kind", () => {
    const unsaid = { ...street, captions: [] };
    const pointed = promptKinds.map((promptKind) => turnOf("gcg-mask", unsaid, { promptKind }));
    expect(pointed.map(({ prompts }) => prompts![0].kind)).toEqual(promptKinds);
    for (const turn of pointed)
      expect(said(turn)).toMatch(/^This is a (?:person|dog)(?: [a-z ]+ the (?:person|dog))?\.$/);
    const [told] = pointed[0].targets[0];
    const [prompt] = pointed[0].prompts!;
    expect(told.mask!.intersection(promptMask(prompt, street.width, street.height))).toBeGreaterThan(0);
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

describe("keypoints", () => {
  it("1. give every person, joints or not", () => {
    const far = { name: "person", box: [60, 0, 63, 5] } as const;
    const turn = turnOf("keypoint", { ...street, objects: [...objects, far] });
    expect(turn.answer.plan!.lines).toEqual([{ name: "person", units: ["keypoint"], count: 2 }]);
    expect(turn.targets[0][0].keypoint).toEqual(joints);
    expect(turn.targets[0][1].keypoint!.every(([, , visibility]) => visibility === 0)).toBe(true);
  });

  it("2. ask nothing where people are in a crowd", () => {
    const crowd = { name: "person", box: [0, 0, 9, 9], crowd: true } as const;
    expect(asks("keypoint", { ...street, objects: [...objects, crowd] }, { absentRate: 1 })).toEqual([]);
  });

  it("3. say so where nobody is there, at the rate of absent things", () => {
    const empty = { ...street, objects: [objects[0]] };
    expect(said(turnOf("keypoint", empty, { absentRate: 1 }))).toBe("There is no person in the picture.");
    expect(asks("keypoint", empty, { absentRate: 0 })).toEqual([]);
  });
});

describe("depth", () => {
  it("1. asks of the whole picture and of one thing", () => {
    const whole = turnOf("depth", street, {}, (turn) => said(turn).includes("the whole scene"));
    expect(whole.targets).toEqual([[{ depth: street.depth }]]);
    const part = turnOf("depth", street, {}, (turn) => said(turn) === "person.");
    expect(part.targets[0][0]).toMatchObject({ depth: street.depth, mask: objects[1].mask });
  });

  it("2. denies the depth of what is not there, and asks nothing without depth", () => {
    expect(said(turnOf("depth", street, { absentRate: 1 }))).toMatch(/^There is no /);
    expect(asks("depth", { ...street, depth: undefined })).toEqual([]);
  });
});

describe("VQA", () => {
  it("1. asks the data set's questions, pointing where they point", () => {
    const questions = [{ question: "What does [VPT] do?", answers: ["wait", "stand"], objects: [1] }];
    const turn = turnOf("vqa", { ...street, questions }, { promptKind: "box" });
    expect(turn.user).toEqual([
      { type: "text", text: "What does " },
      { type: "prompt", index: 0 },
      { type: "text", text: " do?" },
    ]);
    expect([said(turn), turn.prompts![0].kind]).toEqual(["wait", "box"]);
  });

  it("2. asks by rule only what the labels can answer", () => {
    const answers = new Set(asks("vqa", street).map(said));
    const words = ["yes", "no", "zero", "one", "two", "a person", "a dog", "a cat"];
    for (const answer of answers) expect(words).toContain(answer);
    expect(asks("vqa", { ...street, exhaustive: undefined })).toEqual([]);
  });

  it("3. asks no question that has no answer", () => {
    const questions = [{ question: "Why?", answers: [] }];
    expect(asks("vqa", { ...street, objects: [], exhaustive: [], questions })).toEqual([]);
  });

  it("4. asks by rule about what the user points at", () => {
    const pointed = asks("vqa", street).filter(({ prompts }) => prompts);
    expect(new Set(pointed.map(({ prompts }) => prompts![0].kind)).size).toBeGreaterThan(1);
    const named = pointed.filter((turn) => /^a /.test(said(turn)));
    expect(named.length).toBeGreaterThan(0);
    expect(pointed.map(said)).toEqual(expect.arrayContaining(["yes", "no"]));
  });

  it("5. counts and compares behind boxes where asked to point first", () => {
    const options = { pointFirst: true, zeroRate: 0 };
    const count = turnOf("vqa", street, options, (found) => said(found) === "dog: two");
    expect(count.answer.plan!.lines).toEqual([{ name: "dog", units: ["box"], count: 2 }]);
    expect(count.targets.map((list) => list.map(({ box }) => box![0]))).toEqual([[2, 40]]);
    expect(count.command!.units).toEqual(["box"]);
    const cat = { name: "cat", box: [50, 20, 60, 40] } as const;
    const two = { ...street, objects: [objects[1], cat] };
    const asksLeft = (found: SampleTurn) => /person.* left of .*cat/i.test(asked(found));
    const left = turnOf("vqa", two, options, asksLeft);
    expect(said(left)).toBe("person, cat: yes");
    expect(left.targets.flat().map(({ box }) => box)).toEqual([objects[1].box, cat.box]);
    expect(asks("vqa", two, options).map(said)).toEqual(expect.arrayContaining(["yes", "no", "person: one"]));
  });

  it("6. says of none that it is not there, where others are pointed at", () => {
    const none = turnOf("vqa", street, { pointFirst: true, zeroRate: 1 }, (found) => /no cat/.test(said(found)));
    expect(printAnswer(none.answer)).toBe("<Task>\nUnit decode (False).\n</Task>\nThere is no cat in the picture.");
    expect(asks("vqa", street, { zeroRate: 1 }).map(said)).toContain("zero");
  });

  it("7. keeps to what the data set asks, however it points itself", () => {
    const questions = [{ question: "How many dogs?", answers: ["2"] }];
    expect(new Set(asks("vqa", { ...street, questions }, { pointFirst: true }).map(said))).toEqual(new Set(["2"]));
  });
});

describe("how often", () => {
  const answers = (task: Task, picture: AnnotatedPicture, options: Partial<AskOptions>) =>
    Array.from({ length: 1000 }, (_, seed) =>
      task.ask(picture, Random.of("share", seed), { absentRate: 0, ...options }),
    ).flatMap((turn) => (turn ? [said(turn)] : []));
  const share = (all: readonly string[], pattern: RegExp) => all.filter((one) => pattern.test(one)).length / all.length;

  it("1. an absent name is of a shown thing's kin or colour, as its rate says", () => {
    const known = [
      { name: "dog", plural: "dogs", kin: "animal", color: "brown" },
      { name: "cat", plural: "cats", kin: "animal" },
      { name: "guitar", plural: "guitars", kin: "thing", color: "brown" },
      ...["cup", "key", "ball", "book"].map((name) => ({ name, plural: `${name}s`, kin: "thing", color: "red" })),
    ];
    const dog = { ...street, objects: [objects[0]], exhaustive: known };
    const denied = (kinRate: number) => answers(tasks["ovd-res"], dog, { absentRate: 1, kinRate });
    expect(share(denied(0), /cat|guitar/)).toBeCloseTo(2 / 6, 1);
    expect(share(denied(1), /cat/)).toBeCloseTo(1 / 2, 1);
    expect(share(denied(1), /cat|guitar/)).toBe(1);
  });

  it("2. several things of a name are asked for as their weight says", () => {
    // Two dogs and a person.
    for (const severalWeight of [0, 1, 3]) {
      const one = (words: readonly string[]) => share(words, /^dog/);
      expect(one(answers(tasks.ovd, street, { severalWeight }))).toBeCloseTo(
        2 ** severalWeight / (1 + 2 ** severalWeight),
        1,
      );
    }
  });

  it("3. the answer is no, and a number is zero, as their rates say", () => {
    for (const rate of [0, 0.3, 0.8]) {
      expect(share(answers(vqaTask("presence"), street, { noRate: rate }), /no/)).toBeCloseTo(rate, 1);
      expect(share(answers(vqaTask("count"), street, { zeroRate: rate }), /zero/)).toBeCloseTo(rate, 1);
    }
  });
});

describe("the numeric form", () => {
  it("1. writes boxes as three decimals on the padded square, without units, targets or plan", () => {
    const turn = turnOf("rec", street, { numeric: true }, (found) => said(found).startsWith("person"));
    // 64 x 48 is padded by 8 pixels above: y1 is (5 + 8) / 64.
    expect(said(turn)).toBe("person [0.313,0.203,0.500,0.750]");
    expect(turn.targets).toEqual([]);
    expect(turn.answer.plan).toBeNull();
    expect(turn.command).toEqual({ task: "grounding_detection", elements: ["phrase"], units: [] });
  });

  it("2. joins several boxes of a phrase", () => {
    expect(said(turnOf("gcg-box", street, { numeric: true }))).toMatch(
      /^A person \[[\d.,]+\] with two dogs \[[\d.,]+;[\d.,]+\]\.$/,
    );
  });

  it("3. leaves other units as they are", () => {
    expect(turnOf("res", street, { numeric: true }).targets).toHaveLength(1);
  });
});

describe("conversation", () => {
  it("1. gives a published conversation in its order, as far as it can be asked", () => {
    const turns = [
      { question: "Who is [VPT]?", answers: ["A man."], objects: [1] },
      { question: "Why?", answers: ["He waits."] },
      { question: "And then?", answers: [] },
    ];
    const picture = { ...street, conversations: [{ turns }] };
    const samples = Array.from({ length: 20 }, (_, seed) =>
      conversation(picture, Random.of(seed), { tasks: { vqa: 1 }, turns: [4, 4] }),
    );
    expect(samples.some((sample) => sample!.turns.map(said).join() === "A man.,He waits.")).toBe(true);
    const alone = conversation(picture, Random.of(1), { tasks: { vqa: 1 }, turns: [4, 4], independent: true })!;
    expect(new Set(alone.turns.map(said))).toEqual(new Set(["A man."]));
  });

  it("2. sometimes asks on about the thing just shown, only where turns see each other", () => {
    const follow = (independent: boolean) =>
      Array.from({ length: 60 }, (_, seed) =>
        conversation(street, Random.of(seed), { tasks: { rec: 1, res: 1 }, turns: [5, 5], independent }),
      ).flatMap((sample) => sample!.turns.filter((turn) => !/person|dog|cat/.test(asked(turn))));
    expect(follow(false).length).toBeGreaterThan(3);
    expect(follow(true)).toEqual([]);
    expect(follow(false)[0].targets[0]).toHaveLength(1);
  });

  it("3. asks about absent things at the rate that is set", () => {
    let denied = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const sample = conversation(street, Random.of(seed), { tasks: { rec: 1 }, absentRate: 0.2 });
      if (said(sample!.turns[0]).startsWith("There is no")) denied++;
    }
    expect(denied).toBeGreaterThan(150);
    expect(denied).toBeLessThan(250);
  });

  it("4. gives commands unless told otherwise, and nothing for a picture without anything to ask", () => {
    expect(conversation(street, Random.of(1))!.turns[0].command).toBeDefined();
    expect(conversation(street, Random.of(1), { commands: false })!.turns[0].command).toBeUndefined();
    expect(conversation({ ...street, depth: undefined }, Random.of(1), { tasks: { depth: 1 } }).turns).toEqual([]);
  });
  it("5. is found by the one task of 25 that has something to ask", () => {
    const said = {
      id: "said",
      picture: { path: "said.jpg" },
      width: 64,
      height: 48,
      objects: [],
      captions: ["A dog."],
    };
    for (let seed = 0; seed < 200; seed++) {
      const { turns } = conversation(said, Random.of("one", seed))!;
      expect(turns.map(({ task }) => task)).toEqual(["caption"]);
    }
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
