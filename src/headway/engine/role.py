"""The role: the right to touch the core. One thread has it at a time.

It is a lock that can be taken over. The listener keeps it while inline bodies run, one after another: taking and
giving it back for each would cost more than a tiny body. So that a body which waits or runs long stops nobody, what
runs is *held*: whoever pops it from the list of held things has the role from then on, be it the listener itself
after the body, or another thread that takes over. Popping from a list is one step; only one of them succeeds.
"""

from __future__ import annotations

from _thread import allocate_lock
from typing import Any


class Role:
    """The role of one engine."""

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self.held: list[Any] = []

    def take(self) -> None:
        """Wait for the role. A lock that was replaced meanwhile is not the role any more."""
        while True:
            lock = self._lock
            lock.acquire()
            if lock is self._lock:
                return
            lock.release()

    def try_take(self) -> bool:
        """Take the role if it is free."""
        lock = self._lock
        if not lock.acquire(False):
            return False
        if lock is self._lock:
            return True
        lock.release()
        return False

    def release(self) -> None:
        """Give the role back."""
        self._lock.release()

    def is_taken(self) -> bool:
        """Whether somebody has it."""
        return self._lock.locked()

    def take_over(self) -> Any:
        """Take the role from the body that runs under it, and give what was held; None when none runs.

        The thread of that body keeps the old list, finds it empty, and knows.
        """
        try:
            held = self.held.pop()
        except IndexError:
            return None
        self.held = []
        previous, self._lock = self._lock, allocate_lock()
        self._lock.acquire()
        previous.release()  # those who wait for it find out that it is the role no more
        return held
