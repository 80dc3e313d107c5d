// The public surface of this package.
export * from "./boxes.js";
export * from "./depth-map.js";
export * from "./exports/index.js";
export { Frame, type Point } from "./frame.js";
export * from "./keypoints.js";
export { Mask, type MaskContent, type MaskData } from "./mask.js";
export { maskPolygons } from "./outlines.js";
export { Canvas } from "./overlay/canvas.js";
export { captioned } from "./overlay/caption.js";
export { arrangeTiles, type SheetLayout } from "./overlay/contact-sheet.js";
export { drawOverlay, type OverlayOptions, type OverlayShape } from "./overlay/draw.js";
export { contrasting, PALETTE, paletteColour } from "./overlay/palette.js";
export { drawText, textWidth, wrapText } from "./overlay/text.js";
export type { DrawingStyle, UnitDrawing } from "./overlay/unit-drawing.js";
export { blankPicture, checkPicture, type Picture, PictureError, rgbPicture } from "./picture.js";
export { boxToRle, checkPolygon, type Polygon, polygonArea, polygonsToRle, polygonToRle } from "./polygons.js";
export { type PromptJson, promptFromJson, promptToJson } from "./prompt-json.js";
export * from "./resize/letterbox.js";
export type { Filter } from "./resize/resample.js";
export { compressRle, decodeRle, encodeRle, measureRle, type Rle, RleError, rleArea, rleBox, rleRuns } from "./rle.js";
export { mergeRle, rleIntersection, rleIou } from "./rle-sets.js";
export * from "./tiles.js";
// With a star: TypeScript finds `UnitValues` behind nothing else when a program augments it.
export * from "./units/index.js";
export * from "./visual-prompt.js";
