// Checkpoints that torch.save wrote, read without executing anything.
export { PthError } from "./pth-error.js";
export { PthFile, readPth, storedTensors } from "./read.js";
export { StoredTensor } from "./rebuild.js";
