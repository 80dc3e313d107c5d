// Every number of the paper, equal to the official tools. Typed arrays in, figures out; no tensors.
export * from "./evaluation.js";
