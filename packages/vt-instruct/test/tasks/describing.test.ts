// Tasks whose answers are words about things: what the user points at, captions with their nouns grounded.
import { groups, printAnswer } from "@refvlm/trp";
import { promptKinds, promptMask } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { triangle } from "./random-picture.js";
import { asked, asks, joints, objects, said, street, turnOf } from "./street.js";

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
