// A scene as an annotated picture: everything in it is labelled, and one sentence tells it all.

import { groupsOf } from "../language/labelled.js";
import { mention, nothing } from "../language/wording.js";
import type { AnnotatedPicture, AttributeKind, GroundedCaption, ObjectName } from "../sample/annotated.js";
import { categories } from "./categories.js";
import { plateColors, plateShapes } from "./layout.js";
import { shirtColors } from "./person/look.js";
import type { Scene, SceneObject } from "./render.js";

const attributes: readonly AttributeKind[] = [
  ...plateShapes.map((noun) => ({ link: "on", noun, colors: Object.keys(plateColors) }) as const),
  { link: "in", noun: "shirt", colors: Object.keys(shirtColors) },
];

/** A scene with its sentence; names of `vocabulary` (default: the 60 training categories) that it lacks are absent. */
export function annotateScene(
  scene: Scene,
  vocabulary: readonly ObjectName[] = categories,
  id = "scene",
): AnnotatedPicture {
  const { picture, objects, depth } = scene;
  const known = new Set(vocabulary.map(({ name }) => name));
  const sentence = sceneSentence(scene);
  return {
    id,
    picture,
    width: picture.width,
    height: picture.height,
    objects,
    exhaustive: [...vocabulary, ...objects.filter(({ name }) => !known.has(name))],
    complete: true,
    attributes,
    captions: [sentence.text],
    groundedCaptions: [sentence],
    ...(depth && { depth }),
  };
}

const opening = "The picture shows ";

/** The scene in one sentence, things from left to right: "The picture shows a dog on a red disc and two cats." */
export function captionOf(scene: Scene): string {
  return sceneSentence(scene).text;
}

function sceneSentence({ objects }: Scene): GroundedCaption {
  const groups = groupsOf(objects);
  const spans = [];
  let text = "";
  for (const [i, group] of groups.entries()) {
    text += i === 0 ? opening : i === groups.length - 1 ? " and " : ", ";
    const start = text.length;
    text += mention(group);
    spans.push({ start, end: text.length, objects: group.map((object) => objects.indexOf(object as SceneObject)) });
  }
  return { text: groups.length > 0 ? `${text}.` : nothing, spans };
}
