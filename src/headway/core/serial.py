"""Whose turn it is among the serial tasks of a session: one at a time, in the order of the calls.

Those called inside a serial task (at any depth) come before the next one outside; while that task waits, they run on
its stack. So the order is a stack of queues: the top one belongs to the serial task that runs.

One called inside what another serial task needs, or waits for, comes before that; else neither could ever run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from typing import Generic, TypeVar

T = TypeVar("T")


class _Turn(Generic[T]):
    __slots__ = ("inside", "is_waiting", "item")

    def __init__(self, item: T) -> None:
        self.item, self.inside, self.is_waiting = item, deque[T](), False


class Turns(Generic[T]):
    """The turns of one session.

    >>> turns = Turns[str]()
    >>> turns.add("a", lambda item: False); turns.add("b", lambda item: False)
    >>> turns.take(lambda item: True), turns.take(lambda item: True)
    ('a', None)
    >>> turns.end("a"); turns.take(lambda item: True)
    'b'
    """

    __slots__ = ("_outside", "_stack")

    def __init__(self) -> None:
        self._outside: deque[T] = deque()
        self._stack: list[_Turn[T]] = []

    def __bool__(self) -> bool:
        """Whether something runs or is queued."""
        return bool(self._stack or self._outside)

    def add(self, item: T, is_inside: Callable[[T], bool], later: Collection[T] = ()) -> None:
        """Queue an item: with the innermost running one for which ``is_inside`` holds, else after all others.

        It comes before the first of those that are in ``later``.
        """
        inside = next((turn.inside for turn in reversed(self._stack) if is_inside(turn.item)), None)
        queue = self._outside if inside is None else inside
        at = next((at for at, other in enumerate(queue) if other in later), len(queue)) if later else len(queue)
        queue.insert(at, item)

    def jump(self, item: T) -> None:
        """Let a queued item be the next, on the stack of the running one if there is one."""
        for queue in (self._outside, *(turn.inside for turn in self._stack)):
            if item in queue:
                queue.remove(item)
        queue = self._stack[-1].inside if self._stack else self._outside
        queue.appendleft(item)

    def levels(self) -> Iterator[tuple[list[T], list[T]]]:
        """Each queue, the innermost first, with the running items that come before all that is in it."""
        running = [turn.item for turn in self._stack]
        for at in reversed(range(len(running))):
            yield running[at + 1 :], list(self._stack[at].inside)
        yield running, list(self._outside)

    def take(self, is_ready: Callable[[T], bool | None]) -> T | None:
        """Take the item whose turn it is, if it is ready; ``is_ready`` gives None for one that is over."""
        if self._stack and not self._stack[-1].is_waiting:
            return None
        queue = self._stack[-1].inside if self._stack else self._outside
        while queue:
            verdict = is_ready(queue[0])
            if verdict is False:
                return None
            item = queue.popleft()
            if verdict:
                self._stack.append(_Turn(item))
                return item
        return None

    def around(self, item: T) -> T | None:
        """The running item inside which the running ``item`` was called."""
        for outer, inner in pairwise(self._stack):
            if inner.item is item:
                return outer.item
        return None

    def wait(self, item: T, is_waiting: bool) -> None:
        """Note that the running ``item`` waits for something, or no longer does."""
        for turn in self._stack:
            if turn.item is item:
                turn.is_waiting = is_waiting

    def end(self, item: T, again: bool = False) -> None:
        """The running ``item`` is over (or, with ``again``, to be tried again first): what it called comes next."""
        for at, turn in enumerate(self._stack):
            if turn.item is item:
                del self._stack[at]
                queue = self._stack[at - 1].inside if at else self._outside
                queue.extendleft(reversed(turn.inside))
                if again:
                    queue.appendleft(item)
                return

    def items(self) -> list[T]:
        """All that is queued."""
        return [*(item for turn in reversed(self._stack) for item in turn.inside), *self._outside]
