// Adds questions of kinds that the evaluation's file lacks to the first scenes of each set; what it holds stays as it is.
//   npx tsx packages/train/scripts/extend-questions.ts [scenes]     300 scenes by default; build first (npm run build)
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { bodyText, printAnswer } from "@refvlm/trp";
import { promptToJson } from "@refvlm/vision";
import {
  annotateScene,
  paperTaskNames,
  prepareAtlas,
  promptMark,
  Random,
  type SampleTurn,
  type Scene,
  type TaskName,
  taskNames,
  tasks,
} from "@refvlm/vt-instruct";
import { drawScene, hasNested, kindOf, layoutOf, sceneFamilies, type WrittenTurn } from "../src/eval/index.js";

const path = fileURLToPath(new URL("../questions/scenes.jsonl.gz", import.meta.url));
const count = Number(process.argv[2] ?? 300);
/** Asked by the yardstick's own kinds, or in a unit that nothing measures. */
const left: readonly string[] = ["vqa", "rec-point", "ovd-point"];
/** Asked where there are people. */
const ofPeople: readonly string[] = ["keypoint", "ig-keypoint", "keypoint-box"];
/** Tasks of several units, which take turns. */
const composite = taskNames.filter((name) => ![...left, ...ofPeople, ...paperTaskNames].includes(name));

const [header, ...lines] = gunzipSync(readFileSync(path)).toString("utf8").trimEnd().split("\n");
const byKey = new Map(lines.map((text) => [keyOf(JSON.parse(text)), JSON.parse(text)]));
await prepareAtlas();
for (const families of sceneFamilies)
  for (let scene = 0; scene < count; scene++) {
    const turn = composite[scene % composite.length];
    const further = [...left, ...ofPeople, ...composite.filter((name) => name !== turn)];
    extend({ families, scene }, (name) => !further.includes(name));
    extend({ families, scene, people: true }, (name) => ofPeople.includes(name));
  }
const written = [header, ...Array.from(byKey.values(), (line) => JSON.stringify(line))];
writeFileSync(path, gzipSync(`${written.join("\n")}\n`, { level: 9 }));

type Line = { families: (typeof sceneFamilies)[number]; scene: number; people?: true };

function keyOf({ families, scene, people = undefined }: Line): string {
  return `${families}/${scene}/${people}`;
}

/** Asks each task that no question of the scene is of. */
function extend(about: Line, isWanted: (task: TaskName) => boolean): void {
  const scene = drawScene(JSON.parse(header), about);
  const line = byKey.get(keyOf(about)) ?? { ...about, layout: layoutOf(scene), questions: {} };
  for (const name of taskNames.filter(isWanted)) {
    const random = Random.of("evaluation", about.families, about.scene, name);
    const turn = tasks[name].ask(annotateScene(scene), random, { absentRate: 0 });
    if (!turn || turn.targets.length + bodyText(turn.answer.body).length === 0) continue;
    const kind = kindOf(turn, []);
    line.questions[kind] ??= [writtenTurn(turn, scene)];
  }
  const annotated = annotateScene(scene);
  const groundedCaptions = annotated.groundedCaptions!.filter(({ spans: [outer, inner] }) => inner?.start < outer?.end);
  if (groundedCaptions.length > 0 && !about.people) {
    const random = Random.of("evaluation", about.families, about.scene, "nested");
    const turn = tasks["gcg-box"].ask({ ...annotated, groundedCaptions }, random, { absentRate: 0 });
    if (turn && hasNested(turn.answer.body)) line.questions.nested ??= [writtenTurn(turn, scene)];
  }
  if (Object.keys(line.questions).length > 0) byKey.set(keyOf(about), line);
}

function writtenTurn({ task, user, prompts, answer, targets }: SampleTurn, { objects }: Scene): WrittenTurn {
  return {
    task,
    question: user.map((part) => (part.type === "text" ? part.text : promptMark)).join(""),
    ...(prompts && { prompts: prompts.map(promptToJson) }),
    answer: printAnswer(answer),
    targets: targets.map((group) =>
      group.map(({ box }) => (box ? objects.findIndex((object) => object.box === box) : null)),
    ),
  };
}
