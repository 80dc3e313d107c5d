// A scene as an annotated picture: everything in it is labelled, one sentence tells it all, another how two things stand.

import { groupsOf, singles } from "../language/labelled.js";
import { holds, relations } from "../language/relations.js";
import { mention, nothing } from "../language/wording.js";
import type { AnnotatedPicture, AttributeKind, GroundedCaption, ObjectName } from "../sample/annotated.js";
import { categories } from "./categories.js";
import { plateColors, plateShapes } from "./layout.js";
import { shirtColors } from "./person/look.js";
import type { Scene, SceneObject } from "./render.js";

/** What tells things of one name apart in scenes: plates and shirts. */
export const sceneAttributes: readonly AttributeKind[] = [
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
  const annotated: AnnotatedPicture = {
    id,
    picture,
    width: picture.width,
    height: picture.height,
    objects,
    exhaustive: [...vocabulary, ...objects.filter(({ name }) => !known.has(name))],
    complete: true,
    attributes: sceneAttributes,
    captions: [sentence.text],
    groundedCaptions: [sentence],
    ...(depth && { depth }),
  };
  const related = relationSentence(annotated);
  return related ? { ...annotated, groundedCaptions: [sentence, related] } : annotated;
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

/**
 * "The picture shows a dog left of a cat.", where a cat is a phrase inside the one that means the dog. Of all pairs that stand so
 * the middle one, so that no relation is told more often than it occurs.
 */
function relationSentence(picture: AnnotatedPicture): GroundedCaption | undefined {
  const side = Math.min(picture.width, picture.height);
  const things = singles(picture);
  const pairs = things.flatMap((one) =>
    things.flatMap((other) =>
      relations
        .filter((relation) => one !== other && holds(relation, one.box, other.box, side))
        .map((relation) => ({ one, other, relation })),
    ),
  );
  if (pairs.length === 0) return undefined;
  const { one, other, relation } = pairs[pairs.length >> 1];
  const [before, outer, inner] = [opening, `${mention([one])} ${relation} `, mention([other])];
  const [start, end] = [before.length, before.length + outer.length + inner.length];
  const spans = [
    { start, end, objects: [picture.objects.indexOf(one)] },
    { start: end - inner.length, end, objects: [picture.objects.indexOf(other)] },
  ];
  return { text: `${before}${outer}${inner}.`, spans };
}
