// Several repositories into the cache, one after another, with one count of what is still to come.
import { HubCache } from "./cache.js";
import { fetchFile } from "./fetch-file.js";
import { askingHub, type Hub } from "./hub.js";
import { openRepository } from "./repository.js";

export interface RepositoriesOptions {
  /** Branch, tag or commit. */
  revision: string;
  /** How else to come by the files, said where the hub is out of reach. */
  byHand: string;
  signal?: AbortSignal;
  /** Told once what everything has, and what of it is there; before the first byte comes. */
  onPlan?(total: number, there: number): void;
  onBytes?(count: number, file: string): void;
}

/**
 * Fetches what a conversion needs of each repository.
 * @returns their folders by their names
 * @throws HubError in one line; the signal's reason when aborted. What has come stays for the next time
 */
export async function fetchRepositories(
  names: readonly string[],
  hub: Hub,
  { revision, byHand, signal, onPlan, onBytes }: RepositoriesOptions,
): Promise<Map<string, string>> {
  const opened = [];
  for (const name of new Set(names)) {
    const repository = await askingHub(hub, name, `by hand: ${byHand}`, () => openRepository(name, revision, hub));
    opened.push({ repository, cache: new HubCache(repository) });
  }
  for (const { cache } of opened) cache.checkRoom();
  const total = opened.flatMap(({ repository }) => repository.files).reduce((sum, { bytes }) => sum + bytes, 0);
  onPlan?.(total, total - opened.reduce((sum, { cache }) => sum + cache.missing(), 0));
  const folders = new Map<string, string>();
  for (const { repository, cache } of opened) {
    for (const file of repository.files)
      await askingHub(hub, repository.name, "the same command goes on where it was", () =>
        fetchFile(repository, file, cache, hub, { signal, onBytes: (count) => onBytes?.(count, file.path) }),
      );
    folders.set(repository.name, cache.link(revision));
  }
  return folders;
}
