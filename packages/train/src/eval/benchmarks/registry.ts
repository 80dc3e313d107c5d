// Published benchmarks: one entry each, with its official splits and the paper's figures of REF-VLM beside them.
import { promptKinds } from "@refvlm/vision";
import { captions, regionWords } from "../tasks/captions.js";
import { freeform } from "../tasks/freeform.js";
import { gcgRows, groundedCaptions } from "../tasks/grounded-caption.js";
import { interactiveMasks } from "../tasks/interactive.js";
import { presence, vqaAccuracyOf } from "../tasks/questions-in-words.js";
import { referringBoxes, referringMasks } from "../tasks/referring.js";
import {
  askBoxedCaption,
  askBoxes,
  askCaption,
  askEverything,
  askMaskedCaption,
  askMasks,
  askPresence,
  askPrompted,
  askQuestions,
  askWords,
} from "./ask.js";
import type { Benchmark, BenchmarkPart } from "./benchmark.js";

const captionFamily = captions("captions", [
  { name: "CIDEr", figure: "CIDEr-D" },
  { name: "METEOR", figure: "METEOR" },
]);
const vqaFamily = vqaAccuracyOf("vqa", ["vqa"], [{ name: "accuracy", figure: "accuracy" }]);
const presenceFamily = presence(
  "pope",
  ["accuracy", "precision", "recall", "F1", "yes ratio"].map((name) => ({ name, figure: name })),
);
const gcg = (name: "gcg-box" | "gcg-mask") => groundedCaptions(name, gcgRows());
const recFamily = referringBoxes("rec", ["rec"], [{ name: "accuracy at IoU 0.5", figure: "accuracy@0.5" }]);
const resFamily = referringMasks(
  "res",
  ["res"],
  [
    { name: "cIoU", figure: "cIoU" },
    { name: "mIoU", figure: "mIoU" },
  ],
);
const regFamily = regionWords(
  "reg",
  ["reg-mask"],
  [
    { name: "METEOR", figure: "METEOR" },
    { name: "CIDEr", figure: "CIDEr-D" },
  ],
);
const freeformRows = [
  { name: "mAP_S", figure: "AP" },
  { name: "AP50_S", figure: "AP50" },
];

/** The files of a data set of referring expressions, as github.com/lichengunc/refer has them. */
const referFiles = (folder: string, refs: string) => ({
  images: "images/mscoco/images/train2014",
  refs: `${folder}/${refs}`,
  instances: `${folder}/instances.json`,
});

/** Splits with the paper's figure of each. */
function referParts(
  folder: string,
  refs: string,
  row: string,
  paper: Readonly<Record<string, number | undefined>>,
): Record<string, BenchmarkPart> {
  const files = referFiles(folder, refs);
  return Object.fromEntries(
    Object.entries(paper).map(([split, figure]) => {
      return [split, { files, settings: { split }, ...(figure !== undefined && { paper: { [row]: figure } }) }];
    }),
  );
}

const accuracy = "accuracy at IoU 0.5";
const refer = {
  refcoco: { title: "RefCOCO", refs: "refs(unc).p" },
  "refcoco+": { title: "RefCOCO+", refs: "refs(unc).p" },
  refcocog: { title: "RefCOCOg", refs: "refs(umd).p" },
} as const;
const recPaper = {
  refcoco: { val: 90.8, testA: 93.7, testB: 89.1 },
  "refcoco+": { val: 81.7, testA: 88.3, testB: 77.6 },
  refcocog: { val: 87.0, test: 87.1 },
} as const;
const resPaper = {
  refcoco: { val: 69.0, testA: 73.4, testB: 63.9 },
  "refcoco+": { val: 62.3, testA: 70.8, testB: 56.2 },
  refcocog: { val: 65.0, test: 65.8 },
} as const;

const referring = Object.fromEntries(
  Object.entries(refer).flatMap(([folder, { title, refs }]): [string, Benchmark][] => {
    const name = folder as keyof typeof refer;
    const common = { published: `${title} (refer) and the pictures of COCO train2014`, reader: "refcoco" };
    return [
      [
        `rec-${name}`,
        {
          ...common,
          title: `${title}: a box for each expression`,
          table: "Table 19",
          parts: referParts(folder, refs, accuracy, recPaper[name]),
          ask: askBoxes,
          family: recFamily,
        },
      ],
      [
        `res-${name}`,
        {
          ...common,
          title: `${title}: a mask for each expression`,
          table: "Table 20",
          network: "meta decoders",
          parts: referParts(folder, refs, "cIoU", resPaper[name]),
          ask: askMasks,
          family: resFamily,
        },
      ],
      [
        `reg-${name}`,
        {
          ...common,
          title: `${title}: words for each object, shown by its mask`,
          table: "Table 4",
          parts: referParts(
            folder,
            refs,
            "CIDEr",
            Object.fromEntries(Object.keys(recPaper[name]).map((key) => [key, undefined])),
          ),
          ask: askWords,
          family: regFamily,
        },
      ],
    ];
  }),
);

/** The paper's figures of one kind of POPE's questions. */
const popePart = (kind: string, accuracy: number, precision: number, recall: number, F1: number): BenchmarkPart => ({
  files: { images: "val2014", questions: `coco_pope_${kind}.json` },
  paper: { accuracy, precision, recall, F1 },
});

const grandPart = (split: string, ...[CIDEr, METEOR, AP50, mIoU, recall]: number[]): BenchmarkPart => ({
  files: {
    images: "GranDf_HA_images/val_test",
    masks: `annotations/val_test/${split}_gcg_coco_mask_gt.json`,
    captions: `annotations/val_test/${split}_gcg_coco_caption_gt.json`,
  },
  paper: { CIDEr, METEOR, AP50, mIoU, recall },
});

const flickrFiles = {
  images: "flickr30k-images",
  sentences: "Sentences",
  annotations: "Annotations",
  split: "test.txt",
};
const cocoPictures = "the pictures of COCO val2014";

export const benchmarks: Readonly<Record<string, Benchmark>> = {
  flickr30k: {
    title: "Flickr30k: captions, zero-shot",
    published: "Flickr30k Entities and the pictures of Flickr30k",
    table: "Table 4",
    reader: "flickr30k-entities",
    parts: { test: { files: flickrFiles, paper: { CIDEr: 96.0 } } },
    ask: askCaption,
    family: captionFamily,
  },
  nocaps: {
    title: "NoCaps: captions, zero-shot",
    published: "NoCaps validation and its pictures of Open Images",
    table: "Table 4",
    reader: "nocaps",
    parts: { val: { files: { images: "val", captions: "nocaps_val_4500_captions.json" }, paper: { CIDEr: 122.4 } } },
    ask: askCaption,
    family: captionFamily,
  },
  vqav2: {
    title: "VQA v2: val, since the answers of test, which the paper measures, are not published",
    published: `VQA v2 questions and annotations of val2014, and ${cocoPictures}`,
    table: "Table 4",
    reader: "vqav2",
    parts: {
      val: {
        files: {
          images: "val2014",
          questions: "v2_OpenEnded_mscoco_val2014_questions.json",
          annotations: "v2_mscoco_val2014_annotations.json",
        },
        paper: { accuracy: 81.6 },
      },
    },
    ask: askQuestions,
    family: vqaFamily,
  },
  okvqa: {
    title: "OK-VQA: its test questions are those of val2014",
    published: `OK-VQA 1.1 questions and annotations of val2014, and ${cocoPictures}`,
    table: "Table 4",
    reader: "okvqa",
    parts: {
      test: {
        files: {
          images: "val2014",
          questions: "OpenEnded_mscoco_val2014_questions.json",
          annotations: "mscoco_val2014_annotations.json",
        },
        paper: { accuracy: 62.39 },
      },
    },
    ask: askQuestions,
    family: vqaFamily,
  },
  pope: {
    title: "POPE: yes or no to objects that may be imagined",
    published: `POPE's questions on COCO, and ${cocoPictures}`,
    table: "Table 5",
    reader: "pope",
    parts: {
      random: popePart("random", 92.44, 90.0, 96.0, 92.9),
      popular: popePart("popular", 90.1, 85.78, 96.13, 90.66),
      adversarial: popePart("adversarial", 87.3, 91.54, 82.2, 86.62),
    },
    ask: askPresence,
    family: presenceFamily,
  },
  "gcg-grandf": {
    title: "GranD-f: captions whose phrases carry masks",
    published: "GranD-f (GLaMM) annotations val_test and its pictures of SA-1B",
    table: "Table 6",
    reader: "grand-f",
    parts: {
      val: grandPart("val", 56.9, 18.4, 26.2, 57.9, 50.0),
      test: grandPart("test", 53.2, 21.7, 27.7, 56.6, 45.3),
    },
    ask: askMaskedCaption,
    family: gcg("gcg-mask"),
  },
  "gcg-flickr30k": {
    title: "Flickr30k Entities: captions whose phrases carry boxes, zero-shot",
    published: "Flickr30k Entities and the pictures of Flickr30k",
    table: "Table 6",
    reader: "flickr30k-entities",
    parts: { test: { files: flickrFiles, paper: { CIDEr: 82.0, METEOR: 26.0, AP50: 35.4, mIoU: 66.1, recall: 47.7 } } },
    ask: askBoxedCaption,
    family: gcg("gcg-box"),
  },
  ...referring,
  "coco-interactive": {
    title: "COCO-Interactive: the mask of what is pointed at; scribbles are drawn anew",
    published: "COCO-Interactive (PSALM) and the pictures of COCO val2017",
    table: "Table 18",
    network: "meta decoders",
    reader: "coco-interactive",
    parts: {
      val: {
        files: { images: "val2017", interactive: "coco_interactive_val_psalm.json" },
        paper: {
          "mIoU (point)": 62.8,
          "cIoU (point)": 70.4,
          "mIoU (scribble)": 59.8,
          "cIoU (scribble)": 60.2,
          "mIoU (box)": 71.2,
          "cIoU (box)": 73.7,
          "mIoU (mask)": 66.3,
          "cIoU (mask)": 77.5,
        },
      },
    },
    ask: askPrompted,
    family: interactiveMasks(
      "interactive",
      promptKinds
        .flatMap((kind) => ["mIoU", "cIoU"].map((figure) => `${figure} (${kind})`))
        .map((name) => {
          return { name, figure: name };
        }),
    ),
  },
  "freeform-ade20k": {
    title: "ADE20K, all objects of the full release: masks, without being given names, zero-shot",
    published: "ADE20K full data set (ADE20K_2021_17_01)",
    table: "Table 7",
    reader: "ade20k",
    parts: { val: { files: { images: "images/ADE/validation" }, paper: { mAP_S: 16.7 } } },
    ask: askEverything("mask"),
    family: freeform("freeform", "mask", freeformRows),
  },
  "freeform-coco": {
    title: "COCO 2017: boxes, without being given names",
    published: "COCO 2017 annotations and the pictures of val2017",
    table: "Table 7",
    reader: "coco",
    parts: {
      val: {
        files: { images: "val2017", instances: "annotations/instances_val2017.json" },
        paper: { mAP_S: 26.7 },
      },
    },
    ask: askEverything("box"),
    family: freeform("freeform", "box", freeformRows),
  },
};
