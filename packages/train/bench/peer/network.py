# nano's network and its losses of stage 2.
from functools import partial

import torch
import torch.nn.functional as F
from torch import nn

from box import BoxUnit
from depth import DepthUnit
from encoders import ClipConvnext, ClipText, ClipVit
from evidence import Evidence
from language import LanguageModel
from matching import match_instances
from naming import assign_tokens, dense_loss, naming_losses
from parts import Part, unit_vectors
from pointing_loss import pointing_loss
from prompts import prompt_overlap, prompt_tokens, prompted_names
from proposals import at, list_proposals
from pyramid import PixelDecoder
from region_keypoint import RegionKeypointUnit
from region_mask import RegionMaskUnit
from selection import QuerySelection


class Nano(nn.Module):
    def __init__(self, c):
        super().__init__()
        decoder, width, dims = c["decoder"], c["languageModel"]["hiddenSize"], list(c["convnext"]["dims"])
        dims[2] += c["vit"]["hiddenSize"]
        self.limits, self.cells, units = c["evidence"]["proposals"], c["prompts"]["cells"], decoder["units"]
        project = lambda n: Part(linear1=nn.Linear(n, width), linear2=nn.Linear(width, width))
        self.vision_tower, self.pyramid_tower = ClipVit(c["vit"]), ClipConvnext(c["convnext"])
        self.text_tower, self.projector = ClipText(c["text"]), project(c["vit"]["hiddenSize"])
        self.language_model = LanguageModel(c["languageModel"])
        self.visual_decoders = Part(
            pixel_decoder=PixelDecoder(dims, decoder),
            query_selection=QuerySelection(width, decoder["width"], c["text"]["projectionSize"]),
            units=Part(
                box=BoxUnit(decoder),
                mask=RegionMaskUnit(dims, units["mask"]),
                keypoint=RegionKeypointUnit(dims, units["keypoint"]),
                depth=DepthUnit(dims, decoder["width"], units["depth"]),
            ),
        )
        self.pyramid_projector, self.evidence = project(decoder["width"]), Evidence(width, self.limits["suppression"])

    def forward(self, b):
        """All losses of one batch by name."""
        grid, texts = self.vision_tower.grid, b["texts"]
        selection, fit = self.visual_decoders.query_selection, self.visual_decoders.query_selection.name_fit
        with torch.no_grad():
            names = self.keys(texts["listed"])
        patches, maps = self.vision_tower(b["pixels"]), self.pyramid_tower(b["pixels"])
        maps[2] = torch.cat([maps[2], patches.transpose(1, 2).unflatten(2, (grid, grid))], 1)
        pyramid = self.visual_decoders.pixel_decoder(maps)
        dense = selection.propose(pyramid[0])
        listed = list_proposals(dense, fit, names, self.limits)
        overlap = prompt_overlap(b["prompts"], listed["boxes"][b["prompts"]["rows"]])  # [R, N]
        shown = prompted_names(overlap, b["prompts"]["rows"], listed)

        x = self.embed(b, patches, F.adaptive_avg_pool2d(pyramid[0], grid).flatten(2).transpose(1, 2), shown)
        with torch.no_grad():
            words = fit.probability(self.keys(texts["words"]), listed)  # [B, texts, N]
        x = self.evidence.embed(x, b, words, listed)
        states = self.language_model(x, b["positionIds"], b["segments"]).flatten(0, 1)  # [B L, C]
        answers = states[b["supervised"]["slots"]]
        scores = answers @ self.language_model.model.embed_tokens.weight.t()
        with torch.no_grad():
            counted = fit.probability(self.keys(texts["counted"]), listed)
        scores = self.evidence.scores(scores, answers, b, shown, counted, listed)
        losses = {"text": F.cross_entropy(scores, b["supervised"]["labels"])}

        losses.update(self.unit_losses(b, states, listed, overlap, maps, pyramid))
        assignment = assign_tokens(b["objects"], len(patches), pyramid[0].shape[2:])
        losses["dense"] = dense_loss(dense, assignment, b["objects"]["boxes"])
        named = naming_losses(selection, dense, b["objects"], assignment, self.keys(texts["names"]), b["nameOf"])
        return {**losses, **named}

    def keys(self, texts):
        return unit_vectors(self.text_tower(texts))

    def embed(self, b, patches, fused, shown):
        """Words, pictures, and prompts with the names of what they show: [B, L, C]"""
        prompts, listed, embed = b["prompts"], b["listed"], self.language_model.model.embed_tokens
        tokens = lambda own, both: projected(self.projector, own) + projected(self.pyramid_projector, both)
        told = (prompt_tokens(map[prompts["rows"]], prompts["patches"], self.cells) for map in (patches, fused))
        name, shows = shown
        written = (listed["written"][name] & shows[:, None])[..., None].float()  # [R, W, 1]
        said = (embed(listed["ids"][name]) * written).sum(1) / written.sum(1).clamp(min=1)  # [R, C]
        x = embed(b["ids"])
        flat = x.flatten(0, 1).index_copy(0, b["imageSlots"], tokens(patches, fused).flatten(0, 1))
        return flat.index_copy(0, prompts["slots"], (tokens(*told) + said[:, None]).flatten(0, 1)).view_as(x)

    def unit_losses(self, b, states, listed, overlap, maps, pyramid):
        selection, first, units = self.visual_decoders.query_selection, b["first"], self.visual_decoders.units
        seen = rows_of(listed, first["samples"])
        phrases = self.keys(b["texts"]["phrases"])[first["phraseIds"]]  # [B, Q, K]
        of_first, suppression = states[first["states"]], self.limits["suppression"]
        logits, peaks = selection.point(first, of_first, phrases, seen, overlap, suppression)  # [B, Q, N], [B, Q]
        pointed = [x.flatten(0, 1) for x in (logits, at(seen["boxes"], peaks), at(seen["features"], peaks))]
        found, costs, pointing = {}, {}, {}
        for unit in b["sets"]["units"]:
            q, decoder = b[unit], getattr(units, unit)
            logits, boxes, features = (x[q["first"]] for x in pointed)
            start = {
                "boxes": boxes,
                "content": selection.content(states[q["states"]], features),
                "pyramid": rows_of(pyramid, q["samples"]),
            }
            found[unit] = decoder(q, start, rows_of(maps, q["samples"]))
            costs[unit] = partial(decoder.cost, found[unit], q)
            pointing[unit] = pointing_loss(logits, rows_of(listed, q["samples"])["boxes"], q)
        loss = lambda unit, pairs: getattr(units, unit).loss(found[unit], b[unit], *pairs) + pointing[unit]
        return {unit: loss(unit, pairs) for unit, pairs in match_instances(b["sets"]["instances"], costs).items()}


def projected(projector, x):
    return projector.linear2(F.gelu(projector.linear1(x)))


def rows_of(tensors, rows):
    """Rows of all tensors of a list, or of a dict by name."""
    if isinstance(tensors, dict):
        return dict(zip(tensors, rows_of(list(tensors.values()), rows)))
    return tensors if len(rows) == len(tensors[0]) else [x[rows] for x in tensors]
