# The bench's peer: nano's network and its training step of stage 2 in Python's PyTorch, on the weights and batches that
# training.ts wrote, so that the two first losses must agree. Usage: nano.py FOLDER BATCHES '{"lr": ..}'
# Request {} for what was prepared, {"steps": N}
# to train. Texts, pictures and targets are tensors already; the TypeScript side makes its own in every step.
import json
import os
import resource
import struct
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

from decoders import MaskDecoder, PixelDecoder, QueryDecoder, QuerySelection
from encoders import ClipConvnext, ClipText, ClipVit
from language import LanguageModel
from boxes import map_positions
from grounding import WordGrounding
from losses import assign_tokens, box_unit, dense_loss, mask_unit, naming_loss, pointing_loss
from parts import Part, unit_vectors


class Nano(nn.Module):
    def __init__(self, c):
        super().__init__()
        decoder, width, dims = c["decoder"], c["languageModel"]["hiddenSize"], list(c["convnext"]["dims"])
        dims[2] += c["vit"]["hiddenSize"]
        project = lambda n: Part(linear1=nn.Linear(n, width), linear2=nn.Linear(width, width))
        self.vision_tower, self.pyramid_tower = ClipVit(c["vit"]), ClipConvnext(c["convnext"])
        self.text_tower, self.projector = ClipText(c["text"]), project(c["vit"]["hiddenSize"])
        self.language_model = LanguageModel(c["languageModel"])
        self.visual_decoders = Part(
            pixel_decoder=PixelDecoder(dims, decoder),
            query_selection=QuerySelection(width, decoder["width"], c["text"]["projectionSize"]),
            units=Part(box=Part(query=QueryDecoder(decoder)), mask=MaskDecoder(decoder)),
        )
        self.pyramid_projector = project(decoder["width"]) if c.get("pyramidTokens") else None
        self.word_grounding = WordGrounding(width) if c.get("wordGrounding") else None

    def forward(self, b):
        """All losses of one batch by name."""
        grid, decoders = self.vision_tower.grid, self.visual_decoders
        patches, maps = self.vision_tower(b["pixels"]), self.pyramid_tower(b["pixels"])
        seen = patches.transpose(1, 2).reshape(len(patches), -1, grid, grid)
        pyramid = decoders.pixel_decoder([*maps[:2], torch.cat([maps[2], seen], 1), maps[3]])
        tokens, size = decoders.query_selection.propose(pyramid[0]), pyramid[0].shape[2:]

        x = projected(self.projector, patches)
        if self.pyramid_projector is not None:
            fused = F.adaptive_avg_pool2d(pyramid[0], grid).flatten(2).transpose(1, 2)
            x = x + projected(self.pyramid_projector, fused)
        words = self.language_model.model.embed_tokens(b["ids"])  # [B, L, C]
        x = words.flatten(0, 1).index_copy(0, b["imageSlots"], x.flatten(0, 1)).view_as(words)
        texts = iter(b["texts"])
        if self.word_grounding is not None and b["questions"].any():
            x = x + self.looking_words(b, next(texts), tokens)
        states = self.language_model(x, b["positionIds"], b["segments"]).flatten(0, 1)
        scores = states[b["slots"]] @ self.language_model.model.embed_tokens.weight.t()
        losses = {"text": F.cross_entropy(scores, b["labels"])}

        for unit in [unit for unit in ("box", "mask") if unit in b]:
            losses[unit] = self.unit_loss(unit, b[unit], states, tokens, pyramid, maps[0], next(texts))
        assignment = assign_tokens(b["objects"], len(patches), size)
        losses["dense"] = dense_loss(tokens, assignment, b["objects"]["boxes"])
        names = unit_vectors(self.text_tower(next(texts)))
        scale = decoders.query_selection.scale()
        losses["regions"] = naming_loss(tokens["keys"], assignment, names, b["nameOf"], scale)
        return losses

    def looking_words(self, b, words, tokens):
        """What the words of questions see, 0 for all other tokens; words [N, T] are their distinct tokens as texts."""
        with torch.no_grad():
            keys = unit_vectors(self.text_tower(words))  # [N, K]
        which = (b["ids"][..., None] == words[:, -2]).long().argmax(-1)  # [B, L]; before the end token stands the word
        return self.word_grounding(keys[which], tokens) * b["questions"][..., None]

    def unit_loss(self, unit, q, states, tokens, pyramid, stride4, texts):
        decoders, rows = self.visual_decoders, q["samples"]
        size, width = pyramid[0].shape[2:], pyramid[0].shape[1]
        if len(rows) < len(pyramid[0]):
            tokens = {name: value[rows] for name, value in tokens.items()}
            pyramid, stride4 = [map[rows] for map in pyramid], stride4[rows]
        phrases = unit_vectors(self.text_tower(texts))[q["phraseIds"]]  # [B, Q, K]
        positions = map_positions(*size, width)
        logits, box, content = decoders.query_selection(q, states[q["places"]], tokens, phrases, positions)
        pointing = pointing_loss(logits, q["slots"], q["counts"], q["masks"], size)
        decoder = getattr(decoders.units, unit)
        found, boxes, quality = decoder.query(q, box, content, pyramid)
        if unit == "box":
            return pointing + box_unit(q, boxes, quality)
        pixels = decoders.pixel_decoder.pixel_embeddings(pyramid, stride4)
        return pointing + mask_unit(q, boxes, quality, decoder.masks(found, boxes[-1].detach(), pixels))


def projected(projector, x):
    return projector.linear2(F.gelu(projector.linear1(x)))


def read_safetensors(path):
    """Tensors by name, and the metadata."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(length)), bytearray(file.read())
    metadata, kinds = header.pop("__metadata__", {}), {"F32": torch.float32, "I64": torch.int64, "BOOL": torch.bool}
    read = lambda e: torch.frombuffer(data, dtype=kinds[e["dtype"]], offset=e["data_offsets"][0], count=numel(e["shape"]))
    return {name: read(entry).view(entry["shape"]) for name, entry in header.items()}, metadata


def numel(shape):
    return torch.Size(shape).numel()


def read_batch(path):
    """`box.places` becomes b["box"]["places"], and so on; texts become a list."""
    tensors, metadata = read_safetensors(path)
    batch, lists = {}, json.loads(metadata["lists"])
    for name, value in tensors.items():
        first, *rest = name.split(".")
        if rest:
            batch.setdefault(first, {})[rest[0]] = value
        else:
            batch[first] = value
    batch["texts"] = [batch["texts"][key] for key in sorted(batch["texts"], key=int)]
    batch["objects"]["pictures"] = lists.pop("pictures")
    for unit, known in lists.items():
        batch[unit].update(known)
    return batch


def main():
    folder, count, settings = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    with open(f"{folder}/config.json") as file:
        network = Nano(json.load(file))
    network.load_state_dict(read_safetensors(f"{folder}/weights.safetensors")[0])
    batches = [read_batch(f"{folder}/batches/{i}.safetensors") for i in range(count)]
    weighted = lambda losses: sum(loss * settings["lossWeights"].get(name, 1) for name, loss in losses.items())
    with torch.no_grad():
        first_losses = [weighted(network(batch)).item() for batch in batches]
    parameters = list(network.parameters())
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": settings["weightDecay"]},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=settings["lr"], betas=settings["betas"], foreach=True)
    done = learning = 0
    for line in sys.stdin:
        steps, start, processor = json.loads(line).get("steps"), time.perf_counter(), time.process_time()
        if steps is None:
            print(json.dumps({"firstLosses": first_losses, "torch": torch.__version__}), flush=True)
            continue
        for _ in range(steps):
            losses = network(batches[done % count])
            loss = weighted(losses)
            loss.backward()
            for term in (loss, *losses.values()):
                term.item()
            nn.utils.clip_grad_norm_(parameters, settings["clip"])
            optimizer.step()
            learning = learning or sum(p.numel() for p in parameters if p.grad is not None)
            optimizer.zero_grad(set_to_none=True)
            done += 1
        answer = {
            "seconds": time.perf_counter() - start,
            "processorSeconds": time.process_time() - processor,
            "pictures": steps * len(batches[0]["pixels"]),
            "parameters": learning,
            "threads": torch.get_num_threads(),
            "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
