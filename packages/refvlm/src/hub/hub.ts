// The Hugging Face Hub as the environment describes it, and what its failures mean.
import { HubApiError } from "@huggingface/hub";
import { HubError } from "./hub-error.js";

/** Where repositories are asked for, and as whom. */
export interface Hub {
  readonly hubUrl: string;
  readonly accessToken?: string;
}

/** HF_ENDPOINT and HF_TOKEN, as Hugging Face's own tools read them. */
export function hubOf({ HF_ENDPOINT, HF_TOKEN }: NodeJS.ProcessEnv): Hub {
  return {
    hubUrl: (HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, ""),
    accessToken: HF_TOKEN?.trim() || undefined,
  };
}

/**
 * Runs what asks the hub about a repository.
 * @param wayOut what to do where it is out of reach
 * @throws HubError for every failure but an abort, in one line and without the token
 */
export async function askingHub<T>(hub: Hub, repository: string, wayOut: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof HubError || (error as Error)?.name === "StoppedError") throw error;
    const said = explained(error, hub, repository, wayOut);
    throw new HubError(hub.accessToken ? said.replaceAll(hub.accessToken, "***") : said);
  }
}

function explained(error: unknown, { hubUrl }: Hub, repository: string, wayOut: string): string {
  if (error instanceof HubApiError) {
    const { statusCode } = error;
    if (statusCode === 401 || statusCode === 403)
      return `${repository}: the hub gives it to those only who may see it (${statusCode}); accept its licence at ${hubUrl}/${repository} and set HF_TOKEN`;
    if (statusCode === 404) return `${repository} is not on ${hubUrl}; look for the name there`;
    return `${repository}: ${hubUrl} answers ${statusCode}; try again later`;
  }
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  const { code, message: reason } = (cause ?? {}) as NodeJS.ErrnoException;
  // fetch wraps what the network said; what has no cause is of the disk.
  const said = cause === undefined ? message : `${hubUrl} cannot be reached (${code ?? reason})`;
  return `${repository}: ${said}; ${wayOut}`;
}
