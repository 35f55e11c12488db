"""What travels of one value: a stream, and segments of memory for the large buffers in it.

What arrives may be written to at once, and nobody else sees that. An array that was read-only stays so, as it does when
it is pickled in the ordinary way.
"""

from __future__ import annotations

import errno
import pickle
from typing import Any, NamedTuple, TypeAlias

from headway.memory.segments import Segment, is_room_for_descriptors

SHORT = 1 << 17  # bytes: a segment no longer than this is copied where it arrives, which is cheaper than mapping it
LONG_HEAD = 1 << 20  # bytes: a longer stream goes in a segment, too

Place: TypeAlias = tuple[int, int, int]


class Parcel(NamedTuple):
    """All that travels of one value, but for the sending itself.

    ``places`` are those of the buffers: the index of the segment, the offset in it, the length. A stream of more than
    a MiB is itself in a segment, at the last place, and ``head`` is empty.
    """

    head: bytes
    segments: tuple[Segment, ...]
    places: tuple[Place, ...]


def parcel_of(head: bytes, segments: list[Segment], places: list[Place]) -> Parcel:
    """The parcel of a stream and its buffers, which lie at these places. Raises OSError."""
    if len(head) > LONG_HEAD:
        places = [*places, (len(segments), 0, len(head))]
        segments = [*segments, Segment.holding([memoryview(head)])[0]]
        head = b""
    return Parcel(head, tuple(segments), tuple(places))


def unpack(parcel: Parcel) -> Any:
    """The value that was packed. Raises whatever its own code raises."""
    head, segments, places = parcel
    if not places:
        return pickle.loads(head)
    memories: dict[int, memoryview] = {}
    buffers = []
    for index, offset, length in places:
        if index not in memories:
            memories[index] = _memory(segments[index])
        buffers.append(memories[index][offset : offset + length])
    return pickle.loads(head or buffers.pop(), buffers=buffers)


def _memory(segment: Segment) -> memoryview:
    if segment.size > SHORT and is_room_for_descriptors():
        try:
            return memoryview(segment.map())
        except OSError as error:
            if error.errno != errno.EMFILE:
                raise
    return memoryview(segment.read())
