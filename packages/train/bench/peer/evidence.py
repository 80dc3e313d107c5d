# Evidence: what the picture shows, where the language model decides.
import math

import torch
import torch.nn.functional as F
from torch import nn

from parts import Part
from proposals import OWN_SHARE, at, things_apart

LEAST_FIT, NOISE, WRITTEN, DENIED_SAID, DENIED_TOLD, EVEN = 0.005, 0.03, 8, 8.0, -1e4, 0.3
COUNTED_AT = (0.2, 0.28, 0.35, 0.42, 0.5)
log_odds = lambda p: math.log(p / (1 - p))


def owned_by(fits, listed):
    return (fits >= OWN_SHARE * listed["names"].amax(1, keepdim=True)) & listed["valid"][:, None]


@torch.no_grad()
def name_evidence(fits, listed):
    """What is listed for each of L texts: [B, L, N] -> [B, L, 12]"""
    own, (most, which) = owned_by(fits, listed), fits.max(-1)
    odds = (most.clamp(LEAST_FIT, 1 - LEAST_FIT).logit() - log_odds(LEAST_FIT)) / 4
    counts = [((fits >= least) & own).sum(-1).float().log1p() for least in (0.1, 0.2, 0.3, 0.4, 0.5)]
    total = (fits * own).sum(-1).log1p()
    place = at(listed["boxes"] * 2 - 1, which) * most[..., None]
    return torch.cat([torch.stack([most, odds, *counts, total], -1), place], -1)


@torch.no_grad()
def odds_left(picture, written, asked, listed):
    """How much likelier than even the best is that no written name owns, of what is asked for if anything is: [M]"""
    most = listed["names"].amax(1)  # [B, N]
    owns = (listed["names"] >= OWN_SHARE * most[:, None]).float()[picture]  # [M, C, N]
    owned = lambda marks: torch.bmm(marks[:, None].float(), owns)[:, 0] > 0  # [M, C] -> [M, N]
    left = listed["valid"][picture] & ~owned(written) & (owned(asked) | ~asked.any(1, keepdim=True))
    best = (most[picture] * left).amax(-1)
    return (best.clamp(1e-6, 1 - 1e-6).logit() - log_odds(EVEN)).clamp(-4, 4)


class Evidence(nn.Module):
    def __init__(self, width, suppression):
        super().__init__()
        self.suppression = suppression
        self.words_in = Part(projection=nn.Linear(12, width, bias=False))
        self.boxes_in = Part(projection=nn.Linear(10, width))
        self.names_out, self.numbers_out, self.lines_out = (Part(weights=nn.Linear(width, n)) for n in (13, 5, 2))
        self.prompts_told = Part(weight=nn.Linear(width, 1))

    def embed(self, x, b, fits, listed):
        """Embeddings [B, L, C] with what words and the tokens behind boxes carry; fits of the batch's texts, [B, texts, N]"""
        words = self.words_in.projection(name_evidence(fits, listed))  # [B, texts, C]
        x = x + at(words, b["which"]) * b["named"][..., None]
        figures = b["behind"]["figures"]
        if self.training:
            figures = figures + torch.randn_like(figures) * NOISE
        return x.flatten(0, 1).index_add(0, b["behind"]["slots"], self.boxes_in.projection(figures)).view_as(x)

    def scores(self, scores, states, b, names, fits, listed):
        """Scores [N, V] with what choices get; names what prompts show and whether they do, fits of counted texts"""
        c, (name, shows) = b["choices"], names
        states = states[c["supervised"]]  # [M, C]
        shown = (c["prompts"].float() @ (F.one_hot(name, c["said"].shape[1]) * shows[:, None]).float()) > 0
        c = {**c, "shown": shown, "asked": c["said"] | shown}
        bonuses = [
            self.names(states, c, b["nameChoices"], listed),
            self.numbers(states, c, b["numberChoices"], fits, listed),
            self.denied(b["deniedChoices"]),
            self.told(states, c, b["toldChoices"]),
            self.lines(states, c, b["lineChoices"], listed),
        ]
        rows, tokens, values = (torch.cat(parts) for parts in zip(*bonuses))
        places = c["supervised"][rows] * scores.shape[1] + tokens
        return scores.flatten().index_add(0, places, values).view_as(scores)

    def names(self, states, c, q, listed):
        rows = q["rows"]
        figures = name_evidence(listed["names"], listed)[c["picture"][rows]]  # [M', names, 12]
        figures = torch.cat([figures, c["asked"][rows, :, None].float()], -1)
        scores = (figures @ self.names_out.weights(states[rows])[..., None]).squeeze(2)
        scores = scores - WRITTEN * c["written"][rows].float()
        leads = scores.flatten()[q["leads"]].masked_fill(~q["leading"], -math.inf)  # [F, most names]
        return rows[q["stepRows"]], q["stepTokens"], leads.amax(-1)

    def numbers(self, states, c, q, fits, listed):
        apart = things_apart(fits, listed, self.suppression)
        counts = torch.stack([((fits >= least) & apart).sum(-1) for least in COUNTED_AT], -1)  # [B, texts, 5]
        counts = counts[c["picture"][q["rows"]], q["texts"]]  # [M', 5]
        tokens, weights = q["tokens"].gather(1, counts), self.numbers_out.weights(states[q["rows"]])
        row, _ = which = (tokens >= 0).nonzero(as_tuple=True)
        return q["rows"][row], tokens[which], weights[which]

    def denied(self, q):
        return q["rows"], q["tokens"], torch.where(q["told"] > 0, DENIED_TOLD, DENIED_SAID).float()

    def told(self, states, c, q):
        rows = q["rows"]
        shown, told = c["shown"][rows], c["written"][rows]  # [M', names]
        due = shown & ~(shown & told).any(1, keepdim=True)
        leads = due.float() @ q["leads"].t().float() > 0  # [M', steps]
        row, step = (leads & (q["nodes"][:, None] == q["stepNodes"])).nonzero(as_tuple=True)
        return rows[row], q["stepTokens"][step], self.prompts_told.weight(states[rows]).flatten()[row]

    def lines(self, states, c, q, listed):
        rows = q["rows"]
        asked = c["asked"][rows]
        left, any_asked = odds_left(c["picture"][rows], c["written"][rows], asked, listed), asked.any(1).float()
        figures = torch.stack([left * (1 - any_asked), left * any_asked], -1)
        return rows, q["tokens"], (self.lines_out.weights(states[rows]) * figures).sum(-1)
