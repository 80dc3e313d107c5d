// Tensors and memory before and after training a tiny network for many steps: nothing may pile up. Request {"steps": N}.

import { answerRequests } from "../../../scripts/bench/answering.mjs";
import { crossEntropyLoss, liveTensors, nn, optim, rand, scope, zeros } from "../src/index.js";

const network = new nn.Sequential(new nn.Linear(16, 32), new nn.LayerNorm(32), new nn.GELU(), new nn.Linear(32, 4));
const parameters = network.parameters();
const optimizer = new optim.AdamW(parameters);

function step(): void {
  scope(() => {
    const scores = network.forward(rand([8, 16])); // [8, 4]
    crossEntropyLoss(scores, zeros([8], { dtype: "int64" })).backward();
    optim.clipGradNorm(parameters, 1);
    optimizer.step();
  });
  optimizer.zeroGrad();
}

await answerRequests(({ steps }) => {
  for (let i = 0; i < 10; i++) step(); // from the first step on the optimizer keeps its averages
  const before = liveTensors();
  const residentBefore = process.memoryUsage.rss();
  for (let i = 0; i < Number(steps); i++) step();
  const grown = (process.memoryUsage.rss() - residentBefore) / 2 ** 20;
  return { before, after: liveTensors(), grownMegabytes: grown };
});
