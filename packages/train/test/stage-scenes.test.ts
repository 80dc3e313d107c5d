// Scenes of a stage: asked in the units that the network decodes, and never without a question.
import { groups, printAnswer } from "@refvlm/trp";
import { prepareAtlas } from "@refvlm/vt-instruct";
import { beforeAll, describe, expect, it } from "vitest";
import { recipeSchema } from "../src/config/schema.js";
import { Mixture } from "../src/data/mixture.js";
import { stages, tinyRecipe } from "./tiny-recipe.js";

beforeAll(async () => {
  await prepareAtlas();
});

/** The first samples of a stage for a network with decoders for these units. */
async function samplesOf(units: string[], stage: object = {}, count = 30) {
  const recipe = tinyRecipe("unused", [{ ...stages.all({ steps: 1 }), ...stage }]);
  const mixture = await Mixture.open(recipe, recipe.stages[0], { size: 64, units });
  return Promise.all(Array.from({ length: count }, (_, position) => mixture.at(position)));
}
const unitsOf = (samples: Awaited<ReturnType<typeof samplesOf>>) =>
  new Set(
    samples.flatMap(({ turns }) =>
      turns.flatMap(({ answer }) => groups(answer.body).flatMap(({ group }) => group.units)),
    ),
  );

describe("scenes of a stage", () => {
  it("1. ask by default for what the network decodes, and for no point", async () => {
    expect(unitsOf(await samplesOf(["box"]))).toEqual(new Set(["box"]));
    expect(unitsOf(await samplesOf(["box", "mask", "point"]))).toEqual(new Set(["box", "mask"]));
  });

  it("2. ask for points where the stage names such a task and the network has a decoder", async () => {
    const samples = await samplesOf(["box", "mask", "point"], { tasks: { "rec-point": 1, "ovd-point": 1 } });
    expect(unitsOf(samples)).toEqual(new Set(["point"]));
    for (const { point, box, mask } of samples.flatMap(({ turns }) => turns.flatMap(({ targets }) => targets.flat()))) {
      const [x, y] = point!;
      expect(mask!.data[Math.floor(y) * mask!.width + Math.floor(x)]).toBe(1);
      expect(x > box![0] && y > box![1] && x < box![2] && y < box![3]).toBe(true);
    }
  });

  it("3. refuse a task of a unit without a decoder, and name both", async () => {
    await expect(samplesOf(["box", "mask"], { tasks: { rec: 1, "rec-point": 1 } })).rejects.toThrow(
      /stage all: tasks.rec-point asks for point, the network has decoders for box, mask/,
    );
  });

  it("4. all have a question: one without gives way to the next", async () => {
    const empty = { scenes: { minObjects: 0, maxObjects: 1 }, tasks: { res: 1 } };
    for (const { turns } of await samplesOf(["box", "mask"], empty, 10)) expect(turns.length).toBeGreaterThan(0);
    const nobody = { scenes: { peopleRate: 0 }, tasks: { keypoint: 1 } };
    await expect(samplesOf(["keypoint"], nobody, 1)).rejects.toThrow(
      /stage all: none of 100 scenes leaves anything to learn/,
    );
  });

  it("5. are asked as the stage says", async () => {
    const counts = { tasks: { vqa: 1 }, ask: { pointFirst: true, noRate: 0 } };
    const bodies = (await samplesOf(["box"], counts)).flatMap(({ turns }) =>
      turns.map(({ answer }) => printAnswer(answer)),
    );
    expect(bodies.some((answer) => /<REF>\): (?:one|two|three|four|five)$/.test(answer))).toBe(true);
    expect(bodies.some((answer) => /<REF>\), <Phrase>.*<REF>\): yes$/.test(answer))).toBe(true);
    expect(bodies.filter((answer) => /\bno$/.test(answer))).toEqual([]);
    const never = (await samplesOf(["box"], { tasks: { vqa: 1 } })).flatMap(({ turns }) =>
      turns.flatMap(({ targets }) => targets),
    );
    expect(never).toEqual([]);
  });

  it("6. are asked by tasks that there are", () => {
    const stage = { ...stages.all({ steps: 1 }), tasks: { recc: 1 } };
    const result = recipeSchema.safeParse({
      model: "nano",
      output: "x",
      sources: [{ kind: "scenes" }],
      stages: [stage],
    });
    expect(result.error!.issues[0]).toMatchObject({ path: ["stages", 0, "tasks"], keys: ["recc"] });
  });
});
