# The unit "keypoint" by a look at each box: a map of each joint.
import torch
import torch.nn.functional as F
from torch import nn

from box import among, box_cost, of_known, quality_loss
from boxes import cell_centres
from regions import RegionNet, drawn_boxes

# COCO's tolerances.
SIGMAS = [26, 25, 25, 35, 35, 79, 79, 72, 72, 62, 62, 107, 107, 87, 87, 89, 89]


class RegionKeypointUnit(nn.Module):
    def __init__(self, maps, c):
        super().__init__()
        joints, channels = len(SIGMAS), c["channels"]
        self.look = RegionNet(maps, c, joints)
        self.sight_head, self.quality_head = nn.Linear(channels, joints), nn.Linear(channels, 1)

    def forward(self, q, start, maps):
        boxes = drawn_boxes(q, start["boxes"])
        regions, features, maps = self.look(boxes, q["slots"], maps)
        logits, shape = maps.flatten(2), boxes.shape[:2]  # [B Q, J, T]
        likely = logits.detach().softmax(-1)
        at_joints = likely @ features.flatten(2).transpose(1, 2)  # [B Q, J, c]
        sight = (at_joints * self.sight_head.weight).sum(-1) + self.sight_head.bias
        inside = likeliest(likely, maps.shape[2]).view(*shape, -1, 2)
        places = (inside - 0.5) * regions[:, :, None, 2:] + regions[:, :, None, :2]
        return boxes, regions, logits, places, sight, self.quality_head(features.mean((2, 3))).view(shape)

    def cost(self, found, q, slots, rows):
        places, joints = found[3].flatten(0, 1)[slots][:, :, None], q["joints"][rows][:, None]
        apart = 1 - similarity(places, joints, q["areas"][rows][:, None])
        return box_cost(found[0], q, slots, rows) + of_known(3 * apart, q["jointsKnown"], rows)

    def loss(self, found, q, slots, rows):
        _, regions, logits, places, sight, quality = found
        slots, rows = among(q["jointsKnown"], slots, rows)
        joints = q["joints"][rows]  # [P, J, 3]
        place = place_loss(logits[slots], joints, regions.flatten(0, 1)[slots])
        labelled, in_sight = (joints[..., 2] > 0).float(), (joints[..., 2] > 1).float()
        seen = F.binary_cross_entropy_with_logits(sight[slots], in_sight, reduction="none") * labelled
        reached = similarity(places.flatten(0, 1)[slots], joints, q["areas"][rows])
        return place + 0.5 * seen.sum() / labelled.sum().clamp(min=1e-6) + quality_loss(quality, slots, reached)


@torch.no_grad()
def likeliest(likely, n):
    """The mean place around the likeliest cell: [R, J, T] -> [R, J, 2]"""
    centres = cell_centres(n, n)
    near = (centres - centres[likely.argmax(-1)][:, :, None]).abs().amax(-1) < 2.5 / n
    around = likely * near
    return around @ centres / around.sum(-1, keepdim=True).clamp(min=1e-12)


def similarity(places, joints, areas):
    """Object keypoint similarity: [.., J, 2], [.., J, 3], [..] -> [..]; -1 where no joint is known"""
    variance = 2 * (2 * torch.tensor(SIGMAS) / 1000).square() * areas[..., None]
    visible = (joints[..., 2] > 0).float()
    each = (-(places - joints[..., :2]).square().sum(-1) / variance).exp() * visible
    count = visible.sum(-1)
    return each.sum(-1) / count.clamp(min=1) - (count == 0).float()


def place_loss(logits, joints, regions):
    """Cross-entropy of cells with a blot around the true place: [P, J, T], [P, J, 3], [P, 4]"""
    n = int(logits.shape[2] ** 0.5)
    with torch.no_grad():
        inside = (joints[..., :2] - regions[:, None, :2]) / regions[:, None, 2:] + 0.5
        counts = ((inside - 0.5).abs().amax(-1) < 0.5).float() * (joints[..., 2] > 0)
        blot = ((cell_centres(n, n) - inside[:, :, None]) * n).square().sum(-1).div(-2).softmax(-1)
    each = -(blot * logits.log_softmax(-1)).sum(-1)
    return (each * counts).sum() / counts.sum().clamp(min=1)
