# Words that look: what the picture shows for each word of a question, added to the word's embedding.
import torch
from torch import nn

from parts import Mlp


class WordGrounding(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.threshold, self.sharpness = nn.Parameter(torch.tensor(0.6)), nn.Parameter(torch.tensor(20.0))
        self.evidence = Mlp(3, 64, width)

    def forward(self, keys, tokens):  # [B, L, K] -> [B, L, C]
        cosine, on_object = keys @ tokens["keys"].transpose(1, 2), tokens["objectness"].sigmoid()[:, None]
        fit = ((cosine - self.threshold) * self.sharpness).sigmoid() * on_object  # [B, L, T]
        share = 1 / (tokens["boxes"][..., 2:].detach().prod(-1) * fit.shape[2]).clamp(min=1)  # [B, T]
        amount = (fit @ share[..., None]).squeeze(2)
        return self.evidence(torch.stack([fit.amax(-1), (cosine * on_object).amax(-1), amount], -1))
