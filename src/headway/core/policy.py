"""Small decisions, as functions and one queue: what runs first, when to try again, what was learned.

Ready tasks run longest-remaining-path first (Graham 1969; Topcuoglu, Hariri and Wu 2002, the "upward rank"), with
durations learned from earlier calls. Ranks are held as powers of two: a deque for each, so that taking the next is
one ``bit_length`` and one ``popleft``.
"""

from __future__ import annotations

from collections import deque
from math import frexp
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
_LOWEST, _HIGHEST = -30, 33  # from a nanosecond to three centuries
FIRST = _HIGHEST - _LOWEST + 1  # above every rank: somebody's thread waits for it


def backoff_before(attempt: int, backoff_s: float) -> float:
    """Seconds to wait before attempt ``attempt`` (the first retry is attempt 2): doubled each time, at most a minute.

    >>> [backoff_before(n, 0.5) for n in (2, 3, 4, 20)]
    [0.5, 1.0, 2.0, 60.0]
    """
    return float(min(60.0, backoff_s * 2.0 ** min(attempt - 2, 30)))


def bucket(seconds: float) -> int:
    """The power of two that ``seconds`` falls into, as an index from 0.

    >>> bucket(1.0) - bucket(0.25), bucket(0.0)
    (2, 0)
    """
    return min(_HIGHEST, max(_LOWEST, frexp(seconds)[1] if seconds > 0 else _LOWEST)) - _LOWEST


class ReadyQueue(Generic[T]):
    """Things by rank; among equals, first in, first out.

    >>> queue = ReadyQueue[str]()
    >>> for name, seconds in (("short", 0.1), ("long", 9.0), ("short too", 0.1)):
    ...     queue.push(name, bucket(seconds))
    >>> [queue.pop() for _ in range(4)]
    ['long', 'short', 'short too', None]
    >>> queue.push("soon", FIRST)
    >>> queue.put_first("now")
    >>> queue.take(FIRST), bool(queue)
    (['now', 'soon'], False)
    """

    __slots__ = ("_mask", "_queues")

    def __init__(self) -> None:
        self._queues: list[deque[T]] = [deque() for _ in range(FIRST + 1)]
        self._mask = 0

    def __bool__(self) -> bool:
        return self._mask != 0

    def push(self, item: T, at: int) -> None:
        """Add an item of rank ``at``."""
        self._queues[at].append(item)
        self._mask |= 1 << at

    def put_first(self, item: T) -> None:
        """Add an item before all others."""
        self._queues[FIRST].appendleft(item)
        self._mask |= 1 << FIRST

    def pop(self) -> T | None:
        """Take the item of the highest rank, or None."""
        if not self._mask:
            return None
        at = self._mask.bit_length() - 1
        queue = self._queues[at]
        item = queue.popleft()
        if not queue:
            self._mask ^= 1 << at
        return item

    def take(self, at: int) -> list[T]:
        """Take all items of one rank out."""
        items, self._queues[at] = list(self._queues[at]), deque()
        self._mask &= ~(1 << at)
        return items

    def items(self) -> list[T]:
        """All items, next first."""
        return [item for queue in reversed(self._queues) for item in queue]

    def clear(self) -> list[T]:
        """Take all items out, next first."""
        items = self.items()
        for queue in self._queues:
            queue.clear()
        self._mask = 0
        return items


class Counted(Protocol):
    """Calls that are being counted: how many ended well, and their wall seconds together."""

    done: int
    seconds: float


class Learned:
    """How long the calls of one function took: wall seconds of calls that ended well, CPU seconds where measured.

    ``live`` are the counts of sessions that go on; those of ended ones are folded into the sums.
    """

    __slots__ = ("_done", "_seconds", "cpu_s", "live", "measured", "measured_s")

    def __init__(self) -> None:
        self._done = self.measured = 0
        self._seconds = self.cpu_s = self.measured_s = 0.0
        self.live: list[Counted] = []

    def fold(self, counted: Counted) -> None:
        """A session has ended: add its counts."""
        if counted in self.live:
            self.live.remove(counted)
        self._done += counted.done
        self._seconds += counted.seconds

    @property
    def calls(self) -> int:
        """How many calls ended well."""
        return self._done + sum(counted.done for counted in self.live)

    def mean_s(self, otherwise: float = 0.0) -> float:
        """The mean wall seconds of a call, or ``otherwise`` while nothing is known."""
        calls = self.calls
        return (self._seconds + sum(counted.seconds for counted in self.live)) / calls if calls else otherwise

    def add_cpu(self, wall_s: float, cpu_s: float) -> None:
        """Note a call whose CPU seconds were measured. Older calls count less and less, so that changes are seen."""
        self.measured += 1
        self.cpu_s = 0.9 * self.cpu_s + cpu_s
        self.measured_s = 0.9 * self.measured_s + wall_s
