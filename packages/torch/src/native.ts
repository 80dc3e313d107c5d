// The loaded addon, under the name the rest of the package knows it by.
export { type Native, native } from "./loader.js";
