# Visual prompts: as tokens (Mask-Guided Aggregation), and what of the listed they show.
import torch
import torch.nn.functional as F

from boxes import corners_of, sine_code
from proposals import OWN_SHARE


def prompt_tokens(features, masks, cells):
    """[R, side side, C], [R, side, side] -> [R, cells, C]"""
    count, side, _ = masks.shape
    g, step = int(cells**0.5), side // int(cells**0.5)
    weights = masks / (masks.sum((1, 2), keepdim=True) + 1e-8)
    inside = weights.view(count, g, step, g, step).transpose(2, 3).reshape(count * cells, 1, -1)
    read = features.view(count, g, step, g, step, -1).transpose(2, 3).reshape(count * cells, step * step, -1)
    return torch.bmm(inside, read).view(count, cells, -1) + sine_code(torch.arange(cells * 1.0), features.shape[2])


@torch.no_grad()
def prompt_overlap(prompts, boxes):
    """IoU of a prompt's pixels with those of boxes [R, N, 4]: [R, N]"""
    width, frames = prompts["masks"].shape[2] + 1, prompts["frames"][:, None]
    sums = F.pad(prompts["masks"].float().cumsum(1).cumsum(2), (1, 0, 1, 0))  # [R, S + 1, S + 1]
    corners = corners_of(boxes) * frames[..., 4:]
    low, high = frames[..., :2].repeat(1, 1, 2), frames[..., 2:4].repeat(1, 1, 2)
    x1, y1, x2, y2 = (corners.maximum(low).minimum(high) + 0.5).floor().long().unbind(-1)  # [R, N] each
    total = lambda x, y: sums.flatten(1).gather(1, y * width + x)
    shared = total(x2, y2) - total(x1, y2) - total(x2, y1) + total(x1, y1)
    return shared / (sums[:, -1, -1:] + (x2 - x1) * (y2 - y1) - shared)


@torch.no_grad()
def prompted_names(overlap, rows, listed):
    """The name of the listed thing with the largest overlap times fit, and whether there is any: [R] each"""
    fits = listed["names"][rows]  # [R, C, N]
    worth, best = (overlap * fits.amax(1) * listed["valid"][rows]).max(1)
    own = fits.gather(2, best[:, None, None].expand(-1, fits.shape[1], 1))[..., 0]  # [R, C]
    return (own >= OWN_SHARE * own.amax(1, keepdim=True)).float().argmax(1), worth > 0
