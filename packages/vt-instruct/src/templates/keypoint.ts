// Questions that ask for the joints of all people, alone or with their boxes.
import { Templates } from "./grammar.js";

export const keypointTemplates = new Templates([
  "{detect|find|locate|mark|draw|show} {the joints|the keypoints|the body joints|the body keypoints} of {everybody|everyone|all people|every person}{| in the picture| in the image}.",
  "{estimate|give me|show me|draw} the {pose|body pose} of {everybody|everyone|every person|each person}{| in the picture| here}.",
  "{draw|give me} {a skeleton|a stick figure} {for|of} {everybody|every person|each person}{| in the picture}.",
  "{where are|can you find|could you mark} {the joints|the keypoints} of {everybody|all people|every person}{| in the picture}?",
  "{run|do} {human pose estimation|pose estimation|keypoint detection}{| on the picture| on the image| on this picture}.",
  "how does {everybody|each person} {stand, sit or move|hold their arms and legs}? {mark the joints|give the keypoints}.",
  "{mark|find} {the shoulders, elbows, hips and knees|the eyes, shoulders, hips and ankles|the 17 joints} of {everybody|every person|all people}.",
]);

export const keypointBoxTemplates = new Templates([
  "{detect|find|locate|box} {everybody|everyone|all people|every person} and {mark|draw|give|show} {the joints|the keypoints|the skeletons|the poses}{| in the picture| in the image}.",
  "{draw|give me|show me|return} {a box and a skeleton|a box and the joints|a box and the pose} {for|of} {everybody|everyone|every person|each person}{| in the picture}.",
  "{where are|can you find} {all people|all the people}? {draw|give|show} {boxes and joints|boxes and skeletons|boxes and poses}.",
  "{mark|show} {everybody|everyone|every person} with a box and {the joints|a skeleton}.",
  "run {person detection|people detection} and {pose estimation|keypoint detection}{| on the picture| on the image}.",
]);
