// X-Pose from pictures and names to joints: names and joints are read by CLIP's text tower as sentences about photographs.
import { nn, scope, type Tensor, tensor } from "@refvlm/torch";
import { JOINTS, type Picture } from "@refvlm/vision";
import { z } from "zod";
import { ClipText, clipTextConfig, clipTextIds } from "../../encoders/clip-text.js";
import { count } from "../../layers/sizes.js";
import { StoredTokenizer } from "../../tokenizer/stored-tokenizer.js";
import { inputPixels, inputSize } from "../grounding-dino/input-picture.js";
import { SeenTokens } from "../grounding-dino/phrase-detector.js";
import { type Posed, UniPose, uniPoseConfig } from "./network.js";

export const poseFinderConfig = z.strictObject({
  ...uniPoseConfig.shape,
  /** CLIP's, whose vectors names and joints are. */
  text: clipTextConfig,
  /** Sides of the pictures that it takes, in pixels. */
  input: inputSize,
  /** Length of the tokenizer.json among the weights. */
  tokenizerBytes: count,
});
export type PoseFinderConfig = z.infer<typeof poseFinderConfig>;

/** As X-Pose was trained. */
const sentence = (name: string) => `a photo of ${name.toLowerCase().replaceAll(/[_-]/g, " ").trim()}`;

export class PoseFinder extends nn.Module {
  readonly pose: UniPose;
  readonly text: ClipText;
  readonly tokenizer: StoredTokenizer;

  constructor(readonly config: PoseFinderConfig) {
    super();
    this.pose = new UniPose(config);
    this.text = new ClipText(config.text);
    this.tokenizer = new StoredTokenizer(config.tokenizerBytes);
  }

  /** What every name is looked for in. */
  see(picture: Picture): SeenTokens {
    return scope(
      () => new SeenTokens(this.pose.picture.forward(inputPixels(picture, this.config.input, this.pose.queries))),
    );
  }

  /** Instances of a name with COCO's joints, best first; undefined for a name without words. */
  forward({ tokens }: SeenTokens, name: string): Posed | undefined {
    if (this.tokenizer.forward(name).length === 0) return undefined;
    return scope(() => {
      const vectors = this.vectors([name, ...JOINTS]);
      const names = this.pose.read(vectors.narrow(0, 0, 1).unsqueeze(0));
      return this.pose.forward(tokens, names, vectors.narrow(0, 1, JOINTS.length));
    });
  }

  /** Vectors of names, not normalised, [N, textSize]. */
  private vectors(names: readonly string[]): Tensor {
    const ids = clipTextIds(
      names.map((name) => this.tokenizer.forward(sentence(name))),
      this.config.text,
    );
    const { device } = this.pose.queries;
    return this.text.forward(tensor(ids, { dtype: "int64", device })).textEmbeds;
  }
}
