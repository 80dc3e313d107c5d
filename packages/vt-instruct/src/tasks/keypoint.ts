// Keypoints: the joints of all people, or of the one that the user points at.
import { JOINTS, type Keypoint, type PromptKind, promptKinds } from "@refvlm/vision";
import { absence } from "../language/wording.js";
import { people } from "../people.js";
import type { AnnotatedObject } from "../sample/annotated.js";
import { interactiveTemplates } from "../templates/interactive.js";
import { keypointTemplates } from "../templates/keypoint.js";
import { askAt } from "./interactive.js";
import { absentFrom, toldGroups } from "./labelled.js";
import type { Task } from "./task.js";
import { grounded, joinPieces, makeTurn } from "./turn.js";

function isPerson({ name, keypoint }: AnnotatedObject): boolean {
  return keypoint !== undefined || people.has(name);
}

const unlabelled: readonly Keypoint[] = JOINTS.map(() => [0, 0, 0]);

/** Keypoint detection: "mark everybody's joints." */
export const keypoint: Task = {
  name: "keypoint",
  command: { task: "detection", elements: ["phrase", "unit"], units: ["keypoint"] },
  ask(picture, random, options) {
    const question = () => keypointTemplates.draw(random, {}, options);
    const groups = toldGroups(picture).filter((group) => group.some((object) => object.keypoint));
    const crowded = picture.objects.some((object) => object.crowd && isPerson(object));
    if (groups.length > 0 && !crowded) {
      // Somebody too small for joints still is a person: the reference has a box and no joint that is known.
      const pieces = groups.map((group) => {
        const all = group.map((object) => ({ ...object, keypoint: object.keypoint ?? unlabelled }));
        return grounded(group[0].name, "keypoint", all);
      });
      return makeTurn(keypoint, question(), joinPieces(pieces));
    }
    const nobody = absentFrom(picture).find(({ name }) => people.has(name));
    if (!nobody || picture.objects.some(isPerson) || !random.chance(options.absentRate)) return undefined;
    return makeTurn(keypoint, question(), [absence([nobody.name], options)]);
  },
};

const templates = Object.fromEntries(
  promptKinds.map((kind) => [kind, interactiveTemplates("keypoint", kind)]),
) as Record<PromptKind, ReturnType<typeof interactiveTemplates>>;

/** IG-keypoint: the joints of one person, pointed at by a prompt of any kind. */
export const igKeypoint: Task = {
  name: "ig-keypoint",
  command: { task: "grounding_keypoints", elements: ["phrase", "unit"], units: ["keypoint"] },
  ask(picture, random, options) {
    const kind = options.promptKind ?? random.pick(promptKinds);
    const candidates = picture.objects.filter((object) => !object.crowd && object.keypoint);
    const asking = { task: igKeypoint, unit: "keypoint", kind, templates: templates[kind] };
    return askAt(asking, candidates, picture, random, options);
  },
};
