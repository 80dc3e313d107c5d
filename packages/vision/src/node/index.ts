// What needs Node: pictures and masks decoded from files and bytes, and written as PNG (sharp).
export { dataUrlBytes } from "./data-url.js";
export { encodePng, type LoadOptions, loadPicture, type Raster, savePng } from "./decode.js";
export { loadMask } from "./load-mask.js";
