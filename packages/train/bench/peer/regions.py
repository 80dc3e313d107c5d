# A close look at boxes: crops of the encoder's maps at one size, by a small hourglass.
import torch
import torch.nn.functional as F
from torch import nn

from boxes import corners_of
from parts import stack

GROUPS = 4


class Residual(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(n, n, 3, padding=1), nn.GroupNorm(GROUPS, n)

    def forward(self, x):
        return (x + self.norm(self.conv(x))).relu()


class RegionNet(nn.Module):
    def __init__(self, maps, c, outputs, surroundings=1.2):
        super().__init__()
        n, self.grid, self.surroundings = c["channels"], c["grid"], surroundings
        residuals = lambda count: nn.Sequential(*(Residual(n) for _ in range(count)))
        halving = lambda: nn.Conv2d(n, n, 3, 2, 1)
        self.projections, self.norm = stack(len(maps), lambda i: nn.Conv2d(maps[i], n, 1)), nn.GroupNorm(GROUPS, n)
        self.first, self.halve, self.half = Residual(n), halving(), residuals(2)
        self.quarter, self.coarsest, self.after = halving(), Residual(n), residuals(3)
        self.output = nn.Conv2d(n, outputs, 1)
        self.place_embedding = nn.Parameter(torch.zeros(1, n, self.grid, self.grid))

    def forward(self, boxes, slots, maps):
        """Boxes [B, Q, 4] at slots [R] of [B Q] -> regions [B, Q, 4], features and maps [B Q, c, n, n], 0 elsewhere"""
        regions = torch.cat([boxes[..., :2], boxes[..., 2:].clamp(min=0.01) * self.surroundings], -1)
        finest, second, *rest = (projection(map) for projection, map in zip(self.projections, maps))
        coarse = second + sum(resized(map, second.shape[2:]) for map in rest)
        seen = (crops(finest, regions, self.grid) + crops(coarse, regions, self.grid)).flatten(0, 1)  # [B Q, n n, c]
        laid = seen[slots].transpose(1, 2).unflatten(2, (self.grid, self.grid))
        x = self.first(self.norm(laid + self.place_embedding).relu())
        half = self._modules["half"](self.halve(x).relu())  # whose name is also that of a method
        half = half + resized(self.coarsest(self.quarter(half).relu()), half.shape[2:])
        x = self.after(x + resized(half, x.shape[2:]))
        spread = lambda own: own.new_zeros(len(seen), *own.shape[1:]).index_copy(0, slots, own)
        return regions, spread(x), spread(self.output(x))


def resized(map, size):
    return F.interpolate(map, size=size, mode="bilinear")


def crops(map, boxes, n):
    """RoIAlign as two products of matrices: [B, c, h, w], [B, Q, 4] -> [B, Q, n n, c]"""
    batch, channels, height, columns = map.shape
    queries = boxes.shape[1]
    with torch.no_grad():
        weights = lambda i, cells: sampling_weights(boxes[..., i], boxes[..., i + 2], cells, n)
        across, down = weights(0, columns), weights(1, height)
    read = map.reshape(batch, channels * height, columns) @ across.flatten(1, 2).transpose(1, 2)  # [B, c h, Q n]
    read = read.view(batch, channels, height, queries, n).permute(0, 3, 2, 4, 1)
    return (down @ read.reshape(batch, queries, height, n * channels)).view(batch, queries, n * n, channels)


def sampling_weights(centre, side, cells, n):
    """[B, Q] twice -> [B, Q, n, cells]"""
    at = (centre[..., None] + side[..., None] * ((torch.arange(n) + 0.5) / n - 0.5)) * cells
    reach = (side * (cells / n)).clamp(min=1)[..., None, None]
    weights = (1 - (at[..., None] - (torch.arange(cells) + 0.5)).abs() / reach).clamp(min=0)
    return weights / weights.sum(-1, keepdim=True).clamp(min=1e-6)


def drawn_boxes(q, boxes):
    """Boxes [B, Q, 4], those replaced that users drew where they touch."""
    own, covered = corners_of(boxes), q["covered"]
    touches = (torch.minimum(own[..., 2:], covered[..., 2:]) > torch.maximum(own[..., :2], covered[..., :2])).all(-1)
    return torch.where(touches[..., None], q["drawn"], boxes)
