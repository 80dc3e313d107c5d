# The feature pyramid that decoders share (MaskFormer's FPN).
import torch.nn.functional as F
from torch import nn

from parts import Part


class PixelDecoder(nn.Module):
    def __init__(self, channels, c):
        super().__init__()
        width, norm = c["width"], lambda: nn.GroupNorm(c["normGroups"], c["width"])
        smooth = lambda n: nn.Sequential(nn.Conv2d(n, width, 3, padding=1, bias=False), norm(), nn.ReLU())
        lateral = lambda n: nn.Sequential(nn.Conv2d(n, width, 1, bias=False), norm())
        layers = [Part(proj=lateral(n), block=smooth(width)) for n in channels[-2::-1]]
        self.fpn = Part(stem=smooth(channels[-1]), layers=nn.ModuleList(layers))

    def fuse(self, i, coarse, feature):
        layer = self.fpn.layers[i]
        return layer.block(F.interpolate(coarse, size=feature.shape[2:]) + layer.proj(feature))

    def forward(self, features):
        maps = [self.fpn.stem(features[3])]
        for i in range(2):
            maps.insert(0, self.fuse(i, maps[0], features[2 - i]))
        return maps  # strides 8, 16, 32
