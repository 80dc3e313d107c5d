// Hugging Face's tasks: its own client, with the address of a task in place of a model, and requests written by hand.
import { InferenceClient } from "@huggingface/inference";
import { depthSteps, Mask, unitShapes } from "@refvlm/vision";
import { encodePng, loadMask } from "@refvlm/vision/node";
import sharp from "sharp";
import { afterEach, describe, expect, it } from "vitest";
import { speckledPicture } from "../../model/test/tiny-model.js";
import { post } from "./tiny-server.js";
import { answer, HEIGHT, startTold, type Told, WIDTH } from "./told-engine.js";

let told: Told;
afterEach(() => told?.server.close());
const file = await encodePng(speckledPicture(WIDTH, HEIGHT));
const base64 = Buffer.from(file).toString("base64");
const picture = new Blob([file as Uint8Array<ArrayBuffer>], { type: "image/png" });
const client = (task: string) => new InferenceClient().endpoint(`${told.server.address}/pipeline/${task}`);
const instances = (...more: object[]) => ({
  ...answer,
  instances: more.map((own) => ({ ...answer.instances[1], ...own })),
});

const mask = new Mask(WIDTH, HEIGHT);
mask.data.fill(1, 65, 90);
const depth = { width: 2, height: 2, kind: "metric" as const, data: Float32Array.of(1, 2.5, 0, 4) };

describe("the official client", () => {
  it("1. detects: all things, and those of a closed set, in whole pixels", async () => {
    told = await startTold(["box"]);
    const found = await client("object-detection").objectDetection({ inputs: picture });
    expect(found).toEqual([
      { label: "cup", score: 0.5, box: { xmin: 30, ymin: 20, xmax: 45, ymax: 40 } },
      { label: "dog", score: 0.9, box: { xmin: 6, ymin: 10, xmax: 26, ymax: 20 } },
    ]);
    expect(told.asked[0].turns[0].user).toEqual([{ type: "text", text: "detect all objects." }]);
    expect(told.asked[0].only).toEqual({ units: ["box"] });
    const body = { inputs: base64, parameters: { candidate_labels: ["dog", "cat"], threshold: 0.4 } };
    const zeroShot = await post(told.server, "/pipeline/zero-shot-object-detection", body);
    expect(zeroShot.body).toEqual(found);
    expect(told.asked[1].only).toEqual({ units: ["box"], names: ["dog", "cat"] });
    expect(told.asked[1].options).toMatchObject({ minScore: 0.4 });
  });

  it("2. segments: a mask is a black and white PNG of the picture's size", async () => {
    const values = { mask: unitShapes.mask.json(mask) };
    told = await startTold(["mask"], (tell) => tell({ type: "end", answer: instances(values) }));
    const [segment] = await client("image-segmentation").imageSegmentation({ inputs: picture });
    expect(segment).toMatchObject({ label: "dog", score: 0.9 });
    const read = await loadMask(Buffer.from(segment.mask, "base64"));
    expect([read.width, read.height, read.data]).toEqual([WIDTH, HEIGHT, mask.data]);
  });

  it("3. answers a question with the probability of its words, and says what a picture shows", async () => {
    told = await startTold(["box"]);
    const inputs = { image: picture, question: "what is there?" };
    expect(await client("visual-question-answering").visualQuestionAnswering({ inputs })).toEqual({
      answer: answer.text,
      score: 0.25,
    });
    expect(told.asked[0].turns[0].user).toEqual([{ type: "text", text: "what is there?" }]);
    const caption = await client("image-to-text").imageToText({ data: picture });
    expect(caption.generated_text).toBe(answer.text);
  });
});

describe("a request by hand", () => {
  it("4. gets depth as the answer has it, and as a PNG of 16 bits", async () => {
    const values = { depth: unitShapes.depth.json(depth) };
    told = await startTold(["depth"], (tell) => tell({ type: "end", answer: instances(values) }));
    const { body } = await post(told.server, "/pipeline/depth-estimation", {
      inputs: `data:image/png;base64,${base64}`,
    });
    expect(unitShapes.depth.fromJson(body.predicted_depth)).toEqual(depth);
    const png = sharp(Buffer.from(body.depth, "base64"));
    const { data } = await png.toColourspace("grey16").raw({ depth: "ushort" }).toBuffer({ resolveWithObject: true });
    expect(Array.from(new Uint16Array(data.buffer, data.byteOffset, 4))).toEqual([...depthSteps(depth).data]);
  });

  it("5. is told what is wrong: the task, its picture, its labels, a unit that the network has not", async () => {
    told = await startTold(["box"]);
    const cases: [string, unknown, number, string | null, RegExp][] = [
      ["audio-classification", { inputs: base64 }, 404, null, /there are object-detection, /],
      ["object-detection", {}, 400, "inputs", /inputs/],
      ["object-detection", { inputs: "%%%" }, 400, "inputs", /base64/],
      ["object-detection", { inputs: "aGVsbG8=" }, 400, "inputs", /not a picture/],
      ["zero-shot-object-detection", { inputs: base64 }, 400, "parameters", /parameters/],
      ["visual-question-answering", { inputs: base64 }, 400, "inputs", /inputs/],
      ["depth-estimation", { inputs: base64 }, 400, null, /has no depth/],
    ];
    for (const [task, sent, status, param, message] of cases) {
      const { status: got, body } = await post(told.server, `/pipeline/${task}`, sent);
      expect([task, got, body.error.param]).toEqual([task, status, param]);
      expect(body.error.message).toMatch(message);
    }
  });
});
