# The losses of stage 2 behind the language model: pointing, boxes, masks, tokens on objects and their names.
import torch
import torch.nn.functional as F

from boxes import corners_of, giou_distance, iou
from matching import match_groups, pad


def rows_of(counts):
    ends = torch.tensor(counts).cumsum(0).tolist()
    return [list(range(end - count, end)) for count, end in zip(counts, ends)]


def relative_coverage(masks, size):
    """Coverage of cells, the best cell of each object counting 1: [O, n, n] -> [O, T]"""
    coverage = F.adaptive_avg_pool2d(masks[:, None], size).flatten(1)
    return coverage / coverage.amax(1, keepdim=True).clamp(min=1e-6)


def pointing_loss(logits, slots, counts, masks, size):
    (queries, asked), (objects, present) = pad(slots), pad(rows_of(counts))
    asked, present = asked.float(), present.float()
    cells = relative_coverage(masks, size)[objects] * present[..., None]  # [G, M, T]
    attention = logits.flatten(0, 1).softmax(-1)[queries]  # [G, N, T]
    union = ((attention @ cells.amax(1)[..., None])[..., 0] + 1e-8).log()  # [G, N]
    each = (attention @ cells.transpose(1, 2) + 1e-8).log()
    count = present.sum(1, keepdim=True).clamp(min=1)
    mean = (each * present[:, None]).sum(2) / count
    group = (((union - mean - count.log()) - union) * asked).sum(1) / asked.sum(1).clamp(min=1)
    supervised = present.amax(1)
    return (group * supervised).sum() / supervised.sum().clamp(min=1)


def pair_cost(boxes, targets):
    """[G, N, 4] and [G, M, 4] -> [G, N, M]"""
    a, b = boxes[:, :, None], targets[:, None]
    return 5 * (a - b).abs().sum(-1) + 2 * giou_distance(a, b)


def box_path(layers, targets, slots):
    total = 0
    for boxes in layers:
        found = boxes.flatten(0, 1)[slots]
        total = total + 5 * (found - targets).abs().sum(-1).mean() + 2 * giou_distance(found, targets).mean()
    return total / len(layers), iou(corners_of(found.detach()), corners_of(targets))


def box_unit(q, boxes, quality):
    final, targets = boxes[-1].flatten(0, 1), q["boxes"]
    slots, rows = match_groups(q["slots"], rows_of(q["counts"]), lambda s, r: pair_cost(final[s], targets[r]))
    total, overlap = box_path(boxes, targets[rows], slots)
    return total + F.binary_cross_entropy_with_logits(quality.flatten()[slots], overlap)


def mask_unit(q, boxes, quality, logits):
    final, targets = boxes[-1].flatten(0, 1), q["boxes"]
    logits, truth = logits.flatten(0, 1), q["masks"].flatten(1)

    def cost(s, r):
        p, y = logits[s].sigmoid(), truth[r]  # [G, N, S], [G, M, S]
        both = 2 * p @ y.transpose(1, 2) + 1
        return pair_cost(final[s], targets[r]) + 5 * (1 - both / (p.sum(-1, keepdim=True) + y.sum(-1)[:, None] + 1))

    slots, rows = match_groups(q["slots"], rows_of(q["counts"]), cost)
    total, _ = box_path(boxes, targets[rows], slots)
    found, target = logits[slots], truth[rows]
    p = found.sigmoid()
    dice = 1 - (2 * (p * target).sum(1) + 1) / (p.sum(1) + target.sum(1) + 1)
    a, b = (found.detach() > 0).float(), (target > 0.5).float()
    overlap = (a * b).sum(1)
    overlap = overlap / (a.sum(1) + b.sum(1) - overlap).clamp(min=1e-6)
    binary = F.binary_cross_entropy_with_logits(found, target)
    return total + 2 * binary + 5 * dice.mean() + F.binary_cross_entropy_with_logits(quality.flatten()[slots], overlap)


def assign_tokens(objects, batch, size):
    """The object of each token, -1 for none: [B, T]"""
    lists = [[] for _ in range(batch)]
    for i, picture in enumerate(objects["pictures"]):
        lists[picture].append(i + 1)
    index, _ = pad(lists)
    relative = relative_coverage(objects["masks"], size)
    share, which = F.pad(relative, (0, 0, 1, 0))[index].max(1)  # [B, T]
    return (index.gather(1, which) - 1).masked_fill(share < 0.5, -1)


def dense_loss(tokens, assignment, boxes):
    positive = (assignment >= 0).float()
    found, target = tokens["boxes"].reshape(-1, 4), boxes[assignment.clamp(min=0).flatten()]
    distance = 5 * (found - target).abs().sum(-1) + 2 * giou_distance(found, target)
    weight = positive.flatten()
    on_object = F.binary_cross_entropy_with_logits(tokens["objectness"], positive)
    return (distance * weight).sum() / weight.sum().clamp(min=1) + on_object


def naming_loss(keys, assignment, names, name_of, scale):
    labels = name_of[assignment.clamp(min=0).flatten()].masked_fill(assignment.flatten() < 0, -100)
    return F.cross_entropy((keys @ names.t() * scale).flatten(0, 1), labels)
