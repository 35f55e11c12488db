"""Time: commands that are due later, and a tick while there is work. One daemon thread, asleep when nothing is due."""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from time import perf_counter

Command = Callable[[float], object]
LONGEST_SLEEP_S = 3600.0


class Clock:
    """Puts each command into ``put`` when it is due; calls ``tick`` every so often while ``tick`` says how soon.

    ``tick(now)`` gives the seconds until the next one, or None to be left alone until :meth:`wake`.
    """

    def __init__(self, put: Callable[[Command], object], tick: Callable[[float], float | None]) -> None:
        self._put, self._tick = put, tick
        self._due: list[tuple[float, int, Command]] = []
        self._order = count()
        self._lock = allocate_lock()
        self._alarm = allocate_lock()
        self._alarm.acquire()
        self._next_tick: float | None = None
        self._claims = [None]

    def at(self, when: float, command: Command) -> None:
        """Put ``command`` at ``when`` (seconds of ``perf_counter``)."""
        with self._lock:
            heappush(self._due, (when, next(self._order), command))
            is_first = self._due[0][2] is command
        if is_first:
            self._ring()

    def wake(self) -> None:
        """There is work: tick."""
        if self._next_tick is None:
            self._next_tick = perf_counter()
            self._ring()

    def hurry(self) -> None:
        """Tick now, whenever the next one was to be."""
        self._next_tick = perf_counter()
        self._ring()

    def _ring(self) -> None:
        try:
            self._alarm.release()
        except RuntimeError:  # it rings already
            return

    def run(self) -> None:
        """The life of the clock's thread."""
        try:
            self._claims.pop()
        except IndexError:  # started twice: the other was faster
            return
        while True:
            now = perf_counter()
            for command in self._take_due(now):
                self._put(command)
            if self._next_tick is not None and self._next_tick <= now:
                pause = self._tick(now)
                self._next_tick = None if pause is None else perf_counter() + pause
            self._alarm.acquire(True, self._sleep_s())

    def _take_due(self, now: float) -> list[Command]:
        due: list[Command] = []
        with self._lock:
            while self._due and self._due[0][0] <= now:
                due.append(heappop(self._due)[2])
        return due

    def _sleep_s(self) -> float:
        with self._lock:
            times = [self._due[0][0]] if self._due else []
        if self._next_tick is not None:
            times.append(self._next_tick)
        return max(0.0, min([LONGEST_SLEEP_S, *(t - perf_counter() for t in times)]))
