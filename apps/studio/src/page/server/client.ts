// Requests to the server that the page came from: its key, its errors.
import { signal } from "@preact/signals";

/** What the server said was wrong, in its own words. */
export class ServerError extends Error {
  override name = "ServerError";

  constructor(
    message: string,
    readonly status: number,
    readonly code: string | null,
  ) {
    super(message);
  }
}

/** Asked for where the server wants one; forgotten with the tab. */
export const key = signal(sessionStorage.getItem("refvlm-key") ?? "");
key.subscribe((value) => sessionStorage.setItem("refvlm-key", value));

/** @throws ServerError for every answer that is not 2xx, and where the server cannot be reached */
export async function call(path: string, { body, ...init }: Omit<RequestInit, "body"> & { body?: unknown } = {}) {
  const headers: Record<string, string> = key.value ? { authorization: `Bearer ${key.value}` } : {};
  if (body !== undefined) headers["content-type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new ServerError("the server cannot be reached: is it still running?", 0, null);
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

async function errorOf(response: Response): Promise<ServerError> {
  const text = await response.text();
  try {
    const { message, code } = JSON.parse(text).error;
    return new ServerError(String(message), response.status, code ?? null);
  } catch {
    return new ServerError(`the server answered with status ${response.status}`, response.status, null);
  }
}
