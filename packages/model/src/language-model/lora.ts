// Low-rank adaptation (LoRA, Hu et al. 2021, section 4.1): W stays as it is, and what training adds to it is B A alpha / r.
import { nn, type Tensor } from "@refvlm/torch";
import { z } from "zod";
import { size } from "../layers/sizes.js";
import { project } from "./projection.js";

/** Layers of every block that can be adapted, as their keys are published. */
export const LORA_TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"] as const;

export const loraConfig = z.strictObject({
  /** Rows of A and columns of B. */
  rank: size,
  /** What an adapter adds counts alpha / rank. Default twice the rank. */
  alpha: z.number().positive().optional(),
  /** Default all of them, as QLoRA (Dettmers et al. 2023) found best. */
  targets: z
    .array(z.enum(LORA_TARGETS))
    .min(1)
    .default([...LORA_TARGETS]),
});
export type LoraConfig = z.infer<typeof loraConfig>;

/** What is added to the output of one layer. Begins at zero: A is random, B is not yet anything. */
export class LoraAdapter extends nn.Module {
  readonly a: nn.Linear;
  readonly b: nn.Linear;
  readonly scale: number;

  constructor(inputs: number, outputs: number, { rank, alpha = 2 * rank }: LoraConfig) {
    super();
    this.a = new nn.Linear(inputs, rank, { bias: false });
    this.b = new nn.Linear(rank, outputs, { bias: false });
    this.scale = alpha / rank;
    nn.init.zeros_(this.b.weight);
  }

  /** @param x [..., in] @returns [..., out] */
  forward(x: Tensor): Tensor {
    return project(project(x, this.a.weight), this.b.weight).mul(this.scale);
  }

  /** The same as one matrix [out, in], float32. */
  matrix(): Tensor {
    const [a, b] = [this.a.weight.to("float32"), this.b.weight.to("float32")];
    return b.matmul(a).mul(this.scale);
  }
}
