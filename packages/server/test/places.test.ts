// Places: first come, first served; who no longer wants one takes none.
import { describe, expect, it } from "vitest";
import { Places } from "../src/places.js";

const { signal } = new AbortController();

describe("places", () => {
  it("1. are given in order, each to one, and again when they come back", async () => {
    const places = new Places(2);
    const order: number[] = [];
    const taken = [1, 2, 3, 4].map(async (number) => {
      const back = await places.take(signal);
      order.push(number);
      return back;
    });
    const first = await taken[0];
    await taken[1];
    expect(order).toEqual([1, 2]);
    first();
    first(); // twice is once
    await taken[2];
    await new Promise(setImmediate);
    expect(order).toEqual([1, 2, 3]);
    (await taken[1])();
    await taken[3];
  });

  it("2. are not given to whoever has left, waiting or not", async () => {
    const places = new Places(1);
    const back = await places.take(signal);
    const control = new AbortController();
    const left = places.take(control.signal);
    const stays = places.take(signal);
    control.abort(new Error("gone"));
    await expect(left).rejects.toThrow("gone");
    back();
    (await stays)();
    await expect(places.take(control.signal)).rejects.toThrow("gone");
    (await places.take(signal))();
  });
});
