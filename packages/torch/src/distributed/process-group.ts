// Groups of processes that reduce tensors together: c10d's ProcessGroupGloo, and NCCL's where libtorch has it.
import { native } from "../loader.js";
import type { Tensor } from "../tensor.js";
import { requireProcessGroups } from "./backends.js";
import type { Store } from "./store.js";

export interface ProcessGroupOptions {
  /** Where the group's processes find each other; a group needs keys of its own, see `Store.prefixed`. */
  store: Store;
  /** One of `processGroupBackends`: `gloo` for tensors on the CPU, `nccl` for those on GPUs. */
  backend?: string;
  rank: number;
  size: number;
  /** This process's own address, at which the others reach it; Gloo's alone. */
  address: string;
  /** Milliseconds that each operation may take. */
  timeout: number;
}

/** All processes of a group call the same methods with tensors of the same shapes, in the same order. */
export class ProcessGroup {
  #closed: Promise<void> | undefined;

  private constructor(private readonly id: number) {}

  /** Connects to all others. @throws Error with Gloo's words when one does not come in time */
  static async open(options: ProcessGroupOptions): Promise<ProcessGroup> {
    requireProcessGroups();
    const { store, backend = "gloo", rank, size, address, timeout } = options;
    return new ProcessGroup(await native.openProcessGroup(store.id, backend, rank, size, address, timeout));
  }

  /** Replaces a tensor by the sum over all processes. @throws Error with Gloo's words when one is lost or late */
  async allReduce(tensor: Tensor): Promise<void> {
    return native.allReduce(this.id, tensor.handle);
  }

  /** Replaces a tensor by what it is in the process `root`. @throws as `allReduce` */
  async broadcast(tensor: Tensor, root: number): Promise<void> {
    return native.broadcast(this.id, tensor.handle, root);
  }

  /** Ends the group: whatever others still wait for fails. Resolves when nothing of ours is under way. */
  close(): Promise<void> {
    this.#closed ??= native.closeProcessGroup(this.id);
    return this.#closed;
  }
}
