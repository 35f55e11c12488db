"""Packing: which buffers are written, and which are in a segment already.

A buffer is written once, however many tasks it is given to, as long as one of them is unfinished: an argument belongs
to its tasks until they are done, and what is changed in it meanwhile may or may not be seen. One that came from another
process and was not written to since is not written at all: its segment is passed on.
"""

from __future__ import annotations

import errno
import pickle
from collections import deque
from collections.abc import Callable
from pickle import PickleBuffer
from threading import Lock
from typing import Any

from headway.backends.travel.buffers import bytes_of, key_of, length_of, mapped
from headway.backends.travel.culprit import refusal
from headway.backends.travel.functions import PackedFunction, packed
from headway.backends.travel.parcels import Parcel, Place, parcel_of
from headway.backends.travel.pickling import dumps
from headway.core.arguments import LEAVES
from headway.memory.segments import Segment, is_room_for_descriptors, is_untouched

OWN_SEGMENT = 1 << 20  # bytes: from here on a buffer gets a segment of its own, so that several tasks can share it
MOST_SEGMENTS = 64  # a parcel has no more but for its stream: what is left goes into one together
WORTH_PASSING = 8  # a part that is passed on keeps its whole segment alive: at most so many times its own length


class Export:
    """A buffer that lies in a segment, and how many unfinished tasks it was given to."""

    __slots__ = ("key", "owner", "segment", "users")

    def __init__(self, key: Any, segment: Segment, owner: PickleBuffer) -> None:
        self.key, self.segment, self.users = key, segment, 0
        self.owner = owner  # as long as it lives, nothing else can come to lie at the same address


class Packer:
    """Makes parcels; one of these a process, which any thread may use. It remembers which buffers are written."""

    def __init__(self) -> None:
        self._exports: dict[Any, Export] = {}
        self._lock = Lock()
        self._released: deque[Export] = deque()

    def pack(
        self,
        value: Any,
        kept: list[Any] | None = None,
        *,
        part: str = "the value",
        task: str = "",
        body: Callable[..., Any] | None = None,
    ) -> Parcel:
        """A value, ready to be sent.

        With ``kept``, the large buffers in it are remembered until :meth:`release` is called with what was added to
        that list. For the message of an error, ``part`` says what the value is, and ``task`` whose; with ``body`` the
        value is ``(args, kwargs)`` of a call of it, which context variables and their values may follow.

        Raises:
            NotPicklable: a part of it can't be sent; the message names the way to it.
            TaskIsNotAValue: a Task is hidden in an object.
            OSError, MemoryError: no memory is left.
        """
        if value.__class__ in LEAVES:
            return parcel_of(pickle.dumps(value, 5), [], [])
        outside: list[PickleBuffer] = []
        try:
            head = dumps(value, outside)
        except (MemoryError, KeyboardInterrupt):
            raise
        except BaseException as error:  # the user's own pickling code may raise anything
            raise refusal(value, error, part, task, body) from None
        if not outside:
            return parcel_of(head, [], [])
        try:
            return parcel_of(head, *self._placed(outside, kept))
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE):
                raise
        return Parcel(dumps(value), (), ())  # not one descriptor is left: everything goes in the stream

    def pack_function(self, function: Callable[..., Any], task: str = "") -> PackedFunction:
        """A function, ready to be sent, by name where it can be imported. Raises as :meth:`pack`."""
        return packed(function, lambda thing: self.pack(thing, part="the function", task=task))

    def release(self, tokens: list[Any]) -> None:
        """The task that these were kept for is settled. Never waits. The list is empty afterwards."""
        self._released += tokens
        tokens.clear()
        while self._released and self._lock.acquire(blocking=False):  # else whoever has the lock does it afterwards
            try:
                self._count_down()
            finally:
                self._lock.release()

    def _count_down(self) -> None:
        while self._released:
            export = self._released.popleft()
            export.users -= 1
            if not export.users:
                del self._exports[export.key]

    def _placed(self, buffers: list[PickleBuffer], kept: list[Any] | None) -> tuple[list[Segment], list[Place]]:
        """The segments that hold the buffers, and the place of each buffer."""
        segments: dict[Segment, int] = {}
        places: dict[int, Place] = {}
        is_room = is_room_for_descriptors()
        try:
            with self._lock:  # while one array is written, whoever was given the same one waits for that
                for at, buffer in enumerate(buffers):
                    found = self._segment_of(buffer, kept) if is_room and len(segments) < MOST_SEGMENTS - 1 else None
                    if found is not None:
                        segment, offset = found
                        places[at] = segments.setdefault(segment, len(segments)), offset, length_of(buffer)
        finally:
            self.release([])
        together = [at for at in range(len(buffers)) if at not in places]
        if together:
            segment, offsets = Segment.holding([bytes_of(buffers[at]) for at in together])
            for at, offset in zip(together, offsets, strict=True):
                places[at] = len(segments), offset, length_of(buffers[at])
            segments[segment] = len(segments)
        return list(segments), [places[at] for at in range(len(buffers))]

    def _segment_of(self, buffer: PickleBuffer, kept: list[Any] | None) -> tuple[Segment, int] | None:
        """Where a buffer lies already, or a segment of its own; None for a short one."""
        found = _passed_on(buffer)
        if found is not None or length_of(buffer) < OWN_SEGMENT:
            return found
        key = key_of(buffer)
        export = self._exports.get(key)
        if export is None:
            segment = Segment.holding([bytes_of(buffer)])[0]
            if kept is None or key is None:
                return segment, 0
            export = self._exports[key] = Export(key, segment, buffer)
        if kept is not None:
            export.users += 1
            kept.append(export)
        return export.segment, 0


def _passed_on(buffer: PickleBuffer) -> tuple[Segment, int] | None:
    """The segment that a buffer came in, where it can be passed on as it is."""
    found = mapped(buffer)
    if found is None:
        return None
    (mapping, offset), length = found, length_of(buffer)
    if mapping.segment.size > max(length * WORTH_PASSING, OWN_SEGMENT) or not is_untouched(mapping, offset, length):
        return None
    return mapping.segment, offset
