# The peer of operators.ts in Python's PyTorch: the same operators on the same shapes, the same requests and answers.
import json
import os
import statistics
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
a, b, vector = torch.rand(8, 8), torch.rand(8, 8), torch.rand(8)
learnt = torch.rand(8, 8, requires_grad=True)

OPERATORS = {
    "add": lambda: a.add(b),
    "mulScalar": lambda: a.mul(2),
    "matmul": lambda: a.matmul(b),
    "sum": lambda: a.sum(1),
    "relu": lambda: a.relu(),
    "softmax": lambda: a.softmax(-1),
    "layerNorm": lambda: F.layer_norm(a, (8,), vector, vector),
    "view": lambda: a.view(64),
    "transpose": lambda: a.transpose(0, 1),
    "narrow": lambda: a.narrow(0, 2, 4),
    "cat": lambda: torch.cat([a, b]),
}


CHUNK = 200


def timed(chunks, operator):
    times = []
    for _ in range(chunks):
        start = time.perf_counter()
        for _ in range(CHUNK):
            operator()
        times.append((time.perf_counter() - start) * 1e6 / CHUNK)
    return statistics.median(times)


def backward():
    learnt.mul(b).sum().backward()
    learnt.grad = None


def product(side):
    x, y = torch.rand(side, side), torch.rand(side, side)
    times = []
    for _ in range(max(3, round(1024**3 / side**3))):
        start = time.perf_counter()
        torch.matmul(x, y)
        times.append(time.perf_counter() - start)
    return 2 * side**3 / statistics.median(times) / 1e9


for line in sys.stdin:
    request = json.loads(line)
    with torch.inference_mode():
        if "side" in request:
            answer = {"gflops": product(request["side"])}
        else:
            answer = {"microseconds": {name: timed(request["chunks"], operator) for name, operator in OPERATORS.items()}}
    if "chunks" in request:
        answer["microseconds"]["mulSumBackward"] = timed(request["chunks"], backward)
    print(json.dumps(answer), flush=True)
