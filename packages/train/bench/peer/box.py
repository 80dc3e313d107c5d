# The unit "box".
import torch.nn.functional as F
from torch import nn

from boxes import corners_of, giou_distance, iou
from queries import QueryDecoder, flat_pyramid


class BoxUnit(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.query = QueryDecoder(c)

    def forward(self, q, start, _):
        return self.query(q, start["boxes"], start["content"], flat_pyramid(start["pyramid"]))

    def cost(self, found, q, slots, rows):
        return box_cost(found[1][-1], q, slots, rows)

    def loss(self, found, q, slots, rows):
        _, boxes, quality = found
        slots, rows = among(q["known"], slots, rows)
        total, overlap = box_path(boxes, q["boxes"][rows], slots)
        return total + quality_loss(quality, slots, overlap)


def among(known, slots, rows):
    return slots[known[rows]], rows[known[rows]]


def quality_loss(quality, slots, reached):
    return F.binary_cross_entropy_with_logits(quality.flatten()[slots], reached)


def of_known(cost, known, rows):
    return cost * known.float()[rows][:, None]


def box_cost(boxes, q, slots, rows):
    """Slots [G, N] and rows [G, M] -> [G, N, M]"""
    a, b = boxes.flatten(0, 1)[slots][:, :, None], q["boxes"][rows][:, None]
    return of_known(5 * (a - b).abs().sum(-1) + 2 * giou_distance(a, b), q["known"], rows)


def box_path(layers, targets, slots):
    """The mean loss of all layers' boxes, and the last one's IoU [P]"""
    total = 0
    for boxes in layers:
        found = boxes.flatten(0, 1)[slots]
        total = total + 5 * (found - targets).abs().sum(-1).mean() + 2 * giou_distance(found, targets).mean()
    return total / len(layers), iou(corners_of(found.detach()), corners_of(targets))
