// NanoDet-Plus: as RangiLyu/nanodet saves it while training, and with batch norms folded under short names.
import { scope, type Tensor } from "@refvlm/torch";
import { UNNAMED_LOGIT } from "../../encoders/nanodet/detection-head.js";
import { foldBatchNorms } from "./batch-norms.js";
import type { Entries, Family, KeyRule, RenamedKey } from "./family.js";

/** Rows of the last layer's output that are distances: four sides of eight bins. The others are logits of classes. */
const SIDES = 32;

/** It reads BGR, we read RGB. */
const flipped = (key: string): RenamedKey[] => [
  { key, shape: (shape) => [...shape], make: (tensor) => tensor.flip([1]) },
];

/**
 * The last layer of a level. Class by class its logits are the coordinates of keys, so that a text tower which puts a name
 * at a unit vector along its class finds the detector's own logit for it, once what an unknown text gets is added.
 */
function head(level: string, parameter: "weight" | "bias"): RenamedKey[] {
  const at = (name: string) => `detector.heads.${level}.${name}.${parameter}`;
  const keys = (rows: Tensor) => (parameter === "bias" ? scope(() => rows.sub(UNNAMED_LOGIT)) : rows);
  return [
    {
      key: at("keys"),
      shape: ([rows, ...rest]) => [rows - SIDES, ...rest],
      make: (tensor) => keys(tensor.slice(0, 0, tensor.shape[0] - SIDES)),
    },
    {
      key: at("sides"),
      shape: ([, ...rest]) => [SIDES, ...rest],
      make: (tensor) => tensor.slice(0, tensor.shape[0] - SIDES, tensor.shape[0]),
    },
  ];
}

/** Modules inside a block: ours, and theirs in the folded and in the official layout. */
const inside = {
  shuffle: [
    ["shortcut.depthwise", "b1dw", "branch1.0"],
    ["shortcut.pointwise", "b1pw", "branch1.2"],
    ["branch.expand", "b2a", "branch2.0"],
    ["branch.depthwise", "b2d", "branch2.3"],
    ["branch.project", "b2b", "branch2.5"],
  ],
  ghost: [
    ["ghost1.primary", "p1", "blocks.0.ghost1.primary_conv.0"],
    ["ghost1.cheap", "c1", "blocks.0.ghost1.cheap_operation.0"],
    ["ghost2.primary", "p2", "blocks.0.ghost2.primary_conv.0"],
    ["ghost2.cheap", "c2", "blocks.0.ghost2.cheap_operation.0"],
    ["shortcut.depthwise", "sd", "blocks.0.shortcut.0"],
    ["shortcut.pointwise", "sp", "blocks.0.shortcut.2"],
  ],
} as const;

const FOLDED = 1;
const OFFICIAL = 2;

/** Rules for the modules inside of blocks. */
function blocks(kind: keyof typeof inside, layout: typeof FOLDED | typeof OFFICIAL, theirs: string, ours: string) {
  return inside[kind].map(
    (names): KeyRule => [new RegExp(`^${theirs}\\.${names[layout].replaceAll(".", "\\.")}\\.`), `${ours}.${names[0]}.`],
  );
}

export const nanodet: Family = {
  name: "nanodet",
  layouts: [
    {
      signature: /^stages\.0\.0\.b1dw\.weight$/,
      rules: [
        [/^conv1\.weight$/, flipped("detector.backbone.stem.weight")],
        [/^conv1\./, "detector.backbone.stem."],
        ...blocks("shuffle", FOLDED, "stages\\.(\\d+)\\.(\\d+)", "detector.backbone.stages.$1.$2"),
        [/^reduce\./, "detector.neck.reduce."],
        ...blocks("ghost", FOLDED, "td\\.(\\d+)", "detector.neck.top_down.$1"),
        ...blocks("ghost", FOLDED, "bu\\.(\\d+)", "detector.neck.bottom_up.$1"),
        [/^down\./, "detector.neck.downsample."],
        [/^e(in|out)\./, "detector.neck.extra_$1."],
        [/^head\.(\d+)\./, "detector.heads.$1.tower."],
        [/^out\.(\d+)\.weight$/, head("$1", "weight")],
        [/^out\.(\d+)\.bias$/, head("$1", "bias")],
      ],
    },
    {
      signature: /^(avg_)?model\.backbone\.stage2\.0\.branch1\.0\.weight$/,
      prepare: (entries) => foldBatchNorms(averaged(entries), 1e-5),
      rules: [
        [/^aux_(fpn|head)\./, null],
        [/^head\.distribution_project\.project$/, null],
        [/^backbone\.conv1\.0\.weight$/, flipped("detector.backbone.stem.weight")],
        [/^backbone\.conv1\.0\./, "detector.backbone.stem."],
        ...[2, 3, 4].flatMap((stage, i) =>
          blocks("shuffle", OFFICIAL, `backbone\\.stage${stage}\\.(\\d+)`, `detector.backbone.stages.${i}.$1`),
        ),
        [/^fpn\.reduce_layers\.(\d+)\.conv\./, "detector.neck.reduce.$1."],
        ...blocks("ghost", OFFICIAL, "fpn\\.top_down_blocks\\.(\\d+)", "detector.neck.top_down.$1"),
        ...blocks("ghost", OFFICIAL, "fpn\\.bottom_up_blocks\\.(\\d+)", "detector.neck.bottom_up.$1"),
        [/^fpn\.downsamples\./, "detector.neck.downsample."],
        [/^fpn\.extra_lvl_(in|out)_conv\.0\./, "detector.neck.extra_$1."],
        [/^head\.cls_convs\.(\d+)\./, "detector.heads.$1.tower."],
        [/^head\.gfl_cls\.(\d+)\.weight$/, head("$1", "weight")],
        [/^head\.gfl_cls\.(\d+)\.bias$/, head("$1", "bias")],
      ],
    },
  ],
  describe: () => ({}),
};

/** The moving average of a run where one was kept, else its weights; names without what is in front of them. */
function averaged(entries: Entries): Entries {
  const of = (prefix: string) =>
    [...entries].flatMap(([key, entry]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), entry] as const] : [],
    );
  const average = of("avg_model.");
  return new Map(average.length > 0 ? average : of("model."));
}
