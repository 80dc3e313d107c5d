// What the Hugging Face Hub did not give.

/** Files that cannot be had from the hub; the message names repository and file, and the way out. */
export class HubError extends Error {
  override readonly name = "HubError";
}
