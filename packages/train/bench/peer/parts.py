# What all parts of the peer share: named children, attention, stacks of linear layers.
import torch
from torch import nn

BLOCKED = -1e30


class Part(nn.Module):
    """A module of named children and parameters, so that names in the state dict are those of the TypeScript network."""

    def __init__(self, **children):
        super().__init__()
        for name, child in children.items():
            setattr(self, name, child)


def stack(count, build):
    return nn.ModuleList(build(i) for i in range(count))


class Mlp(nn.Module):
    """Linear layers with ReLU between them."""

    def __init__(self, *widths):
        super().__init__()
        self.layers = stack(len(widths) - 1, lambda i: nn.Linear(widths[i], widths[i + 1]))

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x if i == 0 else x.relu())
        return x


class Attention(nn.Module):
    """q [B, Q, d], k and v [B, T, d], bias [B heads or 1, Q, T] -> [B, Q, d]"""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(width, width) for _ in range(4))

    def forward(self, q, k, v, bias=None):
        return self.out_proj(attend(self.q_proj(q), self.k_proj(k), self.v_proj(v), self.heads, bias))


def attend(q, k, v, heads, bias=None):
    batch, length, width = q.shape
    size = width // heads
    fold = lambda x: x.view(batch, -1, heads, size).transpose(1, 2).reshape(batch * heads, -1, size)
    q, k, v = fold(q), fold(k).transpose(1, 2), fold(v)
    scores = torch.bmm(q * size**-0.5, k) if bias is None else torch.baddbmm(bias, q, k, alpha=size**-0.5)
    read = torch.bmm(scores.softmax(-1), v)
    return read.view(batch, heads, length, size).transpose(1, 2).reshape(batch, length, width)


def attention_bias(allowed):
    return torch.zeros(allowed.shape).masked_fill(~allowed, BLOCKED)


def unit_vectors(x):
    return x * (x.square().sum(-1, keepdim=True) + 1e-8).rsqrt()
