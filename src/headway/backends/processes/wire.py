"""Whole messages over a socket, with descriptors: what a worker process and its parent say to each other.

A message is one value that ``marshal`` can write (both ends are the same interpreter), and segments of shared memory.
On the wire: its length, the number of segments (plus a mark where the body itself is in one), the body; the
descriptors are attached to the first bytes. Long bodies go through a segment, so that what is under way in a socket
stays small: the parent never waits for a worker that does not read.
"""

from __future__ import annotations

import marshal
import select
import socket
from array import array
from collections import deque
from collections.abc import Sequence
from struct import Struct
from typing import Any, TypeAlias

from headway.memory.segments import Segment

Message: TypeAlias = "tuple[Any, list[Segment]]"

_FRAME = Struct("<IH")
_IN_SEGMENT = 1 << 15
LONG_BODY = 1 << 15  # two of these under way fit into the smallest socket buffer
_AT_ONCE = 250  # descriptors: the kernel takes 253
_READ = 1 << 16
_ROOM = socket.CMSG_SPACE(_AT_ONCE * array("i").itemsize)


class Hangup(Exception):
    """The other end is gone."""


class Unreadable(Hangup):
    """The other end is there, and what it says can't be read any more; the text says why."""


class Channel:
    """One end. Sending and receiving may be done by two threads, each by one at a time."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._read = bytearray()
        self._segments: deque[Segment] = deque()
        self._unsent: deque[tuple[memoryview, Sequence[Segment]]] = deque()

    def fileno(self) -> int:
        """The descriptor of the socket."""
        return self._end.fileno()

    def close(self) -> None:
        """Let go of the socket, and of what was not read."""
        self._end.close()
        self._segments.clear()
        self._unsent.clear()

    def send(self, message: Any, segments: Sequence[Segment] = ()) -> bool:
        """Send a message without waiting; False when a part is left for :meth:`send_rest`. Raises Hangup."""
        self._unsent.append(_framed(message, segments))
        return self.send_rest()

    def send_and_wait(self, message: Any, segments: Sequence[Segment] = ()) -> None:
        """Send a message, however long the other end takes to read it. Raises Hangup."""
        if not self.send(message, segments):
            while not self.send_rest():
                select.select([], [self._end], [])

    def send_rest(self) -> bool:
        """Send what is left; whether nothing is left now."""
        unsent = self._unsent
        while unsent:
            piece, segments = unsent[0]
            try:
                if segments:  # some of them with the first byte, the rest with those that follow
                    with_it = [segment.fileno() for segment in segments[:_AT_ONCE]]
                    rest = segments[_AT_ONCE:]
                    sent = socket.send_fds(self._end, [piece[:1] if rest else piece], with_it, socket.MSG_DONTWAIT)
                    segments = rest
                else:
                    sent = self._end.send(piece, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return False
            except OSError as error:
                raise Hangup(str(error)) from None
            unsent.popleft()
            if sent < len(piece):
                unsent.appendleft((piece[sent:], segments))
        return True

    def receive(self, is_waiting: bool = True) -> list[Message]:
        """The messages that have come; with ``is_waiting`` at least one. Raises Hangup when there will be none."""
        flags = 0 if is_waiting else socket.MSG_DONTWAIT
        while True:
            try:
                data, ancillary, found, _ = self._end.recvmsg(_READ, _ROOM, flags | socket.MSG_CMSG_CLOEXEC)
            except BlockingIOError:
                return []
            except ConnectionError as error:
                raise Hangup(str(error)) from None
            if not data:
                raise Hangup("it has closed its end")
            for _, kind, numbers in ancillary:
                if kind == socket.SCM_RIGHTS:
                    descriptors = array("i")
                    descriptors.frombytes(numbers[: len(numbers) - len(numbers) % descriptors.itemsize])
                    self._segments.extend(Segment.adopt(descriptor) for descriptor in descriptors)
            if found & socket.MSG_CTRUNC:
                raise Unreadable("the program has no descriptor left for what it sent (see ulimit -n)")
            self._read += data
            messages = self._whole_messages()
            if messages or not is_waiting:
                return messages

    def _whole_messages(self) -> list[Message]:
        messages: list[Message] = []
        read, at = self._read, 0
        while len(read) - at >= _FRAME.size:
            length, number = _FRAME.unpack_from(read, at)
            end = at + _FRAME.size + length
            if len(read) < end:
                break
            if number & _IN_SEGMENT:
                body: Any = self._segments.popleft().read()
            else:
                body = memoryview(read)[at + _FRAME.size : end]
            segments = [self._segments.popleft() for _ in range(number & ~_IN_SEGMENT)]
            messages.append((marshal.loads(body), segments))
            body = None  # a bytearray that is looked at can't be cut
            at = end
        del read[:at]
        return messages


def _framed(message: Any, segments: Sequence[Segment]) -> tuple[memoryview, Sequence[Segment]]:
    body = marshal.dumps(message)
    if len(segments) >= _IN_SEGMENT:
        raise ValueError("more segments than a message can carry")
    if len(body) <= LONG_BODY:
        return memoryview(_FRAME.pack(len(body), len(segments)) + body), segments
    try:
        long, _ = Segment.holding([memoryview(body)])
    except OSError:  # there is no descriptor left, or no memory: it goes in the slow way
        return memoryview(_FRAME.pack(len(body), len(segments)) + body), segments
    return memoryview(_FRAME.pack(0, len(segments) | _IN_SEGMENT)), [long, *segments]
