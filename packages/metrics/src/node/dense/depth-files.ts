// Depth maps from files: numbers in JSON, or 16-bit PNG pictures that JSON names.
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { depthAlignments } from "../../dense/align.js";
import { type DepthAnswer, evaluateDepth } from "../../dense/depth.js";
import { type Evaluation, MetricsError } from "../../evaluation.js";
import { idText, type RecordId } from "../../record-id.js";
import { type RecordFormat, readRecords, recordId } from "../files/records.js";

type DepthFileRecord = { id: RecordId; picture?: string } & (
  | { depth: (number | null)[] | null }
  | { file: string; scale: number }
);

const common = { id: recordId, picture: z.string().optional() };
const format: RecordFormat<DepthFileRecord> = {
  schema: z.union([
    z.object({ ...common, depth: z.array(z.number().nullable()).nullable() }),
    z.object({ ...common, file: z.string(), scale: z.number().positive() }),
  ]),
  example:
    '{"id": 7, "depth": [2.5, null, …]} row by row, or {"id": 7, "file": "7.png", "scale": 0.001} for 16-bit pictures',
};

/**
 * Scores files of JSON or JSON lines; picture files are looked for beside the file that names them.
 * @throws MetricsError naming file, record and field
 */
export async function scoreDepth(
  gt: string,
  pred: string,
  { alignment = "none", min = "0.001", max = "80" }: Readonly<Record<string, string>>,
): Promise<Evaluation> {
  const chosen = depthAlignments.find((each) => each === alignment);
  if (!chosen) throw new MetricsError(`alignment: "${alignment}" is none of ${depthAlignments.join(", ")}`);
  const [minDepth, maxDepth] = [Number(min), Number(max)];
  if (!(minDepth > 0 && maxDepth > minDepth && maxDepth < Number.POSITIVE_INFINITY))
    throw new MetricsError(`min and max: ${min} and ${max} are no range of depths; give e.g. min=0.001 and max=10`);
  const truth = (await readMaps(gt)).map(({ id, picture, depth }) => {
    if (!depth) throw new MetricsError(`${gt}: record with id ${idText(id)}, field depth: null; the truth needs a map`);
    return { id, picture, depth };
  });
  const options = { alignment: chosen, minDepth, maxDepth };
  return evaluateDepth(truth, await readMaps(pred), options, { truth: gt, answers: pred });
}

async function readMaps(path: string): Promise<DepthAnswer[]> {
  const maps: DepthAnswer[] = [];
  for (const record of readRecords(path, format)) {
    const { id, picture } = record;
    const depth =
      "file" in record
        ? await readDepthPicture(
            `${path}: record with id ${idText(id)}`,
            resolve(dirname(path), record.file),
            record.scale,
          )
        : record.depth && Float64Array.from(record.depth, (value) => value ?? Number.NaN);
    maps.push({ id, picture, depth });
  }
  return maps;
}

/** Values of a 16-bit grey picture times `scale`. */
async function readDepthPicture(record: string, path: string, scale: number): Promise<Float64Array> {
  const { default: sharp } = await import("sharp");
  const unreadable = (error: Error) => {
    throw new MetricsError(`${record}, field file: ${path} cannot be read (${error.message.split("\n")[0]})`);
  };
  const { depth, channels } = await sharp(path).metadata().catch(unreadable);
  if (depth !== "ushort" || channels !== 1)
    throw new MetricsError(`${record}, field file: ${path} is no grey picture of 16 bits; save depths as 16-bit PNG`);
  const bytes = await sharp(path).toColourspace("grey16").raw({ depth: "ushort" }).toBuffer().catch(unreadable);
  return Float64Array.from(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2), (value) => value * scale);
}
