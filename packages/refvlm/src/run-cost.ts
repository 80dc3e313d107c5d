// What a data set and a training of the paper's size take, computed from rates that were measured: hours, machines, bytes.
import type { Cells } from "@refvlm/metrics";

/** Measured rates and the size of what is planned. */
export interface CostQuestion {
  /** Samples of the data set. */
  readonly samples: number;
  /** Samples a second that one process builds. */
  readonly buildRate: number;
  /** Bytes of a sample's row in the shards. */
  readonly rowBytes: number;
  /** Bytes of a picture; copied into the rows, each sample has its own. */
  readonly pictureBytes: number;
  /** Processes of a machine that builds. */
  readonly processes: number;
  /** Samples a second that one device trains on. */
  readonly trainRate: number;
  /** Hours within which each part is to end. */
  readonly hours: number;
}

/** A stage of the paper's training: devices and hours as its appendix D tells them (9 days are stage 2's). */
interface Stage {
  readonly name: string;
  readonly devices: number;
  readonly hours: number;
}

const paperStages: readonly Stage[] = [
  { name: "stage 1: projector", devices: 64, hours: 48 },
  { name: "stage 2: all together", devices: 64, hours: 216 },
  { name: "stage 3: keypoints", devices: 8, hours: 10 },
];

/** Samples of the paper's data set. Stage 2 is taken to see each once, and the other stages to go at its pace. */
const PAPER_SAMPLES = 1e8;
const [, second] = paperStages;
const PAPER_RATE = PAPER_SAMPLES / (second.devices * second.hours * 3600);

/** Rows for the data set and for each stage: samples, hours of one process or device, how many are needed, bytes. */
export function costCells(question: CostQuestion): Cells {
  const { samples, buildRate, rowBytes, pictureBytes, processes, trainRate, hours } = question;
  const buildHours = samples / buildRate / 3600;
  const machines = String(Math.ceil(buildHours / processes / hours));
  const bytes = samples * rowBytes;
  const stages = paperStages.map(({ name, devices, hours: taken }) => {
    const seen = (devices * taken * 3600 * PAPER_RATE * samples) / PAPER_SAMPLES;
    const deviceHours = seen / trainRate / 3600;
    return [name, shortened(seen), shortened(deviceHours), String(Math.ceil(deviceHours / hours)), ""];
  });
  return [
    ["", "samples", "hours of one", `needed for ${hours} h`, "bytes"],
    ["build, pictures by path", shortened(samples), shortened(buildHours), machines, told(bytes)],
    ["the same with pictures in its rows", "", "", "", told(bytes + samples * pictureBytes)],
    ...stages,
  ];
}

/** Three digits: rates are no better known. */
function shortened(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-US");
}

function told(bytes: number): string {
  const power = Math.min(5, Math.max(0, Math.floor(Math.log10(bytes) / 3)));
  return `${shortened(bytes / 1000 ** power)} ${["B", "kB", "MB", "GB", "TB", "PB"][power]}`;
}
