# The three CLIP towers: vision transformer (patches of a hidden state), ConvNeXt (four maps), text.
import torch
import torch.nn.functional as F
from torch import nn

from parts import Attention, Part, attention_bias, stack


class ClipLayer(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, eps = c["hiddenSize"], c["layerNormEps"]
        self.self_attn = Attention(width, c["heads"])
        self.layer_norm1, self.layer_norm2 = nn.LayerNorm(width, eps), nn.LayerNorm(width, eps)
        self.mlp = Part(fc1=nn.Linear(width, c["intermediateSize"]), fc2=nn.Linear(c["intermediateSize"], width))

    def forward(self, x, bias=None):
        y = self.layer_norm1(x)
        x = x + self.self_attn(y, y, y, bias)
        return x + self.mlp.fc2(F.gelu(self.mlp.fc1(self.layer_norm2(x))))


def clip_encoder(c):
    return Part(layers=stack(c["layers"], lambda _: ClipLayer(c)))


class ClipVit(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, patch = c["hiddenSize"], c["patchSize"]
        self.grid, self.layer = c["imageSize"] // patch, c["featureLayer"] % (c["layers"] + 1)
        self.vision_model = Part(
            embeddings=Part(
                class_embedding=nn.Parameter(torch.zeros(width)),
                patch_embedding=nn.Conv2d(3, width, patch, patch, bias=False),
                position_embedding=nn.Embedding(self.grid**2 + 1, width),
            ),
            pre_layrnorm=nn.LayerNorm(width, c["layerNormEps"]),
            encoder=clip_encoder(c),
            post_layernorm=nn.LayerNorm(width, c["layerNormEps"]),
        )
        self.visual_projection = nn.Linear(width, c["projectionSize"], bias=False)

    def forward(self, pixels):
        embeddings = self.vision_model.embeddings
        patches = embeddings.patch_embedding(pixels).flatten(2).transpose(1, 2)  # [B, P, C]
        first = embeddings.class_embedding.expand(len(patches), 1, -1)
        x = self.vision_model.pre_layrnorm(torch.cat([first, patches], 1) + embeddings.position_embedding.weight)
        for layer in self.vision_model.encoder.layers[: self.layer]:
            x = layer(x)
        return x[:, 1:]


class ConvnextBlock(nn.Module):
    def __init__(self, width, c):
        super().__init__()
        self.gamma = nn.Parameter(torch.full((width,), c["layerScale"]))
        self.conv_dw = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width, c["layerNormEps"])
        self.mlp = Part(fc1=nn.Linear(width, 4 * width), fc2=nn.Linear(4 * width, width))

    def forward(self, x):  # [B, C, H, W], channels last in memory
        y = self.norm(self.conv_dw(x).permute(0, 2, 3, 1))
        return x + (self.mlp.fc2(F.gelu(self.mlp.fc1(y))) * self.gamma).permute(0, 3, 1, 2)


class ClipConvnext(nn.Module):
    def __init__(self, c):
        super().__init__()
        dims, eps, projection = c["dims"], c["layerNormEps"], c["projectionSize"]
        halve = lambda i: nn.ModuleList([nn.LayerNorm(dims[i - 1], eps), nn.Conv2d(dims[i - 1], dims[i], 2, 2)])
        stage = lambda i: Part(
            downsample=halve(i) if i > 0 else None,
            blocks=stack(c["depths"][i], lambda _: ConvnextBlock(dims[i], c)),
        )
        self.trunk = Part(
            stem=nn.ModuleList([nn.Conv2d(3, dims[0], 4, 4), nn.LayerNorm(dims[0], eps)]),
            stages=stack(4, stage),
            head=Part(norm=nn.LayerNorm(dims[3], eps)),
        )
        mlp = Part(fc1=nn.Linear(dims[3], 2 * projection), fc2=nn.Linear(2 * projection, projection, bias=False))
        self.head = Part(mlp=mlp)

    def forward(self, pixels):
        conv, norm = self.trunk.stem
        x, maps = norm(conv(pixels).permute(0, 2, 3, 1)).permute(0, 3, 1, 2), []
        for stage in self.trunk.stages:
            if stage.downsample is not None:
                norm, conv = stage.downsample
                x = conv(norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2))
            for block in stage.blocks:
                x = block(x)
            maps.append(x)
        return maps  # strides 4, 8, 16, 32


class ClipText(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, self.eos = c["hiddenSize"], c["eosId"]
        embed = lambda count: nn.Embedding(count, width)
        self.text_model = Part(
            embeddings=Part(token_embedding=embed(c["vocabSize"]), position_embedding=embed(c["context"])),
            encoder=clip_encoder(c),
            final_layer_norm=nn.LayerNorm(width, c["layerNormEps"]),
        )
        self.text_projection = nn.Linear(width, c["projectionSize"], bias=False)

    def forward(self, ids):  # [N, T] -> [N, K]
        length, embeddings = ids.shape[1], self.text_model.embeddings
        x = embeddings.token_embedding(ids) + embeddings.position_embedding.weight[:length]
        bias = attention_bias(torch.ones(1, length, length, dtype=torch.bool).tril())
        for layer in self.text_model.encoder.layers:
            x = layer(x, bias)
        end = (ids == self.eos).long().argmax(1)
        return self.text_projection(self.text_model.final_layer_norm(x)[torch.arange(len(ids)), end])
