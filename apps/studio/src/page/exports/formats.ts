// The formats that answers are exported in: what each makes of pictures, by file name.
import {
  CocoExport,
  csvHeading,
  csvRows,
  cutOut,
  labelMeFile,
  Mask,
  maskLayer,
  YoloExport,
  type YoloTask,
} from "@refvlm/vision";
import { type ExportPicture, safeName, stem } from "./export-picture.js";
import { png } from "./png.js";

export interface Format {
  readonly name: string;
  readonly label: string;
  files(pictures: readonly ExportPicture[]): Promise<Record<string, Uint8Array>>;
}

const encoder = new TextEncoder();
const text = (value: string) => encoder.encode(value);
const json = (value: unknown) => text(`${JSON.stringify(value, null, 1)}\n`);

const coco: Format = {
  name: "coco",
  label: "COCO JSON",
  async files(pictures) {
    const dataset = new CocoExport();
    for (const picture of pictures) dataset.add(picture);
    return { "instances.json": json(dataset) };
  },
};

function yolo(task: YoloTask, label: string): Format {
  return {
    name: `yolo-${task}`,
    label,
    async files(pictures) {
      const dataset = new YoloExport(task);
      const labels = pictures.map((picture) => [`labels/${stem(picture.file)}.txt`, text(dataset.add(picture).text)]);
      return { ...Object.fromEntries(labels), "data.yaml": text(dataset.dataset) };
    },
  };
}

const labelme: Format = {
  name: "labelme",
  label: "LabelMe",
  async files(pictures) {
    return Object.fromEntries(
      pictures.map((picture) => [
        `${stem(picture.file)}.json`,
        json(labelMeFile({ ...picture, file: safeName(picture.file) })),
      ]),
    );
  },
};

/** More do not fit into a byte. */
const MOST_INDEXED = 255;

const masks: Format = {
  name: "masks",
  label: "Mask PNGs",
  async files(pictures) {
    const files: Record<string, Uint8Array> = {};
    for (const { file, width, height, objects } of pictures) {
      const index = new Mask(width, height);
      for (const [i, { mask, number = i + 1 }] of objects.entries()) {
        if (!mask) continue;
        const area = Mask.from(mask);
        files[`${stem(file)}-${number}.png`] = await png(maskLayer(area, [255, 255, 255]), "black");
        area.data.forEach((inside, at) => {
          if (inside) index.data[at] = Math.min(number, MOST_INDEXED);
        });
      }
      // Grey is the object's number.
      const grey = { width, height, data: new Uint8Array(width * height * 4) };
      index.data.forEach((value, at) => {
        grey.data.set([value, value, value, 255], 4 * at);
      });
      if (objects.length <= MOST_INDEXED) files[`${stem(file)}-index.png`] = await png(grey);
    }
    return files;
  },
};

const cutOuts: Format = {
  name: "cut-outs",
  label: "Cut-outs",
  async files(pictures) {
    const files: Record<string, Uint8Array> = {};
    for (const picture of pictures) {
      const pixels = await picture.pixels();
      for (const [i, object] of picture.objects.entries()) {
        const cut = cutOut(pixels, object);
        if (cut) files[`${stem(picture.file)}-${object.number ?? i + 1}-${stem(object.phrase)}.png`] = await png(cut);
      }
    }
    return files;
  },
};

const jsonLines: Format = {
  name: "jsonl",
  label: "JSON lines",
  async files(pictures) {
    return { "answers.jsonl": text(pictures.map(({ record }) => `${JSON.stringify(record)}\n`).join("")) };
  },
};

const csv: Format = {
  name: "csv",
  label: "CSV table",
  async files(pictures) {
    return { "objects.csv": text(csvHeading + pictures.map(csvRows).join("")) };
  },
};

export const formats: readonly Format[] = [
  coco,
  yolo("detect", "YOLO boxes"),
  yolo("segment", "YOLO masks"),
  yolo("pose", "YOLO poses"),
  labelme,
  masks,
  cutOuts,
  jsonLines,
  csv,
];
