# Query selection: what tokens propose, and where <REF> states point among what is listed.
import math

import torch
import torch.nn.functional as F
from torch import nn

from boxes import cell_centres, corners_of, iou, map_positions
from parts import Mlp, unit_vectors
from proposals import NameFit, at

TAKEN, LEAST_FIT, LEAST_OVERLAP = 1e4, 0.005, 5e-4
BEYOND = 4


class QuerySelection(nn.Module):
    def __init__(self, states, width, keys):
        super().__init__()
        self.key_norm, self.key_projection = nn.LayerNorm(width), nn.Linear(width, keys)
        self.objectness, self.box_head = nn.Linear(width, 1), Mlp(width, width, 4)
        self.query_projection, self.place_projection = Mlp(states, states, keys), Mlp(states, width, width)
        self.content_projection, self.feature_projection = nn.Linear(states, width), nn.Linear(width, width)
        self.name_fit = NameFit()
        for name in ("log_scale", "evidence_weight", "prompt_weight", "place_weight"):
            setattr(self, name, nn.Parameter(torch.tensor(0.0)))

    def scale(self):
        return self.log_scale.clamp(max=math.log(100)).exp()

    def propose(self, map):
        features = map.flatten(2).transpose(1, 2)  # [B, T, d]
        sides, centres = self.box_head(features).sigmoid(), cell_centres(*map.shape[2:])
        low, high = centres - sides[..., :2], centres + sides[..., 2:]
        return {
            "features": features,
            "keys": unit_vectors(self.key_projection(self.key_norm(features))),
            "objectness": self.objectness(features).squeeze(-1),
            "boxes": torch.cat([(low + high) / 2, high - low], -1),
            "positions": map_positions(*map.shape[2:], map.shape[1]),
        }

    def point(self, q, states, phrases, listed, overlap, suppression):
        """Logits [B, Q, N], and what each query takes, [B, Q]; overlap [R, N] of prompts with the listed of their pictures"""
        where = self.place_projection(states)
        open = self.query_projection(states) * self.scale() @ listed["keys"].transpose(1, 2)
        open = open + where @ listed["positions"].transpose(1, 2) * where.shape[2] ** -0.5
        shown = overlap.masked_fill(~q["prompts"][..., None], 0).amax(2)  # [B, Q, N]
        shown = shown.masked_fill(~q["prompts"].any(2, keepdim=True), 1)
        open = open + shown.clamp(min=LEAST_OVERLAP).log() * self.prompt_weight
        fits = self.name_fit.probability(phrases, listed)  # [B, Q, N]
        open = open + self.places(q, listed) * self.place_weight
        open = open + fits.clamp(min=LEAST_FIT).log() * self.evidence_weight
        open = open - (~listed["valid"])[:, None] * (2 * TAKEN)
        taken, peaks = take_in_turn(open.detach(), corners_of(listed["boxes"]), q, suppression)
        return open - taken.float() * TAKEN, peaks

    def places(self, q, listed):
        """How far each lies where its question looks, or on which side of its landmark: [B, Q, N]"""
        reach = reaches(listed["boxes"])  # [B, N, 3]
        named = q["landmark"].clamp(min=0)[..., None].expand(-1, -1, reach.shape[1])
        landmark = listed["names"].gather(1, named).argmax(2)[..., None].expand(-1, -1, 3)
        beyond = q["beside"] @ reach.transpose(1, 2) - (q["beside"] * reach.gather(1, landmark)).sum(2, keepdim=True)
        side = (BEYOND * beyond).clamp(-1, 1).masked_fill((q["landmark"] < 0)[..., None], 0)
        return q["toward"] @ reach.transpose(1, 2) + side

    def content(self, states, features):
        return self.content_projection(states) + self.feature_projection(features)


def reaches(boxes):
    """How far boxes lie to the right, down and towards what is large: [B, N, 3]"""
    side = boxes[..., 2:].prod(-1, keepdim=True).sqrt().clamp(min=1 / 256)
    return torch.cat([boxes[..., :2] * 2 - 1, side.log2()], -1)


@torch.no_grad()
def take_in_turn(scores, corners, q, suppression):
    """Each query takes the best that no earlier one of its list has, or overlaps: what is taken [B, Q, N], and peaks [B, Q]"""
    same = iou(corners[:, :, None], corners[:, None]) > suppression
    same |= torch.eye(same.shape[1], dtype=torch.bool)
    rivals = (q["list"][:, :, None] == q["list"][:, None]) & (q["list"] >= 0)[:, None]  # [B, Q, Q]
    later = rivals & (q["rank"][:, :, None] > q["rank"][:, None])
    taken = torch.zeros_like(scores, dtype=torch.bool)
    for rank in range(int(q["rank"].max())):
        hides = at(same, (scores - taken * TAKEN).argmax(-1))  # [B, Q, N]
        now = later & (q["rank"] == rank)[:, None]
        taken |= now.float() @ hides.float() > 0
    return taken, (scores - taken * TAKEN).argmax(-1)
