# What tokens and objects are: on an object or not, in which box, and called what.
import torch
import torch.nn.functional as F

from boxes import corners_of, giou_distance, iou
from matching import pad
from parts import unit_vectors


def assign_tokens(objects, batch, size):
    """The object of each token, -1 for none: [B, T]"""
    lists = [[] for _ in range(batch)]
    for i, picture in enumerate(objects["pictures"].tolist()):
        lists[picture].append(i + 1)
    index, _ = pad(lists)
    coverage = F.adaptive_avg_pool2d(objects["masks"][:, None], size).flatten(1)  # [O, T]
    relative = coverage / coverage.amax(1, keepdim=True).clamp(min=1e-6)
    share, which = F.pad(relative, (0, 0, 1, 0))[index].max(1)  # [B, T]
    return (index.gather(1, which) - 1).masked_fill(share < 0.5, -1)


def dense_loss(dense, assignment, boxes):
    positive = (assignment >= 0).float()
    found, target = dense["boxes"].reshape(-1, 4), boxes[assignment.clamp(min=0).flatten()]
    distance = 5 * (found - target).abs().sum(-1) + 2 * giou_distance(found, target)
    weight = positive.flatten()
    on_object = F.binary_cross_entropy_with_logits(dense["objectness"], positive)
    return (distance * weight).sum() / weight.sum().clamp(min=1) + on_object


def naming_losses(selection, dense, objects, assignment, names, name_of):
    """Each token on an object, and each object's pooled keys, against all names; every name at every token."""
    own = name_of[assignment.clamp(min=0)].masked_fill(assignment < 0, -100)  # [B, T]
    scale, pooled = selection.scale(), pooled_keys(dense, objects)
    fits = selection.name_fit(dense["keys"], names)
    fitting = (own[..., None] == torch.arange(len(names))).float()  # [B, T, N]
    return {
        "regions": F.cross_entropy((dense["keys"] @ names.t() * scale).flatten(0, 1), own.flatten()),
        "objects": F.cross_entropy(pooled @ names.t() * scale, name_of),
        "fit": F.binary_cross_entropy_with_logits(fits, fitting, reduction="sum") / fitting.sum().clamp(min=1),
    }


def pooled_keys(dense, objects):
    """The mean key of each object's proposals, by objectness: [O, K]"""
    rows = objects["pictures"]
    with torch.no_grad():
        overlap = iou(corners_of(dense["boxes"])[rows], corners_of(objects["boxes"])[:, None])  # [O, T]
        own = overlap >= overlap.amax(1, keepdim=True).clamp(max=0.5)
        weights = own * dense["objectness"][rows].sigmoid()
    return unit_vectors(torch.bmm(weights[:, None], dense["keys"][rows])[:, 0])
