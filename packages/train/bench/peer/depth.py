# The unit "depth": how far everything is, and the region that a phrase means.
import math

import torch
import torch.nn.functional as F
from torch import nn

from box import among, box_cost, box_path, of_known, quality_loss
from boxes import cell_centres
from parts import Mlp
from queries import QueryDecoder, flat_pyramid
from region_mask import dice_distance, mask_iou


class RegionOfDepth(nn.Module):
    """MaskFormer's masks, weaker outside of a query's box."""

    def __init__(self, c, size):
        super().__init__()
        self.query, self.mask_embedder = QueryDecoder(c), Mlp(c["width"], c["width"], c["width"], size)
        self.window_gain = nn.Parameter(torch.tensor(0.0))

    def forward(self, q, start, memory, pixels):
        states, boxes, quality = self.query(q, start["boxes"], start["content"], memory)
        height, columns = pixels.shape[2:]
        with torch.no_grad():
            half = (boxes[-1][..., 2:] / 2).clamp(min=1 / columns)[:, :, None]
            outside = ((cell_centres(height, columns) - boxes[-1][:, :, None, :2]).abs() / half).amax(-1)
            window = (1 - outside).clamp(-2, 0)
        logits = self.mask_embedder(states) @ pixels.flatten(2) + window * self.window_gain  # [B, Q, h w]
        return states, boxes, quality, logits

    def cost(self, found, q, slots, rows):
        _, boxes, _, logits = found
        p, y = logits.flatten(0, 1)[slots].sigmoid(), q["coverage"].flatten(1)[rows]  # [G, N, S], [G, M, S]
        both = 2 * p @ y.transpose(1, 2) + 1
        dice = 5 * (1 - both / (p.sum(-1, keepdim=True) + y.sum(-1)[:, None] + 1))
        return of_known(dice, q["masksKnown"], rows) + box_cost(boxes[-1], q, slots, rows)

    def loss(self, found, q, slots, rows):
        _, boxes, quality, logits = found
        placed, targets = among(q["known"], slots, rows)
        total = box_path(boxes, q["boxes"][targets], placed)[0] if len(placed) else 0
        slots, rows = among(q["masksKnown"], slots, rows)
        if not len(slots):
            return total
        found, target = logits.flatten(0, 1)[slots], q["coverage"].flatten(1)[rows]
        overlap = mask_iou(found.detach() > 0, target > 0.5)
        binary, dice = F.binary_cross_entropy_with_logits(found, target), dice_distance(found.sigmoid(), target)
        return total + 2 * binary + 5 * dice.mean() + quality_loss(quality, slots, overlap)


class DepthHead(nn.Module):
    def __init__(self, width, size):
        super().__init__()
        smooth = lambda: nn.Sequential(nn.Conv2d(width, width, 3, padding=1), nn.GroupNorm(1, width), nn.ReLU())
        self.coarse, self.fused, self.fine = smooth(), smooth(), nn.Conv2d(size, width, 1)
        self.embedder = Mlp(width, width, width, width + 1)

    def forward(self, states, memory, pixels):
        height, columns = memory["grids"][0]
        placed = (memory["values"] + memory["positions"])[:, : height * columns]
        coarse = self.coarse(placed.transpose(1, 2).unflatten(2, (height, columns)))
        features = self.fused(F.interpolate(coarse, size=pixels.shape[2:]) + self.fine(pixels)).flatten(2)
        told = self.embedder(states)
        return told[..., :-1] @ features * features.shape[1] ** -0.5 + told[..., -1:]  # [B, Q, h w]


class DepthUnit(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, own = c["width"], c["units"]["depth"]
        self.range = math.log(own["near"]), math.log(own["far"])
        self.region, self.head = RegionOfDepth(c, own["maskSize"]), DepthHead(width, own["maskSize"])
        self.part_head, self.kind_head, self.quality_head = (nn.Linear(width, n) for n in (1, 3, 1))

    def forward(self, q, start, _):
        memory, pixels = flat_pyramid(start["pyramid"]), start["pixels"]()
        region = self.region(q, start, memory, pixels)
        depth = self.head(region[0], memory, pixels) + sum(self.range) / 2
        return region, depth, *(head(region[0]) for head in (self.part_head, self.kind_head, self.quality_head))

    def cost(self, found, q, slots, rows):
        return self.region.cost(found[0], q, slots, rows)

    def loss(self, found, q, slots, rows):
        region, depth, part, kind, quality = found
        total = self.region.loss(region, q, slots, rows)
        slots, rows = among(q["mapsKnown"], slots, rows)
        if not len(slots):
            return total
        found = depth.flatten(0, 1)[slots]  # [P, S]
        cells, valid, metric, is_part = (q[name][rows] for name in ("cells", "valid", "metric", "part"))
        cells, valid, side = cells.flatten(1), valid.flatten(1), cells.shape[1:]
        whole = (q["masksKnown"][rows].float() * is_part)[:, None]
        meant = valid * (q["coverage"].flatten(1)[rows] * whole + 1 - whole)
        off = (found - cells).abs()
        of_metres = ((weighted(off, valid) + weighted(off, meant)) / 2 * metric).sum() / metric.sum().clamp(min=1)
        metres, far = found.clamp(*self.range).exp(), cells.exp()
        mean = weighted(far, valid).clamp(min=1e-6)[:, None]
        shape = scale_shift_invariant(*(x.unflatten(1, side) for x in (metres, far / mean, valid)))
        kinds = F.cross_entropy(kind.flatten(0, 1)[slots], q["kind"][rows])
        parts = F.binary_cross_entropy_with_logits(part.flatten()[slots], is_part)
        reached = (1 - weighted((metres.detach() / far - 1).abs(), meant)).clamp(min=0)
        said = F.binary_cross_entropy_with_logits(quality.flatten()[slots], reached, reduction="none")
        learned = (said * metric).sum() / metric.sum().clamp(min=1e-6)
        return total + 4 * of_metres + shape + 0.2 * kinds + 0.5 * parts + learned


def weighted(x, weights):
    """[P, S] twice -> [P]"""
    return (x * weights).sum(1) / weights.sum(1).clamp(min=1e-6)


def scale_shift_invariant(depth, target, mask):
    """MiDaS' loss in float64: [P, h, w] each"""
    d, z, m = (x.double() for x in (depth, target, mask))
    over = lambda x: x.flatten(1).sum(1)
    a00, a01, a11, b0, b1 = over(m * d * d), over(m * d), over(m), over(m * d * z), over(m * z)
    determinant = a00 * a11 - a01.square()
    inverse = (determinant != 0).double() / determinant.masked_fill(determinant == 0, 1)
    scale, shift = (a11 * b0 - a01 * b1) * inverse, (a00 * b1 - a01 * b0) * inverse
    residual = (d * scale[:, None, None] + shift[:, None, None] - z) * m
    data = residual.square().sum() / (2 * m.sum()).clamp(min=1)
    steep = sum(steepness(residual[:, ::n, ::n], m[:, ::n, ::n]) for n in (1, 2, 4, 8))
    return data.float() + 0.5 * steep.float()


def steepness(r, m):
    across = (r[:, :, 1:] - r[:, :, :-1]).abs() * (m[:, :, 1:] * m[:, :, :-1])
    down = (r[:, 1:] - r[:, :-1]).abs() * (m[:, 1:] * m[:, :-1])
    return (across.sum() + down.sum()) / m.sum().clamp(min=1)
