// `refvlm segment PICTURE`: Segment Anything by itself cuts out what is pointed at, or everything.
import { type Command, Option } from "commander";
import { optionNumber } from "../option-number.js";
import { addPromptOptions, type PromptOptions } from "../prompt-options.js";
import { wholeNumber } from "../whole-number.js";

interface SegmentOptions extends PromptOptions {
  model: string;
  everything?: boolean;
  points: number;
  minScore: number;
  minStability: number;
  maxOverlap: number;
  minArea: number;
  tile: number;
  out: string;
  json?: boolean;
  device?: string;
  allowHttp?: boolean;
}

const share = optionNumber((value) => value >= 0 && value <= 1, "a number from 0 to 1");

export function addSegment(program: Command): void {
  const command = program
    .command("segment")
    .description("cut out what is pointed at in a picture, or everything, with Segment Anything alone")
    .argument("<picture>", "picture file")
    .option("--model <folder>", "as `refvlm pull sam-vit-base` or `refvlm convert` makes it", "models/sam-vit-base");
  addPromptOptions(command)
    .option("--everything", "a mask of each thing that a grid of points finds")
    .option(
      "--points <n>",
      "of everything: points along the longer side of the picture, and of each tile",
      wholeNumber(1),
      32,
    )
    .option("--min-score <p>", "of everything: leave out masks of a lower predicted IoU", share, 0.88)
    .option("--min-stability <p>", "of everything: leave out masks that hang on the threshold", share, 0.95)
    .option("--max-overlap <p>", "of everything: of two boxes that overlap by more IoU the surer stays", share, 0.7)
    .option("--min-area <n>", "of everything: leave out smaller masks, in pixels", wholeNumber(1), 1)
    .option(
      "--tile <n>",
      "see pictures with a longer side in tiles of this side, too, so that small things are found",
      wholeNumber(64),
      2048,
    )
    .option("--out <folder>", "where the annotated picture and the JSON go", "answers")
    .option("--json", "print the JSON, masks as COCO run lengths")
    .addOption(new Option("--device <name>", "cpu, cuda or cuda:N"))
    .option("--allow-http", "fetch a picture that is given as http: or https: URL")
    .action(segment);
}

async function segment(path: string, options: SegmentOptions): Promise<void> {
  const { everything, model, device, allowHttp } = options;
  const { readPrompts } = await import("../prompt-options.js");
  const prompts = await readPrompts(options);
  if (!prompts === !everything)
    throw new Error("say what to cut out: --point, --box, --scribble or --mask, or else --everything");
  const [{ loadSegmenter }, { readyEngine }, { readPicture }, { answerName }, { writeSegments }] = await Promise.all([
    import("@refvlm/model"),
    import("@refvlm/torch"),
    import("../picture-source.js"),
    import("../answers/answer-name.js"),
    import("../answers/segments.js"),
  ]);
  const { checkPrompts } = await import("@refvlm/model");
  const picture = await readPicture(path, { http: allowHttp });
  if (prompts) checkPrompts(prompts, picture);
  await readyEngine();
  using segmenter = loadSegmenter(folderOf(model), { device });
  const segments = prompts
    ? segmenter.segment(picture, prompts, { tile: options.tile })
    : await everythingOf(segmenter, picture, options);
  const name = answerName(path, everything ? "everything" : "segment");
  const json = await writeSegments(options.out, name, { picture, path, prompts, segments });
  if (options.json) process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  else process.stdout.write(`${segments.length} ${segments.length === 1 ? "mask" : "masks"}\n`);
}

async function everythingOf(
  segmenter: import("@refvlm/model").Segmenter,
  picture: import("@refvlm/vision").Picture,
  { points, minScore, minStability, maxOverlap, minArea, tile }: SegmentOptions,
) {
  const { showProgress } = await import("../terminal/progress.js");
  let progress: ReturnType<typeof showProgress> | undefined;
  const onProgress = (done: number, of: number) => {
    progress ??= showProgress("passes", of);
    progress.update(done, "");
  };
  try {
    return segmenter.everything(picture, { points, minScore, minStability, maxOverlap, minArea, tile, onProgress });
  } finally {
    progress?.stop();
  }
}

/** "sam=FOLDER" as --mask-decoder has it, or the folder alone. */
const folderOf = (model: string) => model.replace(/^sam=/, "");
