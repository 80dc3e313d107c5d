# Behind the router: pixel decoder, query selection, and the query decoders of boxes and masks.
import math

import torch
import torch.nn.functional as F
from torch import nn

from boxes import cell_centres, corners_of, iou, map_positions, sine_code
from parts import Attention, Mlp, Part, attention_bias, stack, unit_vectors


class PixelDecoder(nn.Module):
    def __init__(self, channels, c):
        super().__init__()
        width, norm = c["width"], lambda: nn.GroupNorm(c["normGroups"], c["width"])
        smooth = lambda n: nn.Sequential(nn.Conv2d(n, width, 3, padding=1, bias=False), norm(), nn.ReLU())
        lateral = lambda n: nn.Sequential(nn.Conv2d(n, width, 1, bias=False), norm())
        layers = [Part(proj=lateral(n), block=smooth(width)) for n in channels[-2::-1]]
        self.fpn = Part(stem=smooth(channels[-1]), layers=nn.ModuleList(layers))
        self.mask_projection = nn.Conv2d(width, c["units"]["mask"]["maskSize"], 3, padding=1)

    def fuse(self, i, coarse, feature):
        layer = self.fpn.layers[i]
        return layer.block(F.interpolate(coarse, size=feature.shape[2:]) + layer.proj(feature))

    def forward(self, features):
        maps = [self.fpn.stem(features[3])]
        for i in range(2):
            maps.insert(0, self.fuse(i, maps[0], features[2 - i]))
        return maps  # strides 8, 16, 32

    def pixel_embeddings(self, maps, stride4):
        return self.mask_projection(self.fuse(2, maps[0], stride4))


class QuerySelection(nn.Module):
    def __init__(self, states, width, keys):
        super().__init__()
        self.key_norm, self.key_projection = nn.LayerNorm(width), nn.Linear(width, keys)
        self.objectness, self.box_head = nn.Linear(width, 1), Mlp(width, width, 4)
        self.query_projection, self.place_projection = Mlp(states, states, keys), Mlp(states, width, width)
        self.content_projection, self.feature_projection = nn.Linear(states, width), nn.Linear(width, width)
        self.log_scale = nn.Parameter(torch.tensor(0.0))

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
        }

    def forward(self, q, states, tokens, phrases, positions):
        what = unit_vectors(self.query_projection(states) + phrases) * self.scale()
        where = self.place_projection(states)
        logits = what @ tokens["keys"].transpose(1, 2) + where @ positions.transpose(1, 2) * where.shape[2] ** -0.5
        logits = logits + F.logsigmoid(tokens["objectness"])[:, None]  # [B, Q, T]
        with torch.no_grad():
            attention = look_around(logits, corners_of(tokens["boxes"]), q)
            boxes = attention @ tokens["boxes"]
        content = self.content_projection(states) + self.feature_projection(attention @ tokens["features"])
        return logits, boxes, content


def look_around(scores, corners, q):
    """Tokens whose box overlaps that of an earlier instance of the group are out; attention stays near the peak."""
    groups, instance = q["groupIds"], q["instanceIds"]
    mates = groups[:, :, None] == groups[:, None]
    peaks = lambda: corners.gather(1, scores.argmax(-1)[..., None].expand(-1, -1, 4))
    for k in range(q["instances"] - 1):
        earlier = (mates & (instance == k)[:, None]).float() @ peaks()
        taken = iou(earlier[:, :, None], corners[:, None]) > 0.5
        scores = scores - (taken & (instance > k)[..., None]).float() * 1e4
    near = iou(peaks()[:, :, None], corners[:, None]) > 0.5
    weights = scores.softmax(-1) * near
    return weights / weights.sum(-1, keepdim=True).clamp(min=1e-12)


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

    def forward(self, q, box, x, maps):
        grids = [map.shape[2:] for map in maps]
        values = torch.cat([map.flatten(2) for map in maps], 2).transpose(1, 2).contiguous()  # [B, T, d]
        width = values.shape[2]
        positions = torch.cat([map_positions(*grid, width) for grid in grids], 1)
        levels = torch.cat([self.level_embedding[i].expand(grid.numel(), width) for i, grid in enumerate(grids)])
        centres, keys = torch.cat([cell_centres(*grid) for grid in grids]), values + (positions + levels)
        mates = attention_bias(q["groupIds"][:, :, None] == q["groupIds"][:, None]).repeat_interleave(self.heads, 0)
        boxes = []
        for layer in self.decoder.layers:
            position = self.position_head(sine_code(box * 2 * math.pi, width // 2).flatten(-2))
            with torch.no_grad():
                half = (box[..., 2:] / 2).clamp(min=0.03)[:, :, None]
                distance = ((centres - box[:, :, None, :2]) / half).square().sum(-1).clamp(max=25)
            window = (distance[:, None] * -self.window_gain.view(-1, 1, 1)).flatten(0, 1)  # [B heads, Q, T]
            x = layer(x, position, values, keys, mates, window)
            states, inside = self.decoder.layernorm(x), box.clamp(1e-4, 1 - 1e-4)
            boxes.append((self.box_head(states) + (inside.log() - (-inside).log1p())).sigmoid())
            box = boxes[-1].detach()
        return states, boxes, self.quality_head(states).squeeze(-1)


class MaskDecoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.query = QueryDecoder(c)
        self.mask_embedder = Mlp(c["width"], c["width"], c["width"], c["units"]["mask"]["maskSize"])
        self.window_gain = nn.Parameter(torch.tensor(0.0))

    def masks(self, states, box, pixels):
        height, columns = pixels.shape[2:]
        with torch.no_grad():
            half = (box[..., 2:] / 2).clamp(min=1 / columns)[:, :, None]
            outside = ((cell_centres(height, columns) - box[:, :, None, :2]).abs() / half).amax(-1)
            window = (1 - outside).clamp(-2, 0)
        return self.mask_embedder(states) @ pixels.flatten(2) + window * self.window_gain  # [B, Q, h w]
