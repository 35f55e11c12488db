"""Large buffers: what their bytes are, when two are the same, and whether they came from another process."""

from __future__ import annotations

import ctypes
import sys
from pickle import PickleBuffer
from typing import Any

from headway.backends.travel.pickling import Spread
from headway.memory.segments import Mapping, address_of


def bytes_of(buffer: PickleBuffer) -> memoryview:
    """All bytes of a buffer, in a row. An array that is spread out is put together, in a copy."""
    spread = _spread(buffer)
    if spread is None:
        return buffer.raw()
    together = sys.modules["numpy"].ascontiguousarray(spread)
    return memoryview(together.view("u1") if together.dtype.kind in "mM" else together).cast("B")


def key_of(buffer: PickleBuffer) -> Any:
    """What two buffers have in common that hold the same bytes in the same places; None where that can't be told."""
    spread = _spread(buffer)
    if spread is not None:
        return _address(spread), spread.shape, spread.strides, spread.dtype.str
    raw = buffer.raw()
    if "numpy" in sys.modules:
        return _address(sys.modules["numpy"].frombuffer(raw, "u1")), raw.nbytes
    return None if raw.readonly else (ctypes.addressof(ctypes.c_char.from_buffer(raw)), raw.nbytes)


def length_of(buffer: PickleBuffer) -> int:
    """How many bytes it has."""
    spread = _spread(buffer)
    return memoryview(buffer).nbytes if spread is None else int(spread.nbytes)


def mapped(buffer: PickleBuffer) -> tuple[Mapping, int] | None:
    """The mapping that a buffer lies in, and the offset of its first byte there; None where it lies elsewhere."""
    raw = buffer.raw()
    owner: Any = memoryview(buffer).obj
    while owner is not None and not isinstance(owner, Mapping):
        if isinstance(owner, memoryview):
            owner = owner.obj
        elif "numpy" in sys.modules and isinstance(owner, sys.modules["numpy"].ndarray):
            owner = owner.base
        else:
            return None
    key = None if owner is None else key_of(buffer)
    if owner is None or key is None:
        return None
    offset = key[0] - address_of(owner)
    return (owner, offset) if 0 <= offset <= len(owner) - raw.nbytes else None


def _spread(buffer: PickleBuffer) -> Any:
    owner = memoryview(buffer).obj
    return owner.array if type(owner) is Spread else None


def _address(array: Any) -> int:
    return int(array.__array_interface__["data"][0])
