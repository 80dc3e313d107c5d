// What a data set and its training cost, from rates: figures that can be checked by hand.
import { expect, it } from "vitest";
import { costCells } from "../src/run-cost.js";

const question = {
  samples: 1e8,
  buildRate: 5000,
  rowBytes: 1000,
  pictureBytes: 99_000,
  processes: 2,
  trainRate: 2,
  hours: 1,
};

it("1. a build takes samples over rate, its machines share it by their processes", () => {
  const [, byPath, inRows] = costCells(question);
  // 20,000 s are 5.56 hours of one process, so three machines of two processes for an hour.
  expect(byPath).toEqual(["build, pictures by path", "100,000,000", "5.56", "3", "100 GB"]);
  expect(inRows[4]).toBe("10 TB");
});

it("2. stage 2 sees every sample once; stages 1 and 3 as many as the paper's devices saw in their time", () => {
  const [, , , first, second, third] = costCells(question);
  expect(second.slice(1, 4)).toEqual(["100,000,000", "13,900", "13889"]);
  expect(first[1]).toBe("22,200,000"); // 2 of 9 days
  expect(third[1]).toBe("579,000"); // 80 of 13,824 device hours
});

it("3. of a smaller data set every stage sees in proportion", () => {
  expect(costCells({ ...question, samples: 1e6 })[3][1]).toBe("222,000");
});
