# Geometry of boxes, and sine codes of places.
import math

import torch


def corners_of(boxes):
    centre, half = boxes[..., :2], boxes[..., 2:] / 2
    return torch.cat([centre - half, centre + half], -1)


def area(low, high):
    return (high - low).clamp(min=0).prod(-1)


def overlaps(a, b):
    """Corners -> intersection, union"""
    inter = area(torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:]))
    return inter, area(a[..., :2], a[..., 2:]) + area(b[..., :2], b[..., 2:]) - inter


def iou(a, b):
    inter, union = overlaps(a, b)
    return inter / (union + 1e-7)


def giou_distance(a, b):
    """1 - GIoU of cxcywh boxes"""
    a, b = corners_of(a), corners_of(b)
    inter, union = overlaps(a, b)
    hull = area(torch.minimum(a[..., :2], b[..., :2]), torch.maximum(a[..., 2:], b[..., 2:]))
    return 1 - inter / (union + 1e-7) + (hull - union) / (hull + 1e-7)


def cell_centres(height, columns):
    y, x = torch.meshgrid((torch.arange(height) + 0.5) / height, (torch.arange(columns) + 0.5) / columns, indexing="ij")
    return torch.stack([x, y], -1).view(-1, 2)


def sine_code(x, features):
    angles = x[..., None] * (torch.arange(0, features, 2) * (-math.log(10000) / features)).exp()
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(-2)


def map_positions(height, columns, width):
    line = lambda n: torch.arange(1.0, n + 1) / (n + 1e-6) * 2 * math.pi
    y, x = torch.meshgrid(line(height), line(columns), indexing="ij")
    return torch.cat([sine_code(y, width // 2), sine_code(x, width // 2)], -1).view(1, -1, width)
