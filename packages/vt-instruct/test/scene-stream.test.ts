// The stream of scene samples that the shipped weights were trained on: it must never change.
import { createHash } from "node:crypto";
import { printAnswer } from "@refvlm/trp";
import { beforeAll, describe, expect, it } from "vitest";
import {
  categories,
  type EvalKind,
  evalConversation,
  evalKinds,
  families,
  prepareAtlas,
  renderScene,
  type SampleTurn,
  SceneSource,
} from "../src/index.js";
import { Atlas } from "../src/scene/atlas.js";
import { type Icon, iconFromPixels } from "../src/scene/icon.js";

beforeAll(async () => {
  await prepareAtlas();
});

/** Everything that training or scoring reads of a turn. */
const content = (turn: SampleTurn) => [
  turn.task,
  turn.user,
  printAnswer(turn.answer),
  turn.answer.body,
  turn.targets.map((group) => group.map(({ box, mask }) => [box, mask!.toRle().counts])),
  turn.command,
];
const digest = (values: unknown) => createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 16);

/** An icon for every name and family without the rasteriser, whose pixels may differ between machines. */
const madeUp = new Atlas(
  new Map(
    families.flatMap((family, f) =>
      categories.map(({ name }, c): [string, Icon] => {
        const [width, height] = [20 + c, 90 - c];
        const pixels = new Uint8Array(width * height * 4).map((_, i) => (i * (f + 3) * (c + 1)) & 255);
        return [`${family}/${name}`, iconFromPixels(width, height, pixels)];
      }),
    ),
  ),
);

describe("the scene stream", () => {
  it("1. asks the same 1,200 questions as when nano was trained", () => {
    const source = new SceneSource({ seed: 5, turnsPerPicture: 6, absentRate: 0.2, commands: true });
    const samples = Array.from({ length: 200 }, (_, index) => source.sample(index));
    const seen = samples.map(({ turns, objects, caption, independent }) => [
      turns.map(content),
      objects!.map(({ name, plural, box, mask }) => [name, plural, box, mask!.area()]),
      caption,
      independent,
    ]);
    expect(digest(seen)).toBe("c4d0aef03c0df0f9");
  });

  it("2. measures by the same evaluation questions", () => {
    const later: EvalKind[] = ["follow-up", "new-unit"];
    const first = evalKinds.filter((kind) => !later.includes(kind));
    const seen = first.map((kind) => [
      kind,
      Array.from({ length: 100 }, (_, index) =>
        evalConversation(renderScene(16, index, { split: "eval" }), kind, index).map(content),
      ),
    ]);
    expect(digest(seen)).toBe("5d69ee1b54b063c3");
  });

  it("3. paints the same pixels", () => {
    const hash = createHash("sha256");
    for (let index = 0; index < 50; index++) hash.update(renderScene(7, index, { atlas: madeUp }).picture.data);
    expect(hash.digest("hex").slice(0, 16)).toBe("e88941a0f223f4e7");
  });
});
