# The peer of grounding-dino.ts in Python's PyTorch: the same network written plainly, random weights, the same requests and answers.
import json
import math
import os
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
torch.manual_seed(1)
D, HEADS, LEVELS, POINTS, FF, QUERIES = 256, 8, 4, 4, 2048, 900
WIDTH, DEPTHS, SWIN_HEADS, WINDOW = 96, [2, 2, 6, 2], [3, 6, 12, 24], 7
IDS = torch.tensor([[101, 4937, 1012, 4026, 2422, 1012, 102]])
PLACES = torch.tensor([[0, 0, 1, 0, 1, 2, 0]])
BLOCK = torch.tensor([0, 1, 1, 2, 2, 2, 3])
ALLOWED = BLOCK[:, None] == BLOCK[None, :]


def to_windows(x):
    b, h, w, c = x.shape
    x = x.view(b, h // WINDOW, WINDOW, w // WINDOW, WINDOW, c)
    return x.transpose(2, 3).reshape(-1, WINDOW * WINDOW, c)


class Block(nn.Module):
    def __init__(self, width, heads, shift):
        super().__init__()
        self.heads, self.shift = heads, shift
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.table = nn.Parameter(torch.randn((2 * WINDOW - 1) ** 2, heads) * 0.02)
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        at = torch.stack(torch.meshgrid(torch.arange(WINDOW), torch.arange(WINDOW), indexing="ij")).flatten(1)
        apart = at[:, :, None] - at[:, None, :] + WINDOW - 1
        self.index = (apart[0] * (2 * WINDOW - 1) + apart[1]).flatten()

    def forward(self, x, mask):
        b, h, w, c = x.shape
        pad = (0, 0, 0, -w % WINDOW, 0, -h % WINDOW)
        y = F.pad(self.norm1(x), pad)
        ph, pw = y.shape[1:3]
        if self.shift:
            y = torch.roll(y, (-self.shift, -self.shift), (1, 2))
        windows = to_windows(y)
        n, t, _ = windows.shape
        q, k, v = self.qkv(windows).view(n, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        scores = (q * (c // self.heads) ** -0.5) @ k.transpose(-2, -1)
        bias = self.table[self.index].view(t, t, self.heads).permute(2, 0, 1).contiguous()
        scores = scores + (bias + mask if self.shift else bias)
        y = self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(n, t, c))
        y = y.view(b, ph // WINDOW, pw // WINDOW, WINDOW, WINDOW, c).transpose(2, 3).reshape(b, ph, pw, c)
        if self.shift:
            y = torch.roll(y, (self.shift, self.shift), (1, 2))
        x = x + y[:, :h, :w]
        return x + self.fc2(F.gelu(self.fc1(self.norm2(x))))


def shift_mask(h, w):
    ph, pw, shift = h + -h % WINDOW, w + -w % WINDOW, WINDOW // 2
    regions = torch.zeros(1, ph, pw, 1)
    cuts = lambda: (slice(0, -WINDOW), slice(-WINDOW, -shift), slice(-shift, None))
    for i, rows in enumerate(cuts()):
        for j, columns in enumerate(cuts()):
            regions[:, rows, columns] = 3 * i + j
    windows = to_windows(regions).squeeze(-1)
    return (windows[:, None] != windows[:, :, None]).float().mul(-100).unsqueeze(1)


class Swin(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch, self.norm = nn.Conv2d(3, WIDTH, 4, 4), nn.LayerNorm(WIDTH)
        widths = [WIDTH << i for i in range(4)]
        self.stages = nn.ModuleList(
            nn.ModuleList(Block(c, h, (i % 2) * (WINDOW // 2)) for i in range(n))
            for c, h, n in zip(widths, SWIN_HEADS, DEPTHS)
        )
        self.merge = nn.ModuleList(nn.Sequential(nn.LayerNorm(4 * c), nn.Linear(4 * c, 2 * c, bias=False)) for c in widths[:3])
        self.norms = nn.ModuleList(nn.LayerNorm(c) for c in widths[1:])

    def forward(self, x):
        x = F.pad(x, (0, -x.shape[3] % 4, 0, -x.shape[2] % 4))
        x = self.norm(self.patch(x).permute(0, 2, 3, 1))
        maps = []
        for i, stage in enumerate(self.stages):
            mask = shift_mask(*x.shape[1:3])
            for block in stage:
                x = block(x, mask)
            if i:
                maps.append(self.norms[i - 1](x).permute(0, 3, 1, 2).contiguous())
            if i < 3:
                x = F.pad(x, (0, 0, 0, x.shape[2] % 2, 0, x.shape[1] % 2))
                four = [x[:, r::2, c::2] for r, c in ((0, 0), (1, 0), (0, 1), (1, 1))]
                x = self.merge[i](torch.cat(four, -1))
        return maps


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))

    def forward(self, q, k, v, bias=None):
        split = lambda x: x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)
        q, k, v = split(self.q(q)), split(self.k(k)), split(self.v(v))
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-2, -1)
        if bias is not None:
            scores = scores + bias
        return self.out((scores.softmax(-1) @ v).transpose(1, 2).flatten(2))


class Deformable(nn.Module):
    def __init__(self):
        super().__init__()
        self.offsets, self.weights = nn.Linear(D, HEADS * LEVELS * POINTS * 2), nn.Linear(D, HEADS * LEVELS * POINTS)
        self.value, self.out = nn.Linear(D, D), nn.Linear(D, D)

    def forward(self, query, reference, values, grids):
        b, q, _ = query.shape
        value = self.value(values).view(b, -1, HEADS, D // HEADS)
        offsets = self.offsets(query).view(b, q, HEADS, LEVELS, POINTS, 2)
        weights = self.weights(query).view(b, q, HEADS, LEVELS * POINTS).softmax(-1)
        near = reference[:, :, None, :, None]
        if reference.shape[-1] == 4:
            places = near[..., :2] + offsets * near[..., 2:] * (0.5 / POINTS)
        else:
            places = near + offsets / torch.tensor([[w, h] for h, w in grids], dtype=torch.float32)[:, None]
        places = 2 * places - 1
        sampled, start = [], 0
        for level, (h, w) in enumerate(grids):
            maps = value[:, start : start + h * w].flatten(2).transpose(1, 2).reshape(b * HEADS, -1, h, w)
            grid = places[:, :, :, level].transpose(1, 2).flatten(0, 1)
            sampled.append(F.grid_sample(maps, grid, align_corners=False))
            start += h * w
        weights = weights.transpose(1, 2).reshape(b * HEADS, 1, q, LEVELS * POINTS)
        read = (torch.stack(sampled, -2).flatten(-2) * weights).sum(-1)
        return self.out(read.view(b, D, q).transpose(1, 2))


class Fusion(nn.Module):
    def __init__(self, inner=FF // 2, heads=HEADS // 2):
        super().__init__()
        self.heads = heads
        self.norm_v, self.norm_t = nn.LayerNorm(D), nn.LayerNorm(D)
        self.v, self.t, self.value_v, self.value_t = (nn.Linear(D, inner) for _ in range(4))
        self.out_v, self.out_t = nn.Linear(inner, D), nn.Linear(inner, D)

    def forward(self, v, t):
        v, t = self.norm_v(v), self.norm_t(t)
        split = lambda x: x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)
        q = split(self.v(v))
        scores = (q * q.shape[-1] ** -0.5) @ split(self.t(t)).transpose(-2, -1)
        read_v = self.out_v((scores.softmax(-1) @ split(self.value_t(t))).transpose(1, 2).flatten(2))
        back = scores.transpose(-2, -1).softmax(-1)
        read_t = self.out_t((back @ split(self.value_v(v))).transpose(1, 2).flatten(2))
        return v + 1e-4 * read_v, t + 1e-4 * read_t


class Feed(nn.Module):
    def __init__(self, width, inner, activation, eps=1e-5):
        super().__init__()
        self.fc1, self.fc2, self.norm, self.activation = nn.Linear(width, inner), nn.Linear(inner, width), nn.LayerNorm(width, eps), activation

    def forward(self, x):
        return self.norm(x + self.fc2(self.activation(self.fc1(x))))


def sine(x, features):
    frequencies = 10000 ** (-torch.arange(0, features, 2) / features)
    angles = x[..., None] * (2 * math.pi) * frequencies
    return torch.stack((angles.sin(), angles.cos()), -1).flatten(-2)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fusion = nn.ModuleList(Fusion() for _ in range(6))
        self.text = nn.ModuleList(Attention(D, HEADS // 2) for _ in range(6))
        self.text_norm, self.norm = (nn.ModuleList(nn.LayerNorm(D) for _ in range(6)) for _ in range(2))
        self.text_feed = nn.ModuleList(Feed(D, FF // 2, F.relu) for _ in range(6))
        self.deformable = nn.ModuleList(Deformable() for _ in range(6))
        self.feed = nn.ModuleList(Feed(D, FF, F.relu) for _ in range(6))

    def forward(self, v, t, positions, bias, reference, grids):
        places = sine(PLACES.float(), D)
        for i in range(6):
            v, t = self.fusion[i](v, t)
            t = self.text_feed[i](self.text_norm[i](t + self.text[i](t + places, t + places, t, bias)))
            v = self.feed[i](self.norm[i](v + self.deformable[i](v + positions, reference, v, grids)))
        return v, t


def mlp(*widths):
    layers = [nn.Linear(a, b) for a, b in zip(widths, widths[1:])]
    return nn.Sequential(*[part for layer in layers for part in (layer, nn.ReLU())][:-1])


def logit(x):
    return (x.clamp(1e-3, 1) / (1 - x).clamp(min=1e-3)).log()


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.own, self.text = (nn.ModuleList(Attention(D, HEADS) for _ in range(6)) for _ in range(2))
        self.deformable = nn.ModuleList(Deformable() for _ in range(6))
        self.norms = nn.ModuleList(nn.ModuleList(nn.LayerNorm(D) for _ in range(3)) for _ in range(6))
        self.feed = nn.ModuleList(Feed(D, FF, F.relu) for _ in range(6))
        self.places, self.box, self.norm = mlp(2 * D, D, D), mlp(D, D, D, 4), nn.LayerNorm(D)

    def forward(self, x, boxes, v, t, grids):
        for i in range(6):
            on_maps = boxes[:, :, None].expand(-1, -1, LEVELS, -1)
            code = sine(boxes[..., [1, 0, 2, 3]], D // 2).flatten(-2)
            at = self.places(code)
            x = self.norms[i][0](x + self.own[i](x + at, x + at, x))
            x = self.norms[i][1](x + self.text[i](x + at, t, t))
            x = self.feed[i](self.norms[i][2](x + self.deformable[i](x + at, on_maps, v, grids)))
            boxes = (self.box(x) + logit(boxes)).sigmoid()
        return self.norm(x)


class Bert(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(30522, 768), nn.Embedding(512, 768)
        self.norm = nn.LayerNorm(768, 1e-12)
        self.attention = nn.ModuleList(Attention(768, 12) for _ in range(12))
        self.norms = nn.ModuleList(nn.LayerNorm(768, 1e-12) for _ in range(12))
        self.feed = nn.ModuleList(Feed(768, 3072, F.gelu, 1e-12) for _ in range(12))
        self.out = nn.Linear(768, D)

    def forward(self, bias):
        x = self.norm(self.words(IDS) + self.places(PLACES))
        for attention, norm, feed in zip(self.attention, self.norms, self.feed):
            x = feed(norm(x + attention(x, x, x, bias)))
        return self.out(x)


swin, bert, encoder, decoder = Swin(), Bert(), Encoder(), Decoder()
inputs = nn.ModuleList(
    nn.Sequential(nn.Conv2d(c, D, 1) if i < 3 else nn.Conv2d(c, D, 3, 2, 1), nn.GroupNorm(32, D))
    for i, c in enumerate([192, 384, 768, 768])
)
output, box = nn.Sequential(nn.Linear(D, D), nn.LayerNorm(D)), mlp(D, D, D, 4)
queries, levels = torch.randn(QUERIES, D), torch.randn(LEVELS, D)
BIAS = torch.zeros(ALLOWED.shape).masked_fill(~ALLOWED, -1e30)


def positions_of(h, w):
    y = (torch.arange(1, h + 1) / h)[:, None].expand(h, w)
    x = (torch.arange(1, w + 1) / w)[None].expand(h, w)
    return torch.cat((sine(y, D // 2), sine(x, D // 2)), -1).flatten(0, 1)


@torch.no_grad()
def measured(width, height):
    start = time.process_time()
    maps = swin(torch.randn(1, 3, height, width))
    maps = [inputs[i](maps[min(i, 2)]) for i in range(LEVELS)]
    grids = [tuple(m.shape[2:]) for m in maps]
    values = torch.cat([m.flatten(2).transpose(1, 2) for m in maps], 1)
    positions = torch.cat([positions_of(*grid) + levels[i] for i, grid in enumerate(grids)])[None]
    seen = time.process_time()
    centres = []
    for h, w in grids:
        y, x = torch.meshgrid((torch.arange(h) + 0.5) / h, (torch.arange(w) + 0.5) / w, indexing="ij")
        centres.append(torch.stack((x, y), -1).flatten(0, 1))
    centres = torch.cat(centres)[None]
    reference = centres[:, :, None].expand(-1, -1, LEVELS, -1)
    v, t = encoder(values, bert(BIAS), positions, BIAS, reference, grids)
    encoded = time.process_time()
    sides = torch.cat([torch.full((h * w, 2), 0.05 * 2**i) for i, (h, w) in enumerate(grids)])[None]
    proposals = torch.cat((centres, sides), -1)
    usable = ((proposals > 0.01) & (proposals < 0.99)).all(-1, keepdim=True)
    states = output(v.masked_fill(~usable, 0))
    best = (states @ t.transpose(1, 2)).amax(-1).topk(QUERIES).indices[0]
    boxes = (box(states[:, best]) + logit(proposals[:, best])).sigmoid()
    x = decoder(queries[None], boxes, v, t, grids)
    (x @ t.transpose(1, 2)).sum().item()
    end = time.process_time()
    return {"swin": seen - start, "encoder": encoded - seen, "decoder": end - encoded, "all": end - start}


for line in sys.stdin:
    print(json.dumps(measured(**json.loads(line))), flush=True)
