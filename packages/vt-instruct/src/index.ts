// The public surface of this package.
export { type Atlas, type AtlasOptions, cachedAtlas, defaultIconSize, prepareAtlas } from "./scene/atlas.js";
export * from "./scene/categories.js";
export { type Plate, type PlateColor, plateColors, type PlateShape, type SizeClass, sizeClasses } from "./scene/layout.js";
export { leastVisible, renderScene, type Scene, type SceneObject, type SceneOptions } from "./scene/render.js";
export { Random } from "./random.js";
