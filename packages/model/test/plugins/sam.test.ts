// Segment Anything against the original's own outputs: encoder, every kind of prompt, masks and their way back to the picture.
import { fromTypedArray, noGrad, scope } from "@refvlm/torch";
import { describe, expect, it } from "vitest";
import { Sam, SamFrame, type SamPrompts } from "../../src/index.js";
import { Golden } from "../golden-data.js";
import { goldenSettings } from "./sam-golden.js";

const golden = new Golden("sam");
const settings = goldenSettings(golden.config.hyper_parameters);
const sam = new Sam(settings);
sam.loadStateDict(golden.weights);
sam.eval().requiresGrad_(false);

/** Runs without gradient, and frees what is made. */
const run = (body: () => void) => noGrad(() => scope(body));
const prompts = (name: string): SamPrompts => {
  const of = (key: string) => (golden.has(`${name}.in.${key}`) ? golden.get(`${name}.in.${key}`) : undefined);
  return { points: of("point_coords"), labels: of("point_labels"), boxes: of("boxes"), masks: of("masks") };
};

describe("Segment Anything", () => {
  it("1. prepares a picture: normalised, then zeros at right and bottom", () => {
    const [, height, width] = golden.get("image").shape;
    const frame = new SamFrame(width, height, settings.imageSize);
    const data = new Uint8Array(golden.get("image").permute([1, 2, 0]).contiguous().toTypedArray() as Uint8Array);
    run(() => {
      const pixels = frame.pixels({ width, height, data }, { device: "cpu", dtype: "float32" });
      golden.expectClose(pixels, "preprocessed");
    });
  });

  it("2. encodes: windowed and global blocks, and the neck", () =>
    run(() => {
      const pixels = golden.get("preprocessed");
      for (const block of [0, 1, 2])
        golden.expectClose(sam.imageEncoder.states(pixels, block + 1), `encoder.block.${block}`);
      golden.expectClose(sam.encode(pixels), "image_embeddings");
      golden.expectClose(sam.promptEncoder.mapPositions(), "dense_pe");
    }));

  it.each(["point", "points", "points_padded", "boxes", "point_box", "mask", "all"])("3. reads the prompt %s", (name) =>
    run(() => {
      const asked = prompts(name);
      const { sparse, dense } = sam.promptEncoder.forward(asked);
      golden.expectClose(sparse, `${name}.sparse_embeddings`);
      if (golden.has(`${name}.dense_embeddings`)) golden.expectClose(dense, `${name}.dense_embeddings`);
      const { logits, iou } = sam.forward(golden.get("image_embeddings"), asked);
      golden.expectClose(logits.narrow(1, 0, 1), `${name}.single.low_res_masks`);
      golden.expectClose(iou.narrow(1, 0, 1), `${name}.single.iou_predictions`);
      golden.expectClose(logits.narrow(1, 1, 3), `${name}.multi.low_res_masks`);
      golden.expectClose(iou.narrow(1, 1, 3), `${name}.multi.iou_predictions`);
    }),
  );

  it("4. takes tokens from elsewhere, as <REF>s come in", () =>
    run(() => {
      const sparse = golden.get("external.in.sparse");
      const { dense } = sam.promptEncoder.forward({ masks: undefined });
      const positions = sam.promptEncoder.mapPositions();
      const { logits, iou } = sam.maskDecoder.forward(golden.get("image_embeddings"), positions, { sparse, dense });
      golden.expectClose(logits.narrow(1, 0, 1), "external.single.low_res_masks");
      golden.expectClose(iou.narrow(1, 1, 3), "external.multi.iou_predictions");
    }));

  it.each(["boxes", "mask"])("5. brings masks of %s back to the picture's own pixels", (name) =>
    run(() => {
      const { original_size, image_height, image_width, image_size } = golden.config.hyper_parameters;
      const frame = new SamFrame(original_size[1], original_size[0], image_size);
      // The golden's picture was not made of one of this size: it says what part of the input is the picture's.
      Object.assign(frame, { scaled: [image_width, image_height] });
      const first = golden.get(`${name}.single.low_res_masks`).narrow(0, 0, 1);
      golden.expectClose(frame.upscale(first), `${name}.upscaled`);
    }),
  );

  it("6. brings places into the input's pixels, and keeps the smallest picture", () => {
    const frame = new SamFrame(1600, 900, 1024);
    expect([frame.scaled, frame.point([800, 450])]).toEqual([
      [1024, 576],
      [512, 288],
    ]);
    expect(frame.box([0, 0, 1600, 900])).toEqual([0, 0, 1024, 576]);
    expect(new SamFrame(1, 1, 1024).scaled).toEqual([1024, 1024]);
    expect(new SamFrame(1, 4000, 1024).scaled).toEqual([1, 1024]);
    run(() =>
      expect(new SamFrame(1, 3, 64).upscale(fromTypedArray(new Float32Array(256), [1, 1, 16, 16])).shape).toEqual([
        1, 1, 3, 1,
      ]),
    );
  });
});
