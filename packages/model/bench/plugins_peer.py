# The peer of plugins.ts in Python's PyTorch: Segment Anything ViT-B with random weights, written as its paper describes it.
import json
import os
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
SIDE, WIDTH, HEADS, WINDOW, LAYERS, GLOBAL, DEEP = 64, 768, 12, 14, 12, (2, 5, 8, 11), 256


class Attention(nn.Module):
    """Self-attention over a map whose scores count distances along rows and columns."""

    def __init__(self, side):
        super().__init__()
        self.qkv, self.proj = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.rows = nn.Parameter(torch.randn(2 * side - 1, WIDTH // HEADS))
        self.columns = nn.Parameter(torch.randn(2 * side - 1, WIDTH // HEADS))

    def forward(self, x):
        batch, side, _, _ = x.shape
        q, k, v = self.qkv(x).reshape(batch, side * side, 3, HEADS, -1).permute(2, 0, 3, 1, 4).flatten(1, 2).unbind(0)
        scores = (q * (WIDTH // HEADS) ** -0.5) @ k.transpose(1, 2)
        apart = torch.arange(side)[:, None] - torch.arange(side)[None] + side - 1
        grid = q.reshape(-1, side, side, WIDTH // HEADS)
        rows = torch.einsum("nhwc,hkc->nhwk", grid, self.rows[apart])
        columns = torch.einsum("nhwc,wkc->nhwk", grid, self.columns[apart])
        scores = scores.view(-1, side, side, side, side) + rows[..., None] + columns[..., None, :]
        read = scores.view(-1, side * side, side * side).softmax(-1) @ v
        return self.proj(read.view(batch, HEADS, side, side, -1).permute(0, 2, 3, 1, 4).reshape(batch, side, side, -1))


class Block(nn.Module):
    def __init__(self, window):
        super().__init__()
        self.window = window
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-6), nn.LayerNorm(WIDTH, eps=1e-6)
        self.attention = Attention(window or SIDE)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x):
        y = self.norm1(x)
        if self.window:
            count = -(-SIDE // self.window)
            y = F.pad(y, (0, 0, 0, count * self.window - SIDE, 0, count * self.window - SIDE))
            cut = y.view(-1, count, self.window, count, self.window, WIDTH).permute(0, 1, 3, 2, 4, 5)
            y = self.attention(cut.reshape(-1, self.window, self.window, WIDTH))
            y = y.view(-1, count, count, self.window, self.window, WIDTH).permute(0, 1, 3, 2, 4, 5)
            y = y.reshape(-1, count * self.window, count * self.window, WIDTH)[:, :SIDE, :SIDE]
        else:
            y = self.attention(y)
        x = x + y
        return x + self.mlp(self.norm2(x))


class Cross(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(DEEP, inner) for _ in range(3))
        self.out = nn.Linear(inner, DEEP)

    def forward(self, q, k, v):
        q, k, v = (
            f(x).view(x.shape[0], x.shape[1], 8, -1).transpose(1, 2) for f, x in ((self.q, q), (self.k, k), (self.v, v))
        )
        read = ((q @ k.transpose(2, 3)) / q.shape[-1] ** 0.5).softmax(-1) @ v
        return self.out(read.transpose(1, 2).flatten(2))


class TwoWay(nn.Module):
    def __init__(self):
        super().__init__()
        self.own, self.read, self.write = Cross(DEEP), Cross(DEEP // 2), Cross(DEEP // 2)
        self.norms = nn.ModuleList(nn.LayerNorm(DEEP) for _ in range(4))
        self.mlp = nn.Sequential(nn.Linear(DEEP, 2048), nn.ReLU(), nn.Linear(2048, DEEP))

    def forward(self, tokens, cells, where, places):
        placed = tokens + where
        tokens = self.norms[0](tokens + self.own(placed, placed, tokens))
        tokens = self.norms[1](tokens + self.read(tokens + where, cells + places, cells))
        tokens = self.norms[2](tokens + self.mlp(tokens))
        return tokens, self.norms[3](cells + self.write(cells + places, tokens + where, tokens))


class ChannelNorm(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


def mlp(*widths):
    layers = [part for a, b in zip(widths, widths[1:]) for part in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*layers[:-1])


patches = nn.Conv2d(3, WIDTH, 16, 16)
blocks = nn.ModuleList(Block(None if i in GLOBAL else WINDOW) for i in range(LAYERS))
layers, final, norm = nn.ModuleList((TwoWay(), TwoWay())), Cross(DEEP // 2), nn.LayerNorm(DEEP)
upscale = nn.Sequential(
    nn.ConvTranspose2d(DEEP, 64, 2, 2), ChannelNorm(64), nn.GELU(), nn.ConvTranspose2d(64, 32, 2, 2), nn.GELU()
)
filters, quality = nn.ModuleList(mlp(DEEP, DEEP, DEEP, 32) for _ in range(4)), mlp(DEEP, DEEP, DEEP, 4)
pixels, positions, seen = torch.randn(1, 3, 1024, 1024), torch.randn(1, 64, 64, WIDTH), torch.randn(1, DEEP, 64, 64)
gaussian, tokens = torch.randn(2, DEEP // 2), torch.randn(1, 7, DEEP)


def encode(count):
    x = patches(pixels).permute(0, 2, 3, 1) + positions
    for block in blocks[:count]:
        x = block(x)


def cut_out():
    grid = (torch.arange(64) + 0.5) / 64
    places = torch.stack(torch.meshgrid(grid, grid, indexing="xy"), -1) * 2 - 1
    angles = 6.283185 * places @ gaussian
    where = torch.cat((angles.sin(), angles.cos()), -1).flatten(0, 1)[None]
    queries, cells = tokens, seen.flatten(2).transpose(1, 2)
    for layer in layers:
        queries, cells = layer(queries, cells, tokens, where)
    queries = norm(queries + final(queries + tokens, cells + where, cells))
    big = upscale(cells.transpose(1, 2).reshape(1, DEEP, 64, 64))
    heads = torch.stack([head(queries[:, 1 + i]) for i, head in enumerate(filters)], 1)
    return heads @ big.flatten(2), quality(queries[:, 0])


def seconds(run, *args):
    began = time.process_time()
    with torch.inference_mode():
        run(*args)
    return time.process_time() - began


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"encode": seconds(encode, request["layers"]), "mask": seconds(cut_out)}), flush=True)
