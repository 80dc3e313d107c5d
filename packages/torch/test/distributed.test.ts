// Stores and process groups of c10d: right sums, and errors that name host and port. Both ranks are in this process.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ProcessGroup, processGroupBackends, Store, tensor } from "../src/index.js";

const folder = mkdtempSync(join(tmpdir(), "refvlm-distributed-"));
afterAll(() => rmSync(folder, { recursive: true }));

const has = processGroupBackends().includes("gloo");
if (!has) console.warn("skipped: this libtorch has no c10d with Gloo");
const host = "127.0.0.1";

/** A store that listens and one that is connected to it. */
async function stores(): Promise<[Store, Store]> {
  const first = await Store.tcp({ host, port: 0, listens: true, timeout: 60_000 });
  return [first, await Store.tcp({ host, port: first.port!, listens: false, timeout: 60_000 })];
}

function groups(stores: readonly Store[], timeout = 60_000): Promise<ProcessGroup[]> {
  const size = stores.length;
  return Promise.all(stores.map((store, rank) => ProcessGroup.open({ store, rank, size, address: host, timeout })));
}

describe.skipIf(!has)("stores", () => {
  it("keep texts for others, over TCP and in a file", async () => {
    const path = join(folder, "store");
    const files = await Promise.all([Store.file(path, 2), Store.file(path, 2)]);
    for (const [one, two] of [await stores(), files]) {
      await one.set("where", "grün");
      expect(await two.get("where")).toBe("grün");
      expect(await two.get("nothing")).toBeNull();
      expect(await two.wait(["where", "nothing"], 50)).toEqual(["grün", null]);
      const apart = await two.prefixed("run");
      expect(await apart.get("where")).toBeNull();
      await apart.set("where", "elsewhere");
      expect([await one.get("where"), await one.get("run/where")]).toEqual(["grün", "elsewhere"]);
      for (const store of [apart, two, one]) store.close();
    }
  });

  it("say which host and port do not answer, and which port is taken", async () => {
    const [first, second] = await stores();
    await expect(Store.tcp({ host, port: first.port!, listens: true, timeout: 500 })).rejects.toThrow(
      `no store can listen at port ${first.port}`,
    );
    second.close();
    await expect(second.get("where")).rejects.toThrow("it is closed");
    await expect(Store.tcp({ host, port: 1, listens: false, timeout: 500 })).rejects.toThrow(
      /^no store answers at 127.0.0.1:1 within 0.5 s: .*; see that rank 0 runs there/,
    );
    first.close();
  });
});

describe.skipIf(!has)("what listens at the port and is no store", () => {
  it.each([
    ["says nothing", (_: Socket) => {}],
    ["speaks first", (socket: Socket) => void socket.write("SSH-2.0-OpenSSH_9.2\r\n")],
  ])("is refused by host and port in time where it %s", async (_, onVisitor) => {
    // What is refused is left with words unread.
    const server = createServer((socket) => onVisitor(socket.on("error", () => {}))).listen(0, host);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await expect(Store.tcp({ host, port, listens: false, timeout: 1000 })).rejects.toThrow(
      `no store answers at ${host}:${port} within 1 s: `,
    );
    server.close();
  });
});

describe.skipIf(!has)("process groups", () => {
  it("add tensors up and hand them on, whatever the processes do at once", async () => {
    const [one, two] = await groups(await stores());
    const tensors = [tensor([1, 2.5, -3]), tensor([10, 20, 30])];
    const doubles = [tensor([0.1], { dtype: "float64" }), tensor([0.2], { dtype: "float64" })];
    await Promise.all([
      ...[one, two].map((group, i) => group.allReduce(tensors[i])),
      ...[one, two].map((group, i) => group.allReduce(doubles[i])),
    ]);
    for (const sum of tensors) expect([...(sum.toTypedArray() as Float32Array)]).toEqual([11, 22.5, 27]);
    for (const sum of doubles) expect(sum.item()).toBe(0.1 + 0.2);
    tensors[1].fill_(7);
    await Promise.all([one.broadcast(tensors[0], 1), two.broadcast(tensors[1], 1)]);
    expect([...(tensors[0].toTypedArray() as Float32Array)]).toEqual([7, 7, 7]);
    await Promise.all([one.close(), two.close()]);
    await expect(one.allReduce(tensors[0])).rejects.toThrow("it is closed");
  });

  it("fail when another process does not come in time, and when its group is closed", async () => {
    const [late] = await groups(await stores(), 200);
    await expect(late.allReduce(tensor([1]))).rejects.toThrow(/all-reduce: .*Timed out waiting 200ms/);
    const [stays, goes] = await groups(await stores());
    const waits = expect(stays.allReduce(tensor([1]))).rejects.toThrow(/Connection closed by peer|Connection reset/);
    await goes.close();
    await waits;
  });
});
