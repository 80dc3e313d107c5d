// Stores of c10d: where processes that were started apart leave words for each other.
import { setTimeout as delay } from "node:timers/promises";
import { native } from "../loader.js";
import { requireProcessGroups } from "./backends.js";
import { DistributedError } from "./distributed-error.js";
import { firstWords } from "./first-words.js";

export interface TcpStoreOptions {
  host: string;
  /** Where the one that listens may be given 0: any free one. */
  port: number;
  /** Whether the store lives in this process. */
  listens: boolean;
  /** Milliseconds to connect. */
  timeout: number;
}

/** How often `wait` looks, in milliseconds. */
const LOOK_AGAIN = 20;

export class Store {
  private constructor(
    /** The addon's handle. */
    readonly id: number,
    /** Port of a TCP store, null of a file. */
    readonly port: number | null,
  ) {}

  /**
   * A store in one process's memory, which the others reach over TCP (c10d's TCPStore).
   * @throws DistributedError naming host and port
   */
  static async tcp({ host, port, listens, timeout }: TcpStoreOptions): Promise<Store> {
    requireProcessGroups();
    try {
      const words = listens ? null : await firstWords(host, port);
      if (words !== null) throw new Error(`something else says ${JSON.stringify(words.slice(0, 40))}`);
      return Store.#of(await native.openTcpStore(host, port, listens, timeout));
    } catch (error) {
      const { message } = error as Error;
      throw new DistributedError(
        listens
          ? `no store can listen at port ${port}: ${message}; choose another port (MASTER_PORT)`
          : `no store answers at ${host}:${port} within ${timeout / 1000} s: ${message}; see that rank 0 runs there and that the port is open`,
      );
    }
  }

  /**
   * A store in a file that all processes see (c10d's FileStore).
   * @param processes how many use it; the last one to end removes the file
   */
  static async file(path: string, processes: number): Promise<Store> {
    requireProcessGroups();
    return Store.#of(await native.openFileStore(path, processes));
  }

  static #of(id: number): Store {
    return new Store(id, native.storePort(id));
  }

  /** The same store with keys of its own. */
  async prefixed(prefix: string): Promise<Store> {
    return new Store(await native.prefixStore(this.id, prefix), this.port);
  }

  async set(key: string, text: string): Promise<void> {
    return native.storeSet(this.id, key, text);
  }

  /** Null where nobody has set it yet. */
  async get(key: string): Promise<string | null> {
    return native.storeGet(this.id, key);
  }

  /**
   * Waits until all keys are set.
   * @param timeout in milliseconds
   * @returns each key's text; null where time ran out before it was set
   */
  async wait(keys: readonly string[], timeout: number): Promise<(string | null)[]> {
    const end = performance.now() + timeout;
    for (;;) {
      const texts = await Promise.all(keys.map((key) => this.get(key)));
      if (!texts.includes(null) || performance.now() > end) return texts;
      await delay(LOOK_AGAIN);
    }
  }

  /** Lets go of it; where it lives in this process, it ends for all. */
  close(): void {
    native.closeStore(this.id);
  }
}
