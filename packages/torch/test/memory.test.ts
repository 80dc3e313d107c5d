// Memory that tensors share: with JavaScript's buffers, with files, with code that runs in the middle of a call.
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { afterAll, describe, expect, it } from "vitest";
import {
  add,
  fromTypedArray,
  full,
  getRngState,
  layerNorm,
  liveTensors,
  MappedFile,
  manualSeed,
  ones,
  rand,
  readSafetensors,
  scope,
  setRngState,
  type Tensor,
  tensor,
  writeSafetensors,
  zeros,
} from "../src/index.js";
import { native } from "../src/loader.js";

/** What Node has, and its types leave to the DOM's. */
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
};

const directory = mkdtempSync(join(tmpdir(), "refvlm-memory-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A list whose element `at` runs `action` when it is read. */
function trap<T>(values: readonly T[], at: number, action: () => void): T[] {
  const list = [...values];
  Object.defineProperty(list, at, {
    enumerable: true,
    get: () => {
      action();
      return values[at];
    },
  });
  return list;
}

/** Takes memory, so that what was freed would soon hold something else. */
function churn(): void {
  for (let i = 0; i < 200; i++) full([64], -7).dispose();
}

describe("a view of a tensor's bytes", () => {
  const floats = (bytes: Uint8Array) => [...new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)];

  it("keeps the values when the tensor gets other memory or is disposed", () => {
    const x = tensor([1, 2, 3, 4]);
    const view = x.bytes();
    x.set_(zeros([1000]));
    churn();
    expect(floats(view)).toEqual([1, 2, 3, 4]);
    const second = x.bytes();
    x.dispose();
    churn();
    expect([floats(view), floats(second).length]).toEqual([[1, 2, 3, 4], 1000]);
  });

  it("makes a resize_ beyond its memory refuse, through another view of the same storage, too", () => {
    const x = tensor([1, 2, 3, 4]);
    const alias = x.view([2, 2]);
    const view = x.bytes();
    expect(() => x.resize_([100_000])).toThrow(/not resizable/);
    expect(() => alias.resize_([100_000])).toThrow(/not resizable/);
    expect(x.resize_([2]).toArray()).toEqual([1, 2]);
    expect(floats(view)).toEqual([1, 2, 3, 4]);
  });

  it("is one of a part, of a mapped file and of shared memory alike", () => {
    const path = join(directory, "part");
    writeFileSync(path, Buffer.from(Float32Array.of(5, 6).buffer));
    const views = scope(() => {
      const shared = new Float32Array(new SharedArrayBuffer(8));
      shared.set([7, 8]);
      const file = new MappedFile(path);
      const made = [tensor([1, 2, 3]).narrow(0, 1, 2), file.tensor(0, "float32", [2]), fromTypedArray(shared, [2])];
      file.close();
      return made.map((t) => t.bytes());
    });
    churn();
    expect(views.map(floats)).toEqual([
      [2, 3],
      [5, 6],
      [7, 8],
    ]);
  });
});

describe("a tensor over a typed array", () => {
  const take: [string, (array: Float32Array) => void][] = [
    ["structuredClone", (array) => structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] })],
    [
      "postMessage",
      (array) => {
        const { port1, port2 } = new MessageChannel();
        port1.postMessage(array, [array.buffer as ArrayBuffer]);
        port1.close();
        port2.close();
      },
    ],
    [
      "a byte stream, which asks for no mark",
      (array) => {
        new ReadableStream({ type: "bytes", start: (stream) => stream.enqueue(new Uint8Array(array.buffer)) });
      },
    ],
  ];

  it.each(take)("keeps its values when the buffer goes to %s", (_, transfer) => {
    const array = Float32Array.from({ length: 4096 }, (_, i) => i);
    const x = fromTypedArray(array, [4096]);
    transfer(array);
    churn();
    expect(array.length).toBe(0);
    expect(x.sum().item()).toBe((4095 * 4096) / 2);
  });

  it("keeps its values when a resizable buffer shrinks, and when WebAssembly grows its memory", () => {
    const buffer = Reflect.construct(ArrayBuffer, [4 * 65536, { maxByteLength: 4 * 65536 }]) as ArrayBuffer & {
      resize(bytes: number): void;
    };
    const array = new Float32Array(buffer, 0, 65536).fill(1);
    const x = fromTypedArray(array, [65536]);
    buffer.resize(0);
    expect(x.sum().item()).toBe(65536);

    const memory = new WebAssembly.Memory({ initial: 1 });
    const y = fromTypedArray(new Float32Array(memory.buffer).fill(1), [16384]);
    memory.grow(100);
    expect(y.sum().item()).toBe(16384);
  });

  it("shares shared memory, also memory that grows, and keeps it alive", () => {
    const grows = Reflect.construct(SharedArrayBuffer, [8, { maxByteLength: 65536 }]) as SharedArrayBuffer & {
      grow(bytes: number): void;
    };
    const array = new Float32Array(grows, 0, 2);
    const x = fromTypedArray(array, [2]);
    grows.grow(65536);
    array[0] = 3;
    expect(x.add_(1).toArray()).toEqual([4, 1]);
    expect([...array]).toEqual([4, 1]);
    const odd = new Uint8Array(new SharedArrayBuffer(9), 1, 8);
    expect(() => native.fromTypedArray(odd, [2], 6, false)).toThrow(/does not start where an element of Float may/);
  });

  it("reads the array after a shape that takes it away", () => {
    const array = Float32Array.of(1, 2, 3, 4);
    const shape = trap([4], 0, () => structuredClone(array.buffer, { transfer: [array.buffer] }));
    expect(() => fromTypedArray(array, shape)).toThrow(
      /the shape needs 4 elements of Float, but the array has 0 bytes/,
    );
  });

  it("holds only true and false as bool, whatever the bytes", () => {
    expect(
      fromTypedArray(Uint8Array.of(0, 2, 255), [3], { dtype: "bool" })
        .sum()
        .item(),
    ).toBe(2);
  });
});

describe("JavaScript that runs inside a call", () => {
  it("may call operators while a list is read", () => {
    const x = ones([2, 3]);
    let inner: unknown;
    const shape = trap([3, 2], 0, () => {
      inner = add(tensor([1, 2]), tensor([3, 4]), { alpha: 2 }).toArray();
    });
    expect(x.reshape(shape).shape).toEqual([3, 2]);
    expect(inner).toEqual([7, 10]);
  });

  it("may call itself deeply, and throw in the middle", () => {
    const nested = (depth: number): Tensor =>
      ones([4]).reshape(trap([2, 2], 1, () => (depth === 0 ? undefined : nested(depth - 1).dispose())));
    expect(nested(50).shape).toEqual([2, 2]);
    const failing = trap([2, 2], 0, () => {
      throw new RangeError("in the middle");
    });
    expect(() => ones([4]).reshape(failing)).toThrow(new RangeError("in the middle"));
    expect(ones([4]).reshape([2, 2]).sum().item()).toBe(4);
  });

  it("may resolve so many operators that their table grows", () => {
    const many = trap([2, 2], 0, () => {
      for (let i = 0; i < 5000; i++) native.operator("aten::neg", "", "self");
    });
    expect(arangeOf(4).reshape(many).toArray()).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it("may dispose the tensors of the call, and put others in their slots", () => {
    const [x, weight] = [tensor([[1, 3]]), tensor([2, 2])];
    const shape = trap([2], 0, () => {
      x.dispose();
      weight.dispose();
      for (let i = 0; i < 8; i++) full([2], 100);
    });
    expect(layerNorm(x, shape, weight, null, 0).toArray()).toEqual([[-2, 2]]);
  });

  it("may throw from a getter in what a scope returns: everything is freed all the same", () => {
    const before = liveTensors();
    const result = {
      get broken(): Tensor {
        throw new Error("no answer");
      },
    };
    expect(() => scope(() => [ones([2]), result])).toThrow("no answer");
    expect(liveTensors()).toBe(before);
  });

  it("never lets a call see more arguments than there is room for", () => {
    const id = native.operator("aten::neg", "", "self");
    expect(() => native.call(id, "x", ...Array(200).fill(1))).toThrow(/expected a tensor/);
    expect(() => native.fromTypedArray(Float32Array.of(1), new Array(2 ** 32 - 1), 6, true)).toThrow(/not an integer/);
  });
});

function arangeOf(count: number): Tensor {
  return tensor(Array.from({ length: count }, (_, i) => i));
}

describe("a file that is cut short", () => {
  const megabyte = 2 ** 20;
  const written = (name: string): string => {
    const path = join(directory, name);
    scope(() => writeSafetensors(path, new Map([["x", ones([megabyte])]])));
    return path;
  };

  it("after it was mapped makes whatever reads its tensors name it, and leaves others alone", () => {
    const path = written("cut");
    const file = readSafetensors(path);
    const x = file.tensor("x");
    expect(scope(() => x.narrow(0, 0, 10).sum().item())).toBe(10);
    truncateSync(path, 4096);
    expect(() => x.sum()).toThrow(`${path} was cut short while tensors look at it`);
    expect(ones([2]).add(1).toArray()).toEqual([2, 2]);
    expect(() => ones([megabyte]).add(x)).toThrow(/argument 'other' \(Tensor\): .*cut was cut short/);
    expect(() => x.toTypedArray()).toThrow(/read the whole file again/);
    expect(() => x.bytes()).toThrow(/cut short/);
    expect([x.shape, String(x)]).toEqual([[megabyte], `Tensor([${megabyte}], float32, cpu)`]);
    file.close();
    x.dispose();
  });

  it("to nothing, read through bytes and copies, ends no process either", () => {
    const path = written("empty");
    const descriptor = openSync(path, "r+");
    const file = readSafetensors(path);
    const x = file.tensor("x");
    const bytes = x.bytes();
    ftruncateSync(descriptor, 0);
    closeSync(descriptor);
    expect(bytes[megabyte]).toBe(0);
    expect(() => x.mul(2)).toThrow(/cut short/);
    expect(() => x.copyTo(new Float32Array(megabyte))).toThrow(/cut short/);
    file.close();
    x.dispose();
  });

  it("between opening and mapping is refused by its size", () => {
    const path = written("early");
    using file = readSafetensors(path);
    truncateSync(path, 8192);
    expect(() => file.tensor("x")).toThrow(/early has 8192 bytes; it had \d+ when it was opened/);
  });

  it("and one that is written anew under its name leaves the tensors of the old one as they are", () => {
    const path = written("anew");
    using file = readSafetensors(path);
    const x = file.tensor("x");
    scope(() => writeSafetensors(path, new Map([["x", zeros([2])]])));
    expect(x.sum().item()).toBe(megabyte);
    x.dispose();
  });
});

describe("other memory behind a handle", () => {
  it("a generator's state whose place lies beyond its words is refused", () => {
    manualSeed(1);
    const good = getRngState();
    const first = rand([3]).toArray();
    for (const [left, next] of [
      [600, 624],
      [1, 623],
      [0, 625],
      [-5, 630],
    ]) {
      const bad = Uint8Array.from(good);
      const view = new DataView(bad.buffer);
      view.setInt32(8, left, true);
      view.setBigUint64(16, BigInt(next), true);
      expect(() => setRngState(bad)).toThrow(/RNG state|mt19937/);
    }
    setRngState(good);
    expect(rand([3]).toArray()).toEqual(first);
    for (let used = 0; used < 700; used++) {
      setRngState(getRngState());
      rand([1]).dispose();
    }
  });

  it("a gradient of another shape or type is refused", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    expect(() => {
      x.grad = ones([3]);
    }).toThrow(/a gradient must have the shape/);
    expect(() => {
      x.grad = ones([2], { dtype: "float64" });
    }).toThrow(/element type/);
    expect(x.grad).toBeNull();
  });

  it("a freed handle, freed twice or made up, is refused", () => {
    const x = tensor([5]);
    const { handle } = x;
    x.dispose();
    native.release(handle);
    native.releaseMany(Int32Array.of(handle, -1, 2 ** 30), -1);
    for (const made of [0, handle, -3, 2 ** 30])
      expect(() => native.item(made)).toThrow(/disposed|no tensor with handle/);
    expect(tensor([6]).item()).toBe(6);
  });
});
