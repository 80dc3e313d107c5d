# Reads what training.ts wrote: weights, and batches as tensors by name.
import json
import struct

import torch

from matching import instance_sets, pad


def read_safetensors(path):
    """Tensors by name, and the metadata."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(length)), bytearray(file.read())
    metadata, kinds = header.pop("__metadata__", {}), {"F32": torch.float32, "I64": torch.int64, "BOOL": torch.bool}

    def read(dtype, shape, data_offsets):
        count = torch.Size(shape).numel()
        return torch.frombuffer(data, dtype=kinds[dtype], offset=data_offsets[0], count=count).view(shape)

    return {name: read(**entry) for name, entry in header.items()}, metadata


def read_batch(path):
    """`box.states` becomes b["box"]["states"], and so on."""
    tensors, metadata = read_safetensors(path)
    batch, units = {}, json.loads(metadata["lists"])
    for name, value in tensors.items():
        first, *rest = name.split(".")
        if rest:
            batch.setdefault(first, {})[rest[0]] = value
        else:
            batch[first] = value
    batch["objects"]["pictures"] = torch.tensor(units.pop("pictures"))
    for unit, groups in units.items():
        slots, real = pad([group["slots"] for group in groups])
        rows, _ = pad([group["rows"] for group in groups])
        batch[unit].update(groupSlots=slots, groupRows=rows, groupReal=real, slots=slots[real])
    batch["sets"] = {"units": list(units), "instances": instance_sets(units)}
    return batch
