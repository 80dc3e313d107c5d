// Questions that ask how far things are: all of the picture, or "$the", which is "the small dog".
import { Templates } from "./grammar.js";

/** Of every pixel. */
export const depthTemplates = new Templates([
  "{estimate|predict|compute|give me|show me|draw} the depth of {the picture|the image|this picture|this image|the whole picture|the whole scene}.",
  "{estimate|predict|compute|give me|show me|make} a {depth map|map of all depths|map of all distances}{| for the picture| for this picture| for the image| for the scene}.",
  "how far {away |}is {everything|each pixel|every part of the picture|each thing}{| from the camera| from the viewer}?",
  "{what is|can you estimate|could you estimate} the {depth|distance} of {everything|every pixel|each pixel}{| in the picture}?",
  "{please estimate|please predict} the {depth|distance} of {everything|every pixel|each pixel}{| in the picture}.",
  "{which parts are near and which are far|what is near and what is far}? {give|draw} {the depth|a depth map}.",
  "{run|do} {depth estimation|monocular depth estimation}{| on the picture| on this picture| on the image}.",
]);

/** Of one thing. */
export const depthOfTemplates = new Templates([
  "how far away is $the{| from the camera| in the picture| from the viewer}?",
  "how far is $the from {the camera|the viewer}?",
  "{estimate|predict|compute|give me} the {depth|distance} of $the{| in the picture}.",
  "{show me|draw} the depth of $the{| in the picture}.",
  "{what is|can you estimate|could you estimate} the {depth of $the|distance of $the|distance of $the from the camera}?",
  "{give me|show me|make} {a depth map|the depth map} of $the{| only| alone}.",
  "{run|do} depth estimation on $the.",
]);
