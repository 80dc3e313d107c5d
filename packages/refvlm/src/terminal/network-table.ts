// A network's size as a table: parts, parameters, and the memory that it takes.

import { columns } from "@refvlm/metrics";
import { byteSize, cacheBytes, type ModelConfig, networkSize } from "@refvlm/model";
import type { DType } from "@refvlm/torch";

/** Paper, Table 13: the backbone of the decoders alone, and with everything that decodes; the language model apart. */
const TABLE_13 = { name: "vicuna-7b", backbone: 199e6, total: 248e6 };

const millions = (count: number) => `${(count / 1e6).toFixed(1)} M`;

/** @param dtypes element types to tell the memory of */
export function networkTable(config: ModelConfig, dtypes: readonly DType[]): string {
  const { parts, parameters } = networkSize(config);
  const count = (number: number) => number.toLocaleString("en");
  const rows = [...parts.map(({ part, parameters }) => [part, count(parameters)]), ["all", count(parameters)]];
  const { maxPositions } = config.languageModel;
  const memory = dtypes.map((dtype) => {
    const bytes = networkBytes(parameters, dtype);
    const answering = bytes + cacheBytes(config, dtype);
    return `memory in ${dtype}: ${byteSize(bytes)} to load, ${byteSize(answering)} to answer with all ${count(maxPositions)} tokens`;
  });
  return [columns([["part", "parameters"], ...rows]), ...table13(config, parts), ...memory].join("\n");
}

const networkBytes = (parameters: number, dtype: DType) => parameters * (dtype === "float32" ? 4 : 2);

/** The paper's own count beside ours, for the paper's network. */
function table13({ name }: ModelConfig, parts: readonly { part: string; parameters: number }[]): string[] {
  if (name !== TABLE_13.name) return [];
  const sum = (pattern: RegExp) =>
    parts.filter(({ part }) => pattern.test(part)).reduce((total, { parameters }) => total + parameters, 0);
  const [backbone, decoders] = [sum(/^pyramid_tower$/), sum(/^visual_decoders\./)];
  return [
    `visual backbone ${millions(backbone)}, with decoders ${millions(backbone + decoders)}; ` +
      `paper, Table 13: ${millions(TABLE_13.backbone)}, ${millions(TABLE_13.total)}`,
  ];
}
