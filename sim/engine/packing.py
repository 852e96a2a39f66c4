"""Models and records at rest: whole ones as bytes, small enough to keep many in memory or on disk.

Most months bring most households what the last one did, so the ring of incomes is kept as what
changed from month to month; what is left is compressed fast (LZ4). Unpacking gives the same bits.
"""

import io
import pickle
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from sim.chains import CHAINS, Chain

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.model import ValueChainModel
    from sim.record import RunRecord

Thing = TypeVar("Thing")

# Integers as wide as the numbers whose bits are compared.
_BITS = {4: np.uint32, 8: np.uint64}


@dataclass(frozen=True)
class Packed(Generic[Thing]):
    """Something as bytes: its objects and its arrays, each compressed, with its size before."""

    objects: tuple[int, bytes]
    arrays: tuple[tuple[int, bytes], ...]

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return sum(len(part) for _, part in (self.objects, *self.arrays))

    def unpack(self) -> Thing:
        """One of its own, in the state that was packed."""
        objects, *buffers = (
            _codec().decompress(part, decompressed_size=size)
            for size, part in (self.objects, *self.arrays)
        )
        thing: Thing = _Unpickler(io.BytesIO(objects), buffers=buffers).load()
        return thing


class PackedModel(Packed["ValueChainModel"]):
    """A model whose ring of incomes is packed as its months' changes."""

    def unpack(self) -> "ValueChainModel":
        """A model of its own, in the state that was packed."""
        model = super().unpack()
        # A month at a time: NumPy's `accumulate` goes down every household's months.
        for before, month in pairwise(_bits(model.ring)):
            month ^= before
        return model


def pack(model: "ValueChainModel") -> PackedModel:
    """The model as it stands; it can go on afterwards."""
    ring = model.ring
    model.ring = _changes(ring)
    try:
        return PackedModel(*_parts(model))
    finally:
        model.ring = ring


def pack_record(record: "RunRecord") -> "Packed[RunRecord]":
    """What a run recorded."""
    return Packed(*_parts(record))


def _parts(thing: Any) -> tuple[tuple[int, bytes], tuple[tuple[int, bytes], ...]]:
    """Objects and arrays of a `Packed`."""
    buffers: list[pickle.PickleBuffer] = []
    objects = io.BytesIO()
    _Pickler(objects, protocol=5, buffer_callback=buffers.append).dump(thing)
    views = [objects.getbuffer(), *(buffer.raw() for buffer in buffers)]
    first, *others = ((view.nbytes, _codec().compress(view, asbytes=True)) for view in views)
    return first, tuple(others)


@cache
def _codec() -> "pa.Codec":
    # Loaded when something is packed: nothing before the first answer need wait for it.
    import pyarrow as pa

    return pa.Codec("lz4")


def _changes(ring: np.ndarray) -> np.ndarray:
    """Each month's bits where they differ from the month before, else zero."""
    changed = ring.copy()
    _bits(changed)[1:] ^= _bits(ring)[:-1]
    return changed


def _bits(values: np.ndarray) -> np.ndarray:
    return values.view(_BITS[values.itemsize])


class _Pickler(pickle.Pickler):
    """Chains are declared in code, with functions of theirs: they go by name."""

    def persistent_id(self, thing: Any) -> Any:
        return thing.name if isinstance(thing, Chain) else None


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, name: Any) -> Any:
        return CHAINS[name]
