# The language model: LLaMA layers over embeddings, packed conversations told apart by an additive mask.
import torch
import torch.nn.functional as F
from torch import nn

from parts import Part, attend, attention_bias, stack


class RmsNorm(nn.Module):
    def __init__(self, width, eps):
        super().__init__()
        self.eps, self.weight = eps, nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * (x.square().mean(-1, keepdim=True) + self.eps).rsqrt() * self.weight


class LlamaBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, inner, self.heads = c["hiddenSize"], c["intermediateSize"], c["heads"]
        linear = lambda a, b: nn.Linear(a, b, bias=False)
        self.self_attn = Part(**{f"{name}_proj": linear(width, width) for name in "qkvo"})
        self.mlp = Part(gate_proj=linear(width, inner), up_proj=linear(width, inner), down_proj=linear(inner, width))
        self.input_layernorm, self.post_attention_layernorm = (RmsNorm(width, c["rmsNormEps"]) for _ in range(2))

    def rotate(self, x, rotation):  # [B, L, C]
        x = x.view(*x.shape[:2], self.heads, -1)
        return torch.addcmul(x * rotation[0], x.roll(x.shape[3] // 2, 3), rotation[1]).flatten(2)

    def forward(self, x, rotation, bias):
        y, attention = self.input_layernorm(x), self.self_attn
        q, k = self.rotate(attention.q_proj(y), rotation), self.rotate(attention.k_proj(y), rotation)
        x = x + attention.o_proj(attend(q, k, attention.v_proj(y), self.heads, bias))
        y = self.post_attention_layernorm(x)
        return x + self.mlp.down_proj(F.silu(self.mlp.gate_proj(y)) * self.mlp.up_proj(y))


class LanguageModel(nn.Module):
    def __init__(self, c):
        super().__init__()
        if c["keyValueHeads"] != c["heads"] or not c["tieEmbeddings"] or c["ropeScaling"] or c["qkvBias"]:
            raise SystemExit("the peer knows nano's language model only: tied, one key head a head, no scaling, no bias")
        self.config = c
        self.model = Part(
            embed_tokens=nn.Embedding(c["vocabSize"], c["hiddenSize"]),
            layers=stack(c["layers"], lambda _: LlamaBlock(c)),
            norm=RmsNorm(c["hiddenSize"], c["rmsNormEps"]),
        )

    def forward(self, x, positions, segments):  # [B, L, C], [B, L], [B, L]
        half = self.config["hiddenSize"] // self.config["heads"] // 2
        angles = (positions[..., None] * self.config["ropeTheta"] ** (-torch.arange(half) / half))[:, :, None]
        cos, sin = angles.cos(), angles.sin()
        rotation = torch.cat([cos, cos], -1), torch.cat([-sin, sin], -1)  # [B, L, 1, Dh]
        length = x.shape[1]
        own = segments[:, :, None] == segments[:, None]
        allowed = (own | (segments == 0)[:, None]) & torch.ones(length, length, dtype=torch.bool).tril()
        bias = attention_bias(allowed).repeat_interleave(self.config["heads"], 0)  # [B heads, L, L]
        for layer in self.model.layers:
            x = layer(x, rotation, bias)
        return self.model.norm(x)
