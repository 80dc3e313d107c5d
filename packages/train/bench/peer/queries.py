# The query path of boxes: layers that start at reference boxes and refine them.
import math

import torch
from torch import nn

from boxes import cell_centres, map_positions, sine_code
from parts import Attention, Mlp, Part, attention_bias, stack


class QueryLayer(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, inner = c["width"], c["feedForwardSize"]
        self.self_attn, self.encoder_attn = Attention(width, c["heads"]), Attention(width, c["heads"])
        norms = ("self_attn_layer_norm", "encoder_attn_layer_norm", "final_layer_norm")
        for name in norms:
            setattr(self, name, nn.LayerNorm(width))
        self.fc1, self.fc2 = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, x, position, values, keys, mates, window):
        placed = x + position
        x = self.self_attn_layer_norm(x + self.self_attn(placed, placed, x, mates))
        x = self.encoder_attn_layer_norm(x + self.encoder_attn(x + position, keys, values, window))
        return self.final_layer_norm(x + self.fc2(self.fc1(x).relu()))


class QueryDecoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, self.heads = c["width"], c["heads"]
        self.decoder = Part(layers=stack(c["layers"], lambda _: QueryLayer(c)), layernorm=nn.LayerNorm(width))
        self.position_head, self.box_head = Mlp(2 * width, width, width), Mlp(width, width, width, 4)
        self.quality_head = Mlp(width, width, 1)
        self.level_embedding = nn.Parameter(torch.zeros(3, width))
        self.window_gain = nn.Parameter(torch.zeros(self.heads))

    def forward(self, q, box, x, memory):
        """Reference boxes [B, Q, 4] and content [B, Q, d] -> states, boxes after each layer, logits of quality [B, Q]"""
        values, width = memory["values"], x.shape[2]
        grids = memory["grids"]
        levels = torch.cat([self.level_embedding[i].expand(grid.numel(), width) for i, grid in enumerate(grids)])
        keys = values + (memory["positions"] + levels)
        mates = attention_bias(q["groupIds"][:, :, None] == q["groupIds"][:, None]).repeat_interleave(self.heads, 0)
        boxes = []
        for layer in self.decoder.layers:
            position = self.position_head(sine_code(box * 2 * math.pi, width // 2).flatten(-2))
            with torch.no_grad():
                half = (box[..., 2:] / 2).clamp(min=0.03)[:, :, None]
                distance = ((memory["centres"] - box[:, :, None, :2]) / half).square().sum(-1).clamp(max=25)
            window = (distance[:, None] * -self.window_gain.view(-1, 1, 1)).flatten(0, 1)  # [B heads, Q, T]
            x = layer(x, position, values, keys, mates, window)
            states, inside = self.decoder.layernorm(x), box.clamp(1e-4, 1 - 1e-4)
            boxes.append((self.box_head(states) + (inside.log() - (-inside).log1p())).sigmoid())
            box = boxes[-1].detach()
        return states, boxes, self.quality_head(states).squeeze(-1)


def flat_pyramid(maps):
    """Maps [B, d, h, w] as one sequence of tokens with their places."""
    grids, width = [map.shape[2:] for map in maps], maps[0].shape[1]
    return {
        "values": torch.cat([map.flatten(2) for map in maps], 2).transpose(1, 2).contiguous(),  # [B, T, d]
        "positions": torch.cat([map_positions(*grid, width) for grid in grids], 1),
        "centres": torch.cat([cell_centres(*grid) for grid in grids]),
        "grids": grids,
    }
