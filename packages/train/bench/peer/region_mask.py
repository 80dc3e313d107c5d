# The unit "mask" by a look at each box.
import torch
import torch.nn.functional as F
from torch import nn

from box import among, box_cost, quality_loss
from regions import RegionNet, drawn_boxes

SAMPLES, CUT = 3, 0.4


class RegionMaskUnit(nn.Module):
    def __init__(self, maps, c):
        super().__init__()
        self.look, self.quality_head = RegionNet(maps, c, 1), nn.Linear(c["channels"], 1)

    def forward(self, q, start, maps):
        boxes = drawn_boxes(q, start["boxes"])
        regions, features, logits = self.look(boxes, q["slots"], maps)
        quality = self.quality_head(features.mean((2, 3))).view(boxes.shape[:2])
        return boxes, regions, logits.squeeze(1), quality

    def cost(self, found, q, slots, rows):
        return box_cost(found[0], q, slots, rows)

    def loss(self, found, q, slots, rows):
        _, regions, logits, quality = found
        slots, rows = among(q["masksKnown"], slots, rows)
        found = logits.flatten(1)[slots]  # [P, n n]
        target = masks_inside(q["pixels"][rows], q["frames"][rows, 4], regions.flatten(0, 1)[slots], logits.shape[2])
        overlap = mask_iou(found.detach().sigmoid() > CUT, target > 0.5)
        binary = F.binary_cross_entropy_with_logits(found, target)
        return binary + dice_distance(found.sigmoid(), target).mean() + quality_loss(quality, slots, overlap)


@torch.no_grad()
def masks_inside(masks, side, regions, n):
    """Coverage of regions [P, 4] by masks in pixels of squares, by samples: [P, n n]"""
    share = (torch.arange(n * SAMPLES) + 0.5) / (n * SAMPLES) - 0.5
    at = ((regions[:, :2, None] + regions[:, 2:, None] * share) * side[:, None, None]).floor().long()  # [P, 2, 3 n]
    last = masks.shape[1] - 1
    inside, (x, y) = (at >= 0) & (at <= last), at.clamp(0, last).unbind(1)
    covered = masks[torch.arange(len(masks))[:, None, None], y[:, :, None], x[:, None]]
    covered = covered & inside[:, 1, :, None] & inside[:, 0, None]
    return F.avg_pool2d(covered.float(), SAMPLES).flatten(1)


def dice_distance(p, y):
    """[P, S] twice -> [P]"""
    return 1 - (2 * (p * y).sum(1) + 1) / (p.sum(1) + y.sum(1) + 1)


def mask_iou(a, b):
    both = (a & b).sum(1).float()
    return both / (a.sum(1) + b.sum(1) - both).clamp(min=1e-6)
