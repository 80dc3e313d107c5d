// The encoders' public names.
export { ClipConvnext, type ClipConvnextConfig, type ClipConvnextOutput } from "./clip-convnext.js";
export { ClipText, type ClipTextConfig, type ClipTextOutput, clipTextIds } from "./clip-text.js";
export { ClipVit, type ClipVitConfig, type ClipVitOutput } from "./clip-vit.js";
