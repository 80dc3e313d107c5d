# The loss of pointing: attention on listed proposals of a group's instances that no earlier <REF> has taken.
import torch

from boxes import corners_of, iou

MASKED = -5e3


def pointing_loss(logits, boxes, q):
    """Logits [B, Q, N], boxes of the listed [B, N, 4]; groups of q as padded slots and rows [G, I]"""
    scores = logits.flatten(0, 1)  # [B Q, N]
    with torch.no_grad():
        allowed, asked = targets(scores, corners_of(boxes), q, logits.shape[1])
    right = ((scores.softmax(-1) * allowed).sum(-1) + 1e-8).log()[q["groupSlots"]]  # [G, I]
    each = (right * asked).sum(1) / asked.sum(1).clamp(min=1)
    return -each.sum() / asked.amax(1).sum().clamp(min=1)


def targets(scores, corners, q, width):
    """What each query may point at, [B Q, N], and which have anything to point at, [G, I]"""
    slots, rows, real = q["groupSlots"], q["groupRows"], q["groupReal"]  # [G, I] each
    own = corners[slots[:, 0].div(width, rounding_mode="floor")]  # [G, N, 4]
    overlap = iou(corners_of(q["boxes"])[rows][:, :, None], own[:, None])  # [G, I, N]
    proposes = (overlap >= 0.5) | ((overlap >= 0.25) & (overlap == overlap.amax(-1, keepdim=True)))
    left, allowed = real & q["known"][rows], torch.zeros(scores.shape)
    asked = torch.zeros(slots.shape)
    for i in range(slots.shape[1]):
        logits = scores[slots[:, i]]  # [G, N]
        right = (proposes & left[..., None]).any(1) & (logits > MASKED) & real[:, i, None]
        allowed[slots[real[:, i], i]] = right[real[:, i]].float()
        asked[:, i] = right.any(1).float()
        peak = logits.argmax(-1)[:, None, None].expand(-1, slots.shape[1], 1)
        shows = proposes.gather(2, peak)[..., 0] & left & real[:, i, None]  # [G, I]
        nearest = overlap.gather(2, peak)[..., 0].masked_fill(~shows, -1).argmax(1, keepdim=True)
        left &= ~(shows & torch.zeros_like(shows).scatter(1, nearest, True))
    return allowed, asked
