"""Anonymous segments of memory: written once, then read by any process that is handed the descriptor.

A segment has no name anywhere. The kernel frees it with its last descriptor and mapping, so nothing is left behind,
whoever is killed. It never changes once it is written: every reader maps it *privately*, so it may write at once, gets
a copy of each page that it writes, and nobody else sees that.

No Python code runs when a segment or a mapping dies. They die on the user's threads too, and a Ctrl-C that arrives in
a destructor or a weak reference's callback is swallowed by Python: it prints the KeyboardInterrupt and goes on.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import resource
import select
import sys
from collections.abc import Sequence
from typing import Any

ALIGNMENT = 64  # bytes: a cache line, and enough for whatever instructions read an array
_TRACKS_NO_DESCRIPTOR: dict[str, Any] = {"trackfd": False} if sys.version_info >= (3, 13) else {}


class Segment:
    """Some memory of its own, which can be sent to other processes. Never written again after it was made.

    ``size`` is its length in bytes. Its descriptor is closed with the last reference to it.

    >>> segment, offsets = Segment.holding([memoryview(b"north"), memoryview(b"south")])
    >>> offsets, segment.size
    ([0, 64], 69)
    >>> bytes(segment.map()[64:])
    b'south'
    """

    __slots__ = ("__weakref__", "_owner", "size")

    def __init__(self, owner: select.epoll, size: int) -> None:
        self._owner, self.size = owner, size

    @classmethod
    def holding(cls, buffers: Sequence[memoryview]) -> tuple[Segment, list[int]]:
        """A new segment with these bytes in it, and the offset of each of them (a multiple of 64).

        Raises OSError when there is no memory, or no descriptor, left.
        """
        segment = cls.adopt(os.memfd_create("headway", os.MFD_CLOEXEC))
        descriptor, offsets, end = segment.fileno(), [], 0
        for buffer in buffers:
            start = -(-end // ALIGNMENT) * ALIGNMENT
            end = start + _write(descriptor, buffer, start)
            offsets.append(start)
        if offsets and os.fstat(descriptor).st_size < end:  # the last buffers are empty
            os.ftruncate(descriptor, end)
        segment.size = end
        return segment, offsets

    @classmethod
    def adopt(cls, descriptor: int) -> Segment:
        """The segment behind a descriptor that was received; from now on the segment owns the descriptor."""
        # An epoll object closes its descriptor when it is freed, in C and without a word. It does not mind what kind of
        # descriptor that is, as long as nobody polls.
        owner = select.epoll.fromfd(descriptor)
        return cls(owner, os.fstat(descriptor).st_size)

    def fileno(self) -> int:
        """The descriptor. It stays the segment's own: to keep it longer, keep the segment."""
        return self._owner.fileno()

    def map(self) -> Mapping:
        """All of it, as memory of this process that may be written: a page is copied when it is first written.

        An empty segment gives one page of zeros, since nothing empty can be mapped. Raises OSError when no descriptor
        or no address space is left.
        """
        if not self.size:
            mapping = Mapping(-1, mmap.PAGESIZE)
        else:
            access = {"flags": mmap.MAP_PRIVATE, "prot": mmap.PROT_READ | mmap.PROT_WRITE}
            mapping = Mapping(self.fileno(), self.size, **access, **_TRACKS_NO_DESCRIPTOR)
        mapping.segment = self
        return mapping

    def read(self) -> bytearray:
        """A copy of all of it in ordinary memory, which needs neither the segment nor a descriptor any longer."""
        copied = bytearray(self.size)
        view, at = memoryview(copied), 0
        while at < self.size:
            got = os.preadv(self.fileno(), [view[at:]], at)
            if not got:
                raise EOFError(f"a segment of {self.size} bytes ended after {at}")
            at += got
        return copied

    def __repr__(self) -> str:
        return f"<Segment of {self.size} bytes>"


class Mapping(mmap.mmap):
    """A segment as memory of this process, private to it. ``segment`` is what it maps."""

    __slots__ = ("segment",)
    segment: Segment


def _write(descriptor: int, buffer: memoryview, at: int) -> int:
    """Write all of a buffer; a system call takes 2 GiB at most, and may take less. Gives the number of bytes."""
    if not buffer.nbytes:
        return 0
    flat, done = buffer.cast("B"), 0
    while done < flat.nbytes:
        done += os.pwrite(descriptor, flat[done:], at + done)
    return done


# ---- what was written since it was mapped ------------------------------------------------------------------------------

# One word of 8 bytes a page in /proc/self/pagemap. In the highest byte: 0x80 in memory, 0x40 swapped out, 0x20 a page of
# the file. A private page that was written is a copy, hence no longer of the file.
_HIGHEST = 7 if sys.byteorder == "little" else 0
_NOT_COPIED = bytes(byte for byte in range(256) if not byte & 0xC0 or byte & 0x20)
_PAGES_AT_ONCE = 1 << 17


def address_of(mapping: Mapping) -> int:
    """Where a mapping begins."""
    return ctypes.addressof(ctypes.c_char.from_buffer(mapping))


def is_untouched(mapping: Mapping, offset: int, length: int) -> bool:
    """Whether these bytes are still the segment's: no page of theirs was written since it was mapped.

    False where the kernel does not tell. 200 MB take about a millisecond.
    """
    if not length:
        return True
    start = address_of(mapping) + offset
    page, last = start // mmap.PAGESIZE, (start + length - 1) // mmap.PAGESIZE
    try:
        with open("/proc/self/pagemap", "rb", buffering=0) as pagemap:
            while page <= last:
                words = os.pread(pagemap.fileno(), min(last - page + 1, _PAGES_AT_ONCE) * 8, page * 8)
                if not words or words[_HIGHEST::8].translate(None, _NOT_COPIED):
                    return False
                page += len(words) // 8
    except OSError:
        return False
    return True


# ---- descriptors -------------------------------------------------------------------------------------------------------


def open_descriptors() -> int:
    """How many descriptors this process has open, of whatever kind."""
    return len(os.listdir("/proc/self/fd")) - 1  # one is that of the listing itself


def is_room_for_descriptors() -> bool:
    """Whether at most half of the descriptors that this process may have are in use.

    A mapped segment costs two (before Python 3.13 the mapping keeps one of its own), and 1,024 is a common limit.
    """
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit == resource.RLIM_INFINITY:
        return True
    try:
        return open_descriptors() * 2 <= limit
    except OSError:  # not even one is left for the listing
        return False
