"""The hand-written ideal: what somebody would write for exactly these figures, and nothing more.

Workers on socket pairs, chunks of calls in `marshal`, large values in shared memory. No errors, no cancelling, no
nesting, no functions by value, no deaths, no results that wait for anybody: the least that the work can cost.
"""
# ruff: noqa: D102  the methods are Peer's, which documents them

import marshal
import os
import select
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from benchmarks import shapes
from benchmarks.cell import ROOT
from benchmarks.peers import ideal_worker as worker
from benchmarks.peers.base import Function, Peer

CHUNK = 64
IN_FLIGHT = 2
Message = tuple[int, Any, Any]


class Seat:
    """A worker and what it has been sent."""

    def __init__(self) -> None:
        self.channel, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.buffer = memoryview(bytearray(worker.LARGEST_MESSAGE))
        self.sent: deque[int] = deque()
        with far:
            command = [sys.executable, "-m", "benchmarks.peers.ideal_worker", str(far.fileno())]
            self.process = subprocess.Popen(command, cwd=ROOT, pass_fds=[far.fileno()])

    def send(self, number: int, message: Message) -> None:
        self.sent.append(number)
        self.channel.send(marshal.dumps(message))

    def receive(self) -> Any:
        size = self.channel.recv_into(self.buffer)
        if not size:
            raise EOFError("a worker has died")
        return marshal.loads(self.buffer[:size])

    def close(self) -> None:
        self.channel.close()
        self.process.wait()


class Ideal(Peer):
    """A chain of calls is run by one worker; only its last value comes back."""

    @contextmanager
    def opened(self, workers: int) -> Iterator[None]:
        worker.forget_segments()
        self.seats = [Seat() for _ in range(workers)]
        self.by_descriptor = {seat.channel.fileno(): seat for seat in self.seats}
        self.poll = select.poll()
        for descriptor in self.by_descriptor:
            self.poll.register(descriptor, select.POLLIN)
        try:
            yield
        finally:
            for seat in self.seats:
                seat.close()

    def answers(self, messages: Sequence[Message]) -> list[Any]:
        """What the workers answer, two messages in flight to each."""
        answers: list[Any] = [None] * len(messages)
        waiting = iter(enumerate(messages))
        for _ in range(IN_FLIGHT):
            for seat, message in zip(self.seats, waiting):  # noqa: B905  as many as there are
                seat.send(*message)
        while busy := [seat for seat in self.seats if seat.sent]:
            ready = busy if len(busy) == 1 else [self.by_descriptor[found] for found, _ in self.poll.poll()]
            for seat in ready:
                answers[seat.sent.popleft()] = seat.receive()
                if (message := next(waiting, None)) is not None:
                    seat.send(*message)
        return answers

    def calls(self, function: Function, arguments: list[tuple[Any, ...]], chunk: int = CHUNK) -> list[Any]:
        """Calls side by side, in chunks that leave no worker idle."""
        size = min(chunk, -(-len(arguments) // len(self.seats)))
        chunks = [arguments[start : start + size] for start in range(0, len(arguments), size)]
        answers = self.answers([(worker.CALLS, _name(function), chunk) for chunk in chunks])
        return [value for answer in answers for value in answer]

    def independent(self, n: int) -> list[int]:
        return self.calls(shapes.increment, [(i,) for i in range(n)])

    def layered(self, n: int) -> list[int]:
        width, depth = shapes.layers(n)
        row: list[int] = self.calls(shapes.increment, [(j,) for j in range(width)])
        for _ in range(depth - 1):
            row = self.calls(shapes.combine, [(row[j], row[j - 1], row[j - 2]) for j in range(width)])
        return row

    def chain(self, n: int) -> list[int]:
        names = [_name(shapes.increment)] * n
        value: Any = 0
        for start in range(0, n, CHUNK):
            value = self.answers([(worker.PLAIN_STEPS, names[start : start + CHUNK], value)])[0]
        return [value]

    def one(self, x: int) -> int:
        value: int = self.answers([(worker.CALLS, _name(shapes.increment), [(x,)])])[0][0]
        return value

    def side_by_side(self, function: Function, arguments: Sequence[Any]) -> list[Any]:
        return self.calls(function, [(argument,) for argument in arguments], chunk=1)

    def shared(self, function: Function, value: Any, count: int) -> list[Any]:
        packed = worker.pack(value)
        answers = self.answers([(worker.STEPS, [_name(function)], packed)] * count)
        _unlink(packed)
        return [worker.unpack(answer) for answer in answers]

    def pipelines(self, values: Sequence[Any], steps: Sequence[Function]) -> list[Any]:
        return self.unpacked(self.through([worker.pack(value) for value in values], steps))

    def through(self, packed: list[worker.Packed], steps: Sequence[Function]) -> list[worker.Packed]:
        """Each value through the steps in one worker."""
        names = [_name(step) for step in steps]
        answers = self.answers([(worker.STEPS, names, one) for one in packed])
        _unlink(*packed)
        return answers

    def unpacked(self, packed: list[worker.Packed]) -> list[Any]:
        """The values, mapped, and gone with their last reference."""
        values = [worker.unpack(one) for one in packed]
        _unlink(*packed)
        return values


class IdealByStep(Ideal):
    """Every step a message of its own: what a value becomes goes back to shared memory, for any worker to take."""

    def pipelines(self, values: Sequence[Any], steps: Sequence[Function]) -> list[Any]:
        packed = [worker.pack(value) for value in values]
        for step in steps:
            packed = self.through(packed, [step])
        return self.unpacked(packed)


def _name(function: Function) -> str:
    return f"{function.__module__}:{function.__qualname__}"


def _unlink(*packed: worker.Packed) -> None:
    for _, name, _ in packed:
        if name:
            os.unlink(f"/dev/shm/{name}")
