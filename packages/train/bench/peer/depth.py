# The unit "depth": how far everything is, by one look at the whole picture.
import math

import torch
import torch.nn.functional as F
from torch import nn

from box import among, box_cost
from queries import flat_pyramid
from regions import RegionNet

PATTERNED = 2


class DepthHead(nn.Module):
    def __init__(self, maps, width, c):
        super().__init__()
        n, statistics = c["channels"], 2 * sum(maps[:PATTERNED])
        self.pattern_norm, self.pattern = nn.LayerNorm(statistics), nn.Linear(statistics, n)
        self.level = nn.Linear(n, 1)
        self.look = RegionNet([maps[0], width, n], c, 1, surroundings=1)

    def forward(self, maps, memory):
        height, columns = memory["grids"][0]
        placed = (memory["values"] + memory["positions"])[:, : height * columns]
        placed = placed.transpose(1, 2).unflatten(2, (height, columns))
        statistics = torch.cat([each for map in maps[:PATTERNED] for each in mean_and_spread(map)], 1)
        whole = self.pattern(self.pattern_norm(statistics)).relu()
        box = torch.tensor([0.5, 0.5, 1, 1]).expand(len(placed), 1, 4)
        _, seen, map = self.look(box, torch.arange(len(placed)), [maps[0], placed, whole[:, :, None, None]])
        return map.squeeze(1) + self.level(whole)[:, :, None], seen.mean((2, 3))


class DepthUnit(nn.Module):
    def __init__(self, maps, width, c):
        super().__init__()
        self.range = math.log(c["near"]), math.log(c["far"])
        self.head, self.part_head = DepthHead(maps, width, c), nn.Linear(width, 1)
        self.kind_head, self.quality_head = (nn.Linear(c["channels"], n) for n in (3, 1))

    def forward(self, q, start, maps):
        depth, seen = self.head(maps, flat_pyramid(start["pyramid"]))
        boxes = start["boxes"]
        quality = self.quality_head(seen).expand(boxes.shape[:2])
        return boxes, self.part_head(start["content"]), depth + sum(self.range) / 2, self.kind_head(seen), quality

    def cost(self, found, q, slots, rows):
        return box_cost(found[0], q, slots, rows)

    def loss(self, found, q, slots, rows):
        _, part, depth, kind, quality = found
        slots, rows = among(q["mapsKnown"], slots, rows)
        if not len(slots):
            return torch.zeros(())
        pictures = slots // quality.shape[1]
        found = depth[pictures].flatten(1)  # [P, S]
        cells, valid, metric, is_part = (q[name][rows] for name in ("cells", "valid", "metric", "part"))
        cells, valid, side = cells.flatten(1), valid.flatten(1), cells.shape[1:]
        whole = (q["masksKnown"][rows].float() * is_part)[:, None]
        meant = valid * (q["coverage"].flatten(1)[rows] * whole + 1 - whole)
        wrong = found - cells
        off = (wrong.abs() + (wrong.clamp(max=2).exp() - 1).abs()) / 2
        of_metres = ((weighted(off, valid) + weighted(off, meant)) / 2 * metric).sum() / metric.sum().clamp(min=1)
        metres, far = found.clamp(*self.range).exp(), cells.exp()
        mean = weighted(far, valid).clamp(min=1e-6)[:, None]
        unscaled = valid * (1 - metric[:, None])
        shape = scale_shift_invariant(*(x.unflatten(1, side) for x in (metres, far / mean, unscaled)))
        kinds = F.cross_entropy(kind[pictures], q["kind"][rows])
        parts = F.binary_cross_entropy_with_logits(part.flatten()[slots], is_part)
        reached = (1 - weighted((metres.detach() / far - 1).abs(), meant)).clamp(min=0)
        said = F.binary_cross_entropy_with_logits(quality.flatten()[slots], reached, reduction="none")
        learned = (said * metric).sum() / metric.sum().clamp(min=1e-6)
        return 4 * of_metres + shape + 0.2 * kinds + 0.5 * parts + learned


def mean_and_spread(map):
    """[B, c, h, w] -> [B, c] twice"""
    mean = map.mean((2, 3))
    return mean, ((map - mean[:, :, None, None]).square().mean((2, 3)) + 1e-6).sqrt()


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
