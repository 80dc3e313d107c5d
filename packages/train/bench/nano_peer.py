# The bench's peer: nano's network and one training step (stage 2) in plain PyTorch, on random batches of the same shapes.
"""Usage: python3 nano_peer.py ['{"languageModel": {"layers": 3}, "batch": {"pictures": 8}, "threads": 2}']

The argument overrides DEFAULTS key by key (the keys are those of the model's config). Prints one line of JSON:
samples/s (a sample is one picture with its turns), seconds a step, parameters, loss, peak memory.
"""
import json
import math
import os
import resource
import sys
import time

if "AVX512" not in open("/proc/cpuinfo").read().upper():
    os.environ.setdefault("OPENBLAS_CORETYPE", "Haswell")

import torch
import torch.nn.functional as F
from torch import nn

DEFAULTS = {
    "vit": {"imageSize": 128, "patchSize": 16, "hiddenSize": 192, "intermediateSize": 768, "layers": 5, "heads": 6, "featureLayer": -2},
    "convnext": {"depths": [2, 2, 4, 2], "dims": [48, 96, 192, 256], "layerScale": 0.1},
    "text": {"projectionSize": 128},
    "languageModel": {"vocabSize": 2000, "hiddenSize": 256, "intermediateSize": 688, "layers": 4, "heads": 4},
    "decoder": {"width": 128, "layers": 3, "heads": 8, "feedForwardSize": 512, "maskSize": 128, "normGroups": 32},
    "batch": {"pictures": 8, "turns": 6, "turnLength": 36, "supervised": 20, "boxQueries": 6, "maskQueries": 3, "objects": 4},
    "threads": 2,
    "warmup": 2,
    "steps": 10,
}


def attend(q, k, v, heads, bias=None):
    """q [B, Q, d], k and v [B, T, d], bias broadcast to [B, heads, Q, T] -> [B, Q, d]"""
    batch, length, width = q.shape
    split = lambda x: x.view(batch, -1, heads, width // heads).transpose(1, 2)
    scores = split(q) * (width // heads) ** -0.5 @ split(k).transpose(-1, -2)
    scores = scores if bias is None else scores + bias
    return (scores.softmax(-1) @ split(v)).transpose(1, 2).reshape(batch, length, width)


def mlp(*widths):
    layers = [f(a, b) for a, b in zip(widths, widths[1:]) for f in (nn.Linear, lambda *_: nn.ReLU())]
    return nn.Sequential(*layers[:-1])


class VitLayer(nn.Module):
    def __init__(self, c):
        super().__init__()
        d, self.heads = c["hiddenSize"], c["heads"]
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.q, self.k, self.v, self.out = (nn.Linear(d, d) for _ in range(4))
        self.fc1, self.fc2 = nn.Linear(d, c["intermediateSize"]), nn.Linear(c["intermediateSize"], d)

    def forward(self, x):
        y = self.norm1(x)
        x = x + self.out(attend(self.q(y), self.k(y), self.v(y), self.heads))
        return x + self.fc2(F.gelu(self.fc1(self.norm2(x))))


class Vit(nn.Module):
    """Only the layers up to `featureLayer` run, as in training."""

    def __init__(self, c):
        super().__init__()
        d, self.grid = c["hiddenSize"], c["imageSize"] // c["patchSize"]
        count = c["featureLayer"] if c["featureLayer"] >= 0 else c["layers"] + 1 + c["featureLayer"]
        self.patch = nn.Conv2d(3, d, c["patchSize"], c["patchSize"], bias=False)
        self.cls, self.position = nn.Parameter(torch.zeros(d)), nn.Parameter(torch.randn(self.grid**2 + 1, d) * 0.02)
        self.norm, self.layers = nn.LayerNorm(d), nn.ModuleList(VitLayer(c) for _ in range(count))

    def forward(self, pixels):
        x = self.patch(pixels).flatten(2).transpose(1, 2)
        x = self.norm(torch.cat([self.cls.expand(len(x), 1, -1), x], 1) + self.position)
        for layer in self.layers:
            x = layer(x)
        return x[:, 1:]  # [B, P, C]


class ConvnextBlock(nn.Module):
    def __init__(self, d, scale):
        super().__init__()
        self.depthwise, self.norm = nn.Conv2d(d, d, 7, padding=3, groups=d), nn.LayerNorm(d, eps=1e-6)
        self.fc1, self.fc2, self.gamma = nn.Linear(d, 4 * d), nn.Linear(4 * d, d), nn.Parameter(torch.full((d,), scale))

    def forward(self, x):
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        return x + (self.fc2(F.gelu(self.fc1(y))) * self.gamma).permute(0, 3, 1, 2)


class MapNorm(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Convnext(nn.Module):
    def __init__(self, c):
        super().__init__()
        dims = c["dims"]
        start = lambda i: (nn.Conv2d(3, dims[0], 4, 4), MapNorm(dims[0])) if i == 0 else (MapNorm(dims[i - 1]), nn.Conv2d(dims[i - 1], dims[i], 2, 2))
        blocks = lambda i: (ConvnextBlock(dims[i], c["layerScale"]) for _ in range(c["depths"][i]))
        self.stages = nn.ModuleList(nn.Sequential(*start(i), *blocks(i)) for i in range(4))

    def forward(self, x):
        x, maps = x.contiguous(memory_format=torch.channels_last), []
        for stage in self.stages:
            maps.append(x := stage(x))
        return maps


class PixelDecoder(nn.Module):
    def __init__(self, channels, c):
        super().__init__()
        d, norm = c["width"], lambda: nn.GroupNorm(c["normGroups"], c["width"])
        smooth = lambda width: nn.Sequential(nn.Conv2d(width, d, 3, padding=1, bias=False), norm(), nn.ReLU())
        self.stem = smooth(channels[-1])
        self.lateral = nn.ModuleList(nn.Sequential(nn.Conv2d(n, d, 1, bias=False), norm()) for n in channels[-2::-1])
        self.block = nn.ModuleList(smooth(d) for _ in channels[:-1])
        self.mask_projection = nn.Conv2d(d, c["maskSize"], 3, padding=1)

    def forward(self, features):
        maps = [self.stem(features[-1])]
        for lateral, block, feature in zip(self.lateral, self.block, features[-2::-1]):
            maps.append(block(F.interpolate(maps[-1], size=feature.shape[2:]) + lateral(feature)))
        return maps[2::-1], self.mask_projection(maps[3])  # strides 8, 16, 32; [B, M, S/4, S/4]


def sine(x, width):
    """Codes of numbers in 0..1: [..., n] -> [..., width]"""
    angles = x[..., None] * 2 * math.pi * 10000 ** -torch.linspace(0, 1, width // (2 * x.shape[-1]))
    return torch.cat([angles.sin(), angles.cos()], -1).flatten(-2)


def centres(n):
    line = (torch.arange(n) + 0.5) / n
    return torch.stack(torch.meshgrid(line, line, indexing="xy"), -1).view(-1, 2)


class QueryDecoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        d, self.heads = c["width"], c["heads"]
        layer = lambda: nn.ModuleDict({
            "self": nn.ModuleList(nn.Linear(d, d) for _ in range(4)),
            "cross": nn.ModuleList(nn.Linear(d, d) for _ in range(4)),
            "norm": nn.ModuleList(nn.LayerNorm(d) for _ in range(3)),
            "feed": mlp(d, c["feedForwardSize"], d),
        })
        self.layers, self.norm = nn.ModuleList(layer() for _ in range(c["layers"])), nn.LayerNorm(d)
        self.position, self.box, self.quality = mlp(2 * d, d, d), mlp(d, d, d, 4), mlp(d, d, 1)
        self.level, self.gain = nn.Parameter(torch.randn(3, d)), nn.Parameter(torch.linspace(0, 1, c["heads"]))

    def forward(self, x, box, values, keys, places, levels, bias):
        read = lambda p, q, k, v, b: p[3](attend(p[0](q), p[1](k), p[2](v), self.heads, b))
        keys, boxes = keys + self.level[levels], []
        for layer in self.layers:
            position = self.position(sine(box, 2 * x.shape[-1]))
            offset = (places - box[:, :, None, :2]) / (box[:, :, None, 2:] / 2).clamp(min=0.03)
            window = -offset.square().sum(-1).clamp(max=25)[:, None] * self.gain.view(-1, 1, 1)
            x = layer["norm"][0](x + read(layer["self"], x + position, x + position, x, bias))
            x = layer["norm"][1](x + read(layer["cross"], x + position, keys, values, window))
            x = layer["norm"][2](x + layer["feed"](x))
            boxes.append((self.box(self.norm(x)) + torch.logit(box, 1e-4)).sigmoid())
            box = boxes[-1].detach()
        return self.norm(x), boxes, self.quality(self.norm(x))[..., 0]


class RmsNorm(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d))

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5) * self.weight


class LlamaBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        d, self.heads = c["hiddenSize"], c["heads"]
        self.norm1, self.norm2 = RmsNorm(d), RmsNorm(d)
        self.q, self.k, self.v, self.o = (nn.Linear(d, d, bias=False) for _ in range(4))
        self.gate, self.up = (nn.Linear(d, c["intermediateSize"], bias=False) for _ in range(2))
        self.down = nn.Linear(c["intermediateSize"], d, bias=False)

    def rotate(self, x, rotation):
        x = x.view(*x.shape[:2], self.heads, -1)
        a, b = x.chunk(2, -1)
        return (x * rotation[0] + torch.cat([-b, a], -1) * rotation[1]).flatten(2)

    def forward(self, x, rotation, bias):
        y = self.norm1(x)
        x = x + self.o(attend(self.rotate(self.q(y), rotation), self.rotate(self.k(y), rotation), self.v(y), self.heads, bias))
        y = self.norm2(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class Nano(nn.Module):
    def __init__(self, c):
        super().__init__()
        lm, d, key, dims = c["languageModel"], c["decoder"]["width"], c["text"]["projectionSize"], list(c["convnext"]["dims"])
        width = lm["hiddenSize"]
        self.vit, self.convnext = Vit(c["vit"]), Convnext(c["convnext"])
        dims[2] += c["vit"]["hiddenSize"]
        self.pixels = PixelDecoder(dims, c["decoder"])
        self.projector = nn.Sequential(nn.Linear(c["vit"]["hiddenSize"], width), nn.GELU(), nn.Linear(width, width))
        self.embed, self.norm = nn.Embedding(lm["vocabSize"], width), RmsNorm(width)
        self.blocks = nn.ModuleList(LlamaBlock(lm) for _ in range(lm["layers"]))
        self.keys, self.dense, self.query, self.place = nn.Linear(d, key), mlp(d, d, 4), mlp(width, width, key), mlp(width, d, d)
        self.state, self.feature, self.scale = nn.Linear(width, d), nn.Linear(d, d), nn.Parameter(torch.tensor(10.0))
        self.box, self.mask = QueryDecoder(c["decoder"]), QueryDecoder(c["decoder"])
        self.mask_embedding = mlp(d, d, d, c["decoder"]["maskSize"])
        nn.init.normal_(self.embed.weight, 0, 0.02)
        self.to(memory_format=torch.channels_last)

    def forward(self, b):
        patches, maps = self.vit(b["pixels"]), self.convnext(b["pixels"])
        seen = patches.transpose(1, 2).reshape(len(patches), -1, self.vit.grid, self.vit.grid)
        maps[2] = torch.cat([maps[2], seen], 1)
        pyramid, pixels = self.pixels(maps)
        x = torch.cat([self.projector(patches), self.embed(b["ids"])], 1)
        for block in self.blocks:
            x = block(x, b["rotation"], b["bias"])
        states = self.norm(x)
        loss = F.cross_entropy(states.flatten(0, 1)[b["slots"]] @ self.embed.weight.t(), b["labels"])

        tokens = pyramid[0].flatten(2).transpose(1, 2)  # stride 8
        keys, sides, near = F.normalize(self.keys(tokens), dim=-1), self.dense(tokens).sigmoid(), centres(pyramid[0].shape[-1])
        dense = torch.cat([near + (sides[..., 2:] - sides[..., :2]) / 2, sides[..., 2:] + sides[..., :2]], -1)
        loss = loss + box_loss(dense[b["owned"]], b["ownBoxes"]) + F.cross_entropy(keys[b["owned"]] @ b["names"].t() * self.scale, b["ownNames"])
        values = torch.cat([m.flatten(2).transpose(1, 2) for m in pyramid], 1)
        places = torch.cat([centres(m.shape[-1]) for m in pyramid])
        levels = torch.cat([torch.full((m.shape[-1] ** 2,), i) for i, m in enumerate(pyramid)])
        positions = sine(places, values.shape[-1])
        for unit, decoder in (("box", self.box), ("mask", self.mask)):
            q = b[unit]
            h = states.gather(1, q["at"][..., None].expand(-1, -1, states.shape[-1]))  # [B, Q, C]
            logits = F.normalize(self.query(h), dim=-1) @ keys.transpose(1, 2) * self.scale
            logits = logits + self.place(h) @ sine(near, values.shape[-1]).t() * values.shape[-1] ** -0.5
            loss = loss + F.cross_entropy(logits.flatten(0, 1), q["points"])
            attention = logits.detach().softmax(-1)
            content = self.state(h) + self.feature(attention @ tokens)
            reference = (attention @ dense.detach()).clamp(1e-3, 1 - 1e-3)
            found, boxes, quality = decoder(content, reference, values, values + positions, places, levels, q["bias"])
            loss = loss + sum(box_loss(x, q["boxes"]) for x in boxes) / len(boxes) + F.binary_cross_entropy_with_logits(quality, q["quality"])
            if unit == "mask":
                masks, p = (m := torch.einsum("bqc,bchw->bqhw", self.mask_embedding(found), pixels)), m.sigmoid()
                dice = 1 - (2 * (p * q["masks"]).sum((2, 3)) + 1) / ((p + q["masks"]).sum((2, 3)) + 1)
                loss = loss + 2 * F.binary_cross_entropy_with_logits(masks, q["masks"]) + 5 * dice.mean()
        return loss


def box_loss(a, b):
    """5 L1 + 2 (1 - GIoU) of cxcywh boxes."""
    (a1, a2), (b1, b2) = ((x[..., :2] - x[..., 2:] / 2, x[..., :2] + x[..., 2:] / 2) for x in (a, b))
    area = lambda low, high: (high - low).clamp(min=0).prod(-1)
    inter, hull = area(torch.max(a1, b1), torch.min(a2, b2)), area(torch.min(a1, b1), torch.max(a2, b2))
    union = area(a1, a2) + area(b1, b2) - inter + 1e-7
    return 5 * (a - b).abs().sum(-1).mean() + 2 * (2 - inter / union - union / (hull + 1e-7)).mean()


def random_batch(c):
    """Packed as in training: one picture's tokens, then independent turns that see the picture and themselves."""
    s, lm, size = c["batch"], c["languageModel"], c["vit"]["imageSize"]
    n, patches, far = s["pictures"], (size // c["vit"]["patchSize"]) ** 2, -1e4
    turn = torch.cat([torch.zeros(patches), torch.arange(1, s["turns"] + 1).repeat_interleave(s["turnLength"])])
    length = len(turn)
    sees = ((turn[:, None] == turn) | (turn == 0)) & (torch.arange(length)[:, None] >= torch.arange(length))
    position = torch.cat([torch.arange(patches), (patches + torch.arange(s["turnLength"])).repeat(s["turns"])])
    half = lm["hiddenSize"] // lm["heads"] // 2
    angles = torch.outer(position, 10000 ** -(torch.arange(half) / half)).repeat(1, 2)[:, None]  # [L, 1, d/h]
    ends = [(patches + t * s["turnLength"] + s["turnLength"] - s["supervised"], patches + (t + 1) * s["turnLength"]) for t in range(s["turns"])]
    slots = torch.cat([torch.arange(a, b) + i * length for i in range(n) for a, b in ends])
    cells, objects = (size // 8) ** 2, n * s["objects"]
    owned = torch.zeros(n, cells, dtype=torch.bool)
    owned[:, : cells // 3] = True
    count = int(owned.sum())
    boxes = lambda *shape: torch.cat([0.2 + 0.6 * torch.rand(*shape, 2), 0.1 + 0.2 * torch.rand(*shape, 2)], -1)

    def queries(q):
        group = torch.randint(0, s["turns"], (n, 1, q))
        bias = torch.where(group == group.transpose(1, 2), 0.0, far)[:, None]
        quarter = size // 4
        return {"at": torch.randint(patches, length, (n, q)), "points": torch.randint(0, cells, (n * q,)), "bias": bias,
                "boxes": boxes(n, q), "quality": torch.rand(n, q), "masks": (torch.rand(n, q, quarter, quarter) > 0.8).float()}

    return {
        "pixels": torch.randn(n, 3, size, size), "ids": torch.randint(0, lm["vocabSize"], (n, length - patches)),
        "rotation": (angles.cos(), angles.sin()), "bias": torch.where(sees, 0.0, far), "slots": slots,
        "labels": torch.randint(0, lm["vocabSize"], (len(slots),)), "owned": owned, "ownBoxes": boxes(count),
        "names": F.normalize(torch.randn(objects, c["text"]["projectionSize"]), dim=-1), "ownNames": torch.randint(0, objects, (count,)),
        "box": queries(s["boxQueries"]), "mask": queries(s["maskQueries"]),
    }


def main():
    config = {k: dict(v) if isinstance(v, dict) else v for k, v in DEFAULTS.items()}
    for key, value in json.loads(sys.argv[1] if len(sys.argv) > 1 else "{}").items():
        config[key] = {**config[key], **value} if isinstance(config.get(key), dict) else value
    torch.manual_seed(0)
    torch.set_num_threads(config["threads"])
    network = Nano(config)
    parameters = list(network.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=1e-4, weight_decay=0.02, foreach=True)
    for step in range(config["warmup"] + config["steps"]):
        if step == config["warmup"]:
            start = time.perf_counter()
        loss = network(random_batch(config))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
    seconds = (time.perf_counter() - start) / config["steps"]
    print(json.dumps({
        "samplesPerSecond": round(config["batch"]["pictures"] / seconds, 2), "secondsPerStep": round(seconds, 4),
        "parameters": sum(p.numel() for p in parameters), "loss": round(loss.item(), 3), "threads": config["threads"],
        "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "torch": torch.__version__,
    }))


if __name__ == "__main__":
    main()
