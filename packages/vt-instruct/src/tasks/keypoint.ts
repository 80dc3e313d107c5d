// Keypoints: the joints of all people, alone or with their boxes.
import { JOINTS, type Keypoint } from "@refvlm/vision";
import { absentFrom, toldGroups } from "../language/labelled.js";
import { people } from "../language/plural.js";
import { type AskedUnit, partsOf } from "../language/unit-words.js";
import { absence } from "../language/wording.js";
import type { AnnotatedObject } from "../sample/annotated.js";
import type { Templates } from "../templates/grammar.js";
import { keypointBoxTemplates, keypointTemplates } from "../templates/keypoint.js";
import type { Task } from "./task.js";
import { grounded, joinPieces, makeTurn } from "./turn.js";

function isPerson({ name, keypoint }: AnnotatedObject): boolean {
  return keypoint !== undefined || people.has(name);
}

const unlabelled: readonly Keypoint[] = JOINTS.map(() => [0, 0, 0]);

function keypointTask(name: string, unit: AskedUnit, templates: Templates): Task {
  const task: Task = {
    name,
    command: { task: "detection", elements: ["phrase", "unit"], units: partsOf(unit) },
    ask(picture, random, options) {
      const question = () => templates.draw(random);
      const groups = toldGroups(picture).filter((group) => group.some((object) => object.keypoint));
      const crowded = picture.objects.some((object) => object.crowd && isPerson(object));
      if (groups.length > 0 && !crowded) {
        // Somebody too small for joints still is a person: the reference has a box and no joint that is known.
        const pieces = groups.map((group) => {
          const all = group.map((object) => ({ ...object, keypoint: object.keypoint ?? unlabelled }));
          return grounded(group[0].name, unit, all);
        });
        return makeTurn(task, question(), joinPieces(pieces));
      }
      const nobody = absentFrom(picture).find(({ name }) => people.has(name));
      if (!nobody || picture.objects.some(isPerson) || !random.chance(options.absentRate)) return undefined;
      return makeTurn(task, question(), [absence([nobody.name])]);
    },
  };
  return task;
}

/** Keypoint detection: "mark everybody's joints." */
export const keypoint = keypointTask("keypoint", "keypoint", keypointTemplates);

/** The same with boxes: "detect all people and estimate their poses." */
export const keypointBox = keypointTask("keypoint-box", "box, keypoint", keypointBoxTemplates);
