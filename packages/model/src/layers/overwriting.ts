// Elementwise operators on what nobody reads again: in place while no gradient is recorded. Where a network only answers, they cost
// less than the memory that their results would be written to for the first time.
import { isGradEnabled, type Tensor } from "@refvlm/torch";

/** max(x, 0), into x. @param x of any shape, read nowhere else */
export const reluInto = (x: Tensor): Tensor => (isGradEnabled() ? x.relu() : x.relu_());

/** x sigmoid(x), into x. @param x of any shape, read nowhere else */
export const siluInto = (x: Tensor): Tensor => (isGradEnabled() ? x.silu() : x.silu_());

/** x + y, into x. @param x of the sum's shape and type, read nowhere else */
export const addInto = (x: Tensor, y: Tensor): Tensor => (isGradEnabled() ? x.add(y) : x.add_(y));

/** x y, into x. @param x of the product's shape and type, read nowhere else */
export const mulInto = (x: Tensor, y: Tensor): Tensor => (isGradEnabled() ? x.mul(y) : x.mul_(y));
