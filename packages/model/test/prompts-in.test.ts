// What a user points at as evidence: its overlap with boxes, the name of what lies there, and where <REF>s start.
import { noGrad, scope, tensor, zeros } from "@refvlm/torch";
import { Frame, Mask, type VisualPrompt } from "@refvlm/vision";
import { describe, expect, it } from "vitest";
import { ListedProposals } from "../src/decoders/listed-proposals.js";
import { NameFit } from "../src/decoders/name-fit.js";
import { promptOverlap } from "../src/decoders/prompt-overlap.js";
import { DenseProposals } from "../src/decoders/proposals.js";
import { QuerySelection } from "../src/decoders/query-selection.js";
import { PlanFollower, PlanTokens } from "../src/evidence/plan-follower.js";
import { promptedNames } from "../src/evidence/prompts-in.js";
import { PromptsTold } from "../src/evidence/prompts-told.js";
import { withBonuses } from "../src/evidence/score-bonus.js";
import { TokenizerCodec, trainTokenizer } from "../src/index.js";
import { firstReferences } from "../src/router.js";

/** 100 x 100 pixels, so that a box on the padded square is one of per cents. */
const frame = Frame.letterbox(100, 100);
/** A large box, a small one inside it, and one far from both: cxcywh. */
const boxes = Float32Array.of(0.4, 0.4, 0.6, 0.6, 0.2, 0.2, 0.1, 0.1, 0.9, 0.9, 0.1, 0.1);

describe("the overlap of a prompt with boxes", () => {
  const of = (prompt: VisualPrompt) => [...promptOverlap(prompt, frame, boxes)];

  it("1. is the IoU for boxes and masks", () => {
    expect(of({ kind: "box", box: [10, 10, 70, 70] })).toEqual([1, expect.closeTo(100 / 3600, 6), 0]);
    const half = Mask.fromBox([10, 10, 40, 70], 100, 100);
    expect(of({ kind: "mask", mask: half })[0]).toBeCloseTo(0.5, 6);
  });

  it("2. is largest for the smallest box around a point or a scribble, and nothing elsewhere", () => {
    const [large, small, far] = of({ kind: "point", points: [[20, 20]] });
    expect(small).toBeGreaterThan(5 * large);
    expect(large).toBeGreaterThan(0);
    expect(far).toBe(0);
    const drawn = of({
      kind: "scribble",
      points: [
        [50, 50],
        [60, 60],
      ],
      width: 2,
    });
    expect(drawn.map((share) => share > 0)).toEqual([true, false, false]);
  });
});

/** Two names; the large box is the first, the small one the second, and the far one both alike. */
const listed = new ListedProposals({
  features: zeros([1, 3, 2]),
  keys: tensor(
    [
      [
        [5, -5],
        [-5, 5],
        [4, 4],
      ],
    ],
    { dtype: "float32" },
  ),
  objectness: zeros([1, 3]).add(20),
  boxes: tensor(boxes, { shape: [1, 3, 4] }),
  positions: zeros([1, 3, 4]),
  valid: tensor([[1, 1, 1]], { dtype: "int64" }).to("bool"),
  names: tensor(
    [
      [
        [0.9, 0.01, 0.8],
        [0.01, 0.9, 0.82],
      ],
    ],
    { dtype: "float32" },
  ),
  attributes: null,
  suppression: 0.6,
});

describe("a prompt", () => {
  const point = (x: number, y: number): VisualPrompt => ({ kind: "point", points: [[x, y]] });

  it("3. has the name of what is proposed there, the first of several that fit alike, and none where nothing is", () =>
    scope(() => {
      const at = [point(60, 60), point(20, 20), point(90, 90), point(95, 5)];
      const pointed = at.map((prompt) => ({ prompt, frame, row: 0 }));
      const dense = new DenseProposals({ ...listed, positions: zeros([1, 3, 4]), grids: [{ height: 1, columns: 3 }] });
      const fit = new NameFit({ scale: 1, bias: 0 });
      const names = tensor(
        [
          [1, 0],
          [0, 1],
        ],
        { dtype: "float32" },
      );
      expect(promptedNames(pointed, dense, fit, names)).toEqual([0, 1, 0, null]);
      fit.dispose();
    }));

  it("3b. is nearer to what has its point in the middle", () => {
    const places = Float32Array.of(0.4, 0.4, 0.2, 0.2, 0.46, 0.4, 0.2, 0.2);
    const [middle, side] = promptOverlap(point(40, 40), frame, places);
    // The same IoU, .6 of a half side from the middle.
    expect(middle / side).toBeCloseTo((1 + 2 * 0.6 ** 2) ** 2, 4);
    const [box, beside] = promptOverlap({ kind: "box", box: [38, 38, 42, 42] }, frame, places);
    expect(box).toBe(beside);
  });

  it("4. is where a <REF> starts, whatever the phrase fits elsewhere", () =>
    noGrad(() =>
      scope(() => {
        const selection = new QuerySelection({
          ...{ hiddenSize: 6, width: 4, keySize: 2, detected: 2, nameFit: true },
          evidence: { pointer: true, promptsIn: true },
        });
        const peak = (prompts: readonly VisualPrompt[], looksAway?: boolean) => {
          const mark = { position: 0, units: ["box"], group: 0, instance: 0, phrase: "cat", prompts, looksAway };
          const queries = firstReferences(zeros([1, 1, 6]), [[mark]]);
          const phrase = tensor([[[1, 0]]], { dtype: "float32" }); // fits the first and the third
          const { referenceBoxes, fits } = selection.pointAmong(queries, listed, phrase, [frame]);
          return [(referenceBoxes.toArray() as number[][][])[0][0][0], (fits!.toArray() as number[][])[0][0]];
        };
        expect(peak([])).toEqual([expect.closeTo(0.4, 6), expect.closeTo(1 / (1 + Math.exp(1)), 5)]);
        expect(peak([point(90, 90)])[0]).toBeCloseTo(0.9, 6);
        // Nothing is proposed in the box: it is what is meant, though nothing says what it is, unless the question looks away.
        const empty: VisualPrompt = { kind: "box", box: [0, 90, 8, 98] };
        expect(peak([empty], false)).toEqual([expect.closeTo(0.04, 6), 0]);
        expect(peak([empty], true)[0]).toBeCloseTo(0.4, 6);
        // What touches it is meant, however little the name fits.
        selection.evidenceWeight!.fill_(50);
        const small: VisualPrompt = { kind: "box", box: [84, 84, 87, 87] };
        expect(peak([small], true)[0]).toBeCloseTo(0.4, 6);
        expect(peak([small], false)[0]).toBeCloseTo(0.9, 6);
      }),
    ));

  it("5. is told in a sentence by its name, until that has been said", () => {
    const codec = new TokenizerCodec(trainTokenizer(["A hot dog, a dog. The cat."], { vocabSize: 300 }));
    const tokens = new PlanTokens(codec, ["dog", "hot dog", "cat"]);
    const follower = new PlanFollower(tokens);
    const place = () => {
      if (follower.next?.writes !== "words") throw new Error("no sentence");
      return follower.next;
    };
    const read = (text: string) => {
      for (const id of codec.encodeText(text)) follower.read(id);
    };
    const [hot, dog] = [" hot", " dog"].map((text) => codec.encodeText(text)[0]);
    scope(() => {
      const told = new PromptsTold(4);
      const worth = (token: number) => {
        const bonus = told.forward(zeros([1, 4]), [{ node: place().node, names: new Set([1]) }]);
        return withBonuses(zeros([1, codec.size]), [bonus])
          .select(0, 0)
          .select(0, token)
          .item();
      };
      read("A");
      expect([worth(hot), worth(dog)]).toEqual([5, 0]);
      read(" hot");
      expect(worth(dog)).toBe(5);
      expect(place().told).toEqual([]);
      read(" dog");
      expect(place().told).toEqual([1]);
      told.dispose();
    });
  });
});
