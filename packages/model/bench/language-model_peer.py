# The peer of language-model.ts in Python's PyTorch: the same shapes and random weights, the same requests and answers.
# Usage: language-model_peer.py LAYERS CLOCK. Requests {"dtype", "tokens"}: tokens a second; {"prefill": N, "runs", "dtype"}: N tokens.
import json
import os
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
LAYERS = int(sys.argv[1])
clock = time.process_time if sys.argv[2] == "processor" else time.perf_counter
VOCABULARY, WIDTH, INNER, HEADS, KEY_HEADS, HEAD = 32000, 2048, 5632, 32, 4, 64
SHAPES = [(HEADS * HEAD, WIDTH), (KEY_HEADS * HEAD, WIDTH), (KEY_HEADS * HEAD, WIDTH), (WIDTH, HEADS * HEAD),
          (INNER, WIDTH), (INNER, WIDTH), (WIDTH, INNER)]
layers = [[torch.randn(shape).mul_(0.02) for shape in SHAPES] for _ in range(LAYERS)]
head = torch.randn(VOCABULARY, WIDTH).mul_(0.02)
norm = torch.ones(WIDTH)
inverse = 10000.0 ** (-torch.arange(0, HEAD, 2) / HEAD)


def to(dtype):
    global layers, head, norm
    layers = [[weight.to(dtype) for weight in layer] for layer in layers]
    head, norm = head.to(dtype), norm.to(dtype)


def normed(x):
    wide = x.float()
    return (wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + 1e-5)).to(x.dtype) * norm


def rotated(x, cos, sin):  # [H, T, Dh]
    a, b = x.chunk(2, -1)
    return x * cos + torch.cat([-b, a], -1) * sin


def forward(x, cache):  # [T, C]
    length, begin = x.shape[0], cache[0][0].shape[1] if cache else 0
    angles = torch.arange(begin, begin + length)[:, None] * inverse
    cos, sin = [torch.cat([part, part], -1).to(x.dtype) for part in (angles.cos(), angles.sin())]
    bias = torch.full((length, begin + length), float("-inf")).triu(begin + 1).to(x.dtype)
    for i, (q, k, v, o, gate, up, down) in enumerate(layers):
        y = normed(x)
        heads = lambda weight, count: F.linear(y, weight).view(length, count, HEAD).transpose(0, 1)
        query, key = rotated(heads(q, HEADS), cos, sin), rotated(heads(k, KEY_HEADS), cos, sin)
        value = heads(v, KEY_HEADS)
        if i < len(cache):
            key, value = torch.cat([cache[i][0], key], 1), torch.cat([cache[i][1], value], 1)
            cache[i] = (key, value)
        else:
            cache.append((key, value))
        wide = lambda each: each.repeat_interleave(HEADS // KEY_HEADS, 0)
        scores = query @ wide(key).transpose(1, 2) * HEAD**-0.5 + bias
        mixed = (scores.softmax(-1) @ wide(value)).transpose(0, 1).reshape(length, WIDTH)
        x = x + F.linear(mixed, o)
        y = normed(x)
        x = x + F.linear(F.silu(F.linear(y, gate)) * F.linear(y, up), down)
    return normed(x)


def shortest(runs, run):
    times = []
    for _ in range(runs):
        start = clock()
        run()
        times.append(clock() - start)
    return min(times)


@torch.inference_mode()
def answer(request):
    dtype = getattr(torch, request["dtype"])
    to(dtype)
    if "prefill" in request:
        tokens = request["prefill"]
        seconds = shortest(request["runs"], lambda: forward(torch.ones(tokens, WIDTH, dtype=dtype), []))
        inner = sum(weight.numel() for layer in layers for weight in layer)
        return {"prefill": 2 * inner * tokens / seconds / 1e9}
    cache = []
    token = lambda: F.linear(forward(torch.ones(1, WIDTH, dtype=dtype), cache), head)
    return {"perSecond": 1 / shortest(request["tokens"], token)}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
