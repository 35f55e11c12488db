"""A worker of the hand-written ideal: `python -m benchmarks.peers.ideal_worker DESCRIPTOR`.

A message is a list of calls of one function, or one value and the functions that it goes through. A large value lies in
shared memory: its pickle (protocol 5, buffers out of band) travels, its buffers stay where they are.
"""

import marshal
import mmap
import pickle
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from itertools import accumulate
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory
from typing import Any

LARGEST_MESSAGE = 1 << 18
ALIGNED = 64
CALLS, PLAIN_STEPS, STEPS = range(3)
Packed = tuple[bytes, str, list[int]]  # the pickle, the segment, the size of each buffer


def pack(value: Any) -> Packed:
    """Write the value's buffers to a segment of shared memory, one copy; who reads last unlinks it."""
    buffers: list[pickle.PickleBuffer] = []
    head = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
    if not buffers:
        return head, "", []
    raws = [buffer.raw() for buffer in buffers]
    sizes = [raw.nbytes for raw in raws]
    starts = _starts(sizes)
    segment = SharedMemory(create=True, size=max(starts[-1], 1))
    for raw, start in zip(raws, starts, strict=False):
        segment.buf[start : start + raw.nbytes] = raw
    segment.close()
    return head, segment.name, sizes


def unpack(packed: Packed) -> Any:
    """The value, its buffers where they lie: the mapping ends with the last of them."""
    head, name, sizes = packed
    if not name:
        return pickle.loads(head)
    with open(f"/dev/shm/{name}", "r+b") as segment:  # SharedMemory would close under the value, or leak a descriptor
        view = memoryview(mmap.mmap(segment.fileno(), 0))
    starts = _starts(sizes)
    return pickle.loads(
        head, buffers=[view[start : start + size] for start, size in zip(starts, sizes, strict=False)]
    )  # fmt: skip


def _starts(sizes: list[int]) -> list[int]:
    """Where each buffer begins, and after the last the size of all."""
    return list(accumulate((-(-size // ALIGNED) * ALIGNED for size in sizes), initial=0))


def forget_segments() -> None:
    """Python's tracker would end a segment with the process that made it: here a reader unlinks it."""
    resource_tracker.register = lambda name, rtype: None


class Functions(dict[str, Callable[..., Any]]):
    """Functions by "module:name", imported once."""

    def __missing__(self, name: str) -> Callable[..., Any]:
        module, _, function = name.partition(":")
        self[name] = found = getattr(import_module(module), function)
        return found


def serve(channel: socket.socket) -> None:
    """Answer messages until the other end is closed."""
    functions = Functions()
    buffer = memoryview(bytearray(LARGEST_MESSAGE))
    while size := channel.recv_into(buffer):
        kind, called, given = marshal.loads(buffer[:size])
        if kind == CALLS:
            function = functions[called]
            answer: Any = [function(*arguments) for arguments in given]
        else:
            value = unpack(given) if kind == STEPS else given
            for name in called:
                value = functions[name](value)
            answer = pack(value) if kind == STEPS else value
            value = None  # unmapped before the next comes
        channel.send(marshal.dumps(answer))


if __name__ == "__main__":
    forget_segments()
    serve(socket.socket(fileno=int(sys.argv[1])))
