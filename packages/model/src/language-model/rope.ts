// Rotary positions (Su et al. 2021), halves rotated as in published LLaMA weights, with LLaMA 3's frequency scaling.
import { cat, type Tensor, tensor } from "@refvlm/torch";
import { headDim, type LanguageModelConfig, type RopeScaling } from "./config.js";

/** theta^(-2i/d) for i < d/2, stretched when the model says so. */
export function inverseFrequencies(width: number, theta: number, scaling: RopeScaling | null): number[] {
  const plain = Array.from({ length: width / 2 }, (_, i) => theta ** ((-2 * i) / width));
  return scaling ? plain.map((frequency) => stretched(frequency, scaling)) : plain;
}

/** Long waves are slowed by `factor`, short ones kept, those between blended. */
function stretched(frequency: number, scaling: RopeScaling): number {
  const { factor, lowFreqFactor, highFreqFactor, originalMaxPositions } = scaling;
  const wavelength = (2 * Math.PI) / frequency;
  if (wavelength > originalMaxPositions / lowFreqFactor) return frequency / factor;
  if (wavelength < originalMaxPositions / highFreqFactor) return frequency;
  const share = (originalMaxPositions / wavelength - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
  return ((1 - share) * frequency) / factor + share * frequency;
}

/** cos and signed sin of every position's angles, each [B, T, 1, Dh], ready for `rotate`. */
export interface Rotation {
  cos: Tensor;
  sin: Tensor;
}

/** Computes rotations once a forward pass; all layers share them. */
export class RotaryPositions {
  readonly #frequencies: number[];

  constructor(config: LanguageModelConfig) {
    this.#frequencies = inverseFrequencies(headDim(config), config.ropeTheta, config.ropeScaling);
  }

  /** @param positionIds int64 [B, T] */
  at(positionIds: Tensor, dtype: Tensor["dtype"]): Rotation {
    const frequencies = tensor(this.#frequencies, { dtype: "float32", device: positionIds.device });
    const angles = positionIds.to("float32").unsqueeze(-1).mul(frequencies).unsqueeze(2); // [B, T, 1, Dh/2]
    const [cos, sin] = [angles.cos(), angles.sin()];
    return { cos: cat([cos, cos], -1).to(dtype), sin: cat([sin.neg(), sin], -1).to(dtype) };
  }
}

/**
 * Rotates pairs (i, i + Dh/2): x cos + [-x2, x1] sin. The sign lives in `sin`, so swapping halves is one roll.
 * @param x [B, T, H, Dh]
 */
export function rotate(x: Tensor, { cos, sin }: Rotation): Tensor {
  return x.mul(cos).addcmul_(x.roll([x.shape[3] / 2], [3]), sin);
}
