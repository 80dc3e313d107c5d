// The questions of a built data set: every turn is asked as it stands there, behind the turns that it sees.
import { ShardSource } from "@refvlm/vt-instruct";
import type { QuestionSource } from "./evaluate.js";
import { kindOf } from "./kinds.js";
import type { EvalQuestion } from "./question.js";

export interface ShardSelection {
  /** Folder that the paths of pictures are told from; by default the one that the build was made with. */
  root?: string;
  /** So many rows, drawn evenly. Default: all. */
  limit?: number;
}

/**
 * @param path folder of a finished build, or a Parquet file
 * @throws ShardsError, OutputError as `Shards.open`; a row that is broken is an error when its turn comes
 */
export async function shardQuestions(
  path: string,
  { root, limit = Number.POSITIVE_INFINITY }: ShardSelection = {},
): Promise<QuestionSource> {
  const source = await ShardSource.open(path, { root });
  return {
    size: Math.min(source.rows, limit),
    digest: source.digest,
    async at(index) {
      const { picture, turns, independent, objects, id } = await source.at(index);
      const names = objects?.map(({ name }) => name);
      return turns.map((turn, number): EvalQuestion => {
        const history = independent ? [] : turns.slice(0, number);
        const { command } = turn;
        const kind = kindOf(turn, history);
        return {
          set: "data",
          id: `${id}/${number}`,
          kind,
          picture,
          history,
          turn,
          ...(command && { command }),
          ...(names && { names }),
        };
      });
    },
  };
}
