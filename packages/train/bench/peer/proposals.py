# The list of proposals: the best of what tokens propose, each thing once for each name that it may have.
import torch
from torch import nn

from boxes import corners_of, iou
from parts import unit_vectors

OWN_SHARE = 0.9


class NameFit(nn.Module):
    """The probability that a name fits what is proposed."""

    def __init__(self):
        super().__init__()
        self.log_scale, self.bias = (nn.Parameter(torch.tensor(0.0)) for _ in range(2))

    def forward(self, keys, names):  # [B, T, K], [N, K] or [B, N, K] -> [B, T, N]
        return keys @ names.transpose(-1, -2) * self.log_scale.exp() + self.bias

    def probability(self, texts, proposals):  # [N, K] or [B, N, K] -> [B, N, T]
        fits = self(proposals["keys"], texts).transpose(1, 2).sigmoid()
        return fits * proposals["objectness"].sigmoid()[:, None]


def list_proposals(dense, fit, names, c):
    """Features, keys and boxes of what is listed are the means of its like; names [C, K], c the limits of the list."""
    with torch.no_grad():
        fits, corners = fit.probability(names, dense), corners_of(dense["boxes"])  # [B, C, T], [B, T, 4]
        places, kinds, valid = choose(fits, corners, c)  # [B, N] each
        alike = iou(at(corners, places)[:, :, None], corners[:, None]) > 0.5  # [B, N, T]
        own = at(fits, kinds) * alike
        pool = own / own.sum(-1, keepdim=True).clamp(min=1e-12)
        boxes = pool @ dense["boxes"]
    listed = {
        "features": pool @ dense["features"],
        "keys": unit_vectors(pool @ dense["keys"]),
        "objectness": dense["objectness"].gather(1, places).masked_fill(~valid, -1e4),
        "positions": at(dense["positions"].expand(len(places), -1, -1), places),
        "boxes": boxes,
        "valid": valid,
    }
    with torch.no_grad():
        listed["names"] = fit.probability(names, listed)  # [B, C, N]
    return apart(listed, c)


def apart(listed, c):
    """What is left once the means are apart, too."""
    with torch.no_grad():
        places, _, valid = choose(listed["names"], corners_of(listed["boxes"]), c)
    kept = {name: at(listed[name], places) for name in ("features", "keys", "positions", "boxes")}
    objectness = listed["objectness"].gather(1, places).masked_fill(~valid, -1e4)
    names = at(listed["names"].transpose(1, 2), places).transpose(1, 2)
    return {**kept, "objectness": objectness, "valid": valid, "names": names}


@torch.no_grad()
def things_apart(fits, listed, suppression):
    """Of proposals that overlap more than one thing may, the one that fits a text best: [B, L, N]"""
    corners = corners_of(listed["boxes"])
    same = (iou(corners[:, :, None], corners[:, None]) > suppression).float()  # [B, N, N]
    free = listed["valid"][:, None].expand_as(fits)
    kept = torch.zeros_like(free)
    for _ in range(fits.shape[2]):
        value, best = fits.masked_fill(~free, -1).max(-1, keepdim=True)
        chosen = torch.zeros_like(kept).scatter(2, best, value >= 0)
        kept, free = kept | chosen, free & ~(chosen | (chosen.float() @ same > 0))
    return kept


def choose(fits, corners, c):
    """The best first; what overlaps an earlier one that may have the same name is left out. In thousandths."""
    steps = (fits * 1000).round()
    best, name = steps.max(1)  # [B, T]
    free = best >= round(c["floor"] * 1000)
    free.scatter_(1, best.argmax(1, keepdim=True), True)
    places, valid = [], []
    for _ in range(c["most"]):
        value, place = best.masked_fill(~free, -1).max(1, keepdim=True)  # [B, 1]
        if not (value >= 0).any():
            break
        places.append(place)
        valid.append(value >= 0)
        overlap = (iou(at(corners, place), corners) * 1000).round()
        own = at(steps, name.gather(1, place))[:, 0]  # [B, T]
        free &= (overlap <= c["suppression"] * 1000) | (own < OWN_SHARE * best)
        free.scatter_(1, place, False)
    places, valid = torch.cat(places, 1), torch.cat(valid, 1)
    return places, name.gather(1, places) * valid, valid


def at(x, places):
    """[B, T, c] at [B, N] -> [B, N, c]"""
    return x.gather(1, places[..., None].expand(-1, -1, x.shape[2]))
