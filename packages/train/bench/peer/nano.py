# The bench's peer: a training step of nano's stage 2 in Python's PyTorch, on the weights and batches that training.ts
# wrote, so that the two sides' first losses must agree. Usage: nano.py FOLDER BATCHES '{"lr": ..}'. Request {} for what
# was prepared, {"steps": N} to train. Texts, pictures, targets and who asks for what are tensors already; the TypeScript
# side makes its own in every step.
import json
import os
import resource
import sys
import time

import torch
from torch import nn

from batches import read_batch, read_safetensors
from network import Nano


def main():
    folder, count, settings = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    with open(f"{folder}/batches/config.json") as file:
        network = Nano(json.load(file))
    network.load_state_dict(read_safetensors(f"{folder}/weights.safetensors")[0])
    batches = [read_batch(f"{folder}/batches/{i}.safetensors") for i in range(count)]
    weighted = lambda losses: sum(loss * settings["lossWeights"].get(name, 1) for name, loss in losses.items())
    network.eval()
    with torch.no_grad():
        first_losses = [{name: loss.item() for name, loss in network(batch).items()} for batch in batches]
    network.train()
    parameters = list(network.parameters())
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": settings["weightDecay"]},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=settings["lr"], betas=settings["betas"], foreach=True)
    done = learning = 0
    for line in sys.stdin:
        steps, start, processor = json.loads(line).get("steps"), time.perf_counter(), time.process_time()
        if steps is None:
            print(json.dumps({"firstLosses": first_losses, "torch": torch.__version__}), flush=True)
            continue
        for _ in range(steps):
            losses = network(batches[done % count])
            loss = weighted(losses)
            loss.backward()
            for term in (loss, *losses.values()):
                term.item()
            nn.utils.clip_grad_norm_(parameters, settings["clip"])
            optimizer.step()
            learning = learning or sum(p.numel() for p in parameters if p.grad is not None)
            optimizer.zero_grad(set_to_none=True)
            done += 1
        answer = {
            "seconds": time.perf_counter() - start,
            "processorSeconds": time.process_time() - processor,
            "pictures": steps * len(batches[0]["pixels"]),
            "parameters": learning,
            "threads": torch.get_num_threads(),
            "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
