"""Shorter tours by exchanging two or three legs among near places, kicked again and again.

A tour is kept as an array of places and their positions in it. Whatever changes it is a sequence of 2-opt moves, each of
which removes two legs and reverses what is between them; undoing is doing the same backwards. So a kick that leads
nowhere costs what it changed, and not the size of the tour.

Sources: Lin 1965 and Lin and Kernighan 1973 (exchanges of three legs, t1 … t6, cut off as soon as nothing is gained);
Bentley 1992 (lists of neighbours; a queue of the places whose legs changed); Martin, Otto and Felten 1991 (kicks), as
the short double bridges of Johnson and McGeoch 1997. Written from these papers.

Why not PyVRP, which finds the routes: on one tour of 442 places it came to 2.1 % over the optimum in the CPU time in
which this came to 0.3 % (it has no exchange that reverses a part of a route).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from random import Random

import numpy as np

from headway.optimize.model import Floats

NEIGHBOURS = 8
KICK_SPAN = 50  # a kick stays within so many places of the tour: what it spoils can be mended near by
EPS = 1e-9  # relative to the longest distance: a gain below is rounding

Move = tuple[int, int, int, int]


class Climb:
    """A tour under improvement; ``order`` and ``length`` are what it is now.

    Args:
        costs: Symmetric and finite, ``(n, n)``, n >= 5.
        near: For each place the places that new legs from it may lead to, the nearest first.
        order: The tour to begin with.
        paired: Every second leg (the first is one: from ``order[0]`` to ``order[1]``) is to stay as it is: kicks leave
            it alone. Exchanges do where it costs less than nothing.

    >>> square = np.array([[0, 0], [0, 1], [1, 1], [1, 0], [0.5, 0]])
    >>> costs = np.hypot(*(square[:, None] - square[None]).transpose(2, 0, 1))
    >>> climb = Climb(costs, nearest(costs), [0, 2, 1, 3, 4])
    >>> climb.settle(range(5))
    >>> round(climb.length, 3)
    4.0
    """

    def __init__(
        self, costs: Floats, near: Sequence[Sequence[int]], order: Iterable[int], *, paired: bool = False
    ) -> None:
        self._rows = [array("d", row.tobytes()) for row in np.ascontiguousarray(costs, dtype=float)]
        self.near = [list(places) for places in near]
        self._least = EPS * max(1e-300, float(np.abs(costs).max()))
        self._done: list[Move] = []
        self.restart(order)
        self._partner = _partners(self.order) if paired else None

    def restart(self, order: Iterable[int]) -> None:
        """Go on from another tour."""
        self.order = list(order)
        self._count = len(self.order)
        self._position = [0] * self._count
        for at, place in enumerate(self.order):
            self._position[place] = at
        self.length: float = sum(
            self._rows[a][b] for a, b in zip(self.order, self.order[1:] + self.order[:1], strict=True)
        )

    def settle(self, places: Iterable[int]) -> None:
        """Improve the legs at these places, and at all that change with them, until no exchange helps."""
        queue = list(places)
        waiting = set(queue)
        while queue:
            place = queue.pop()
            waiting.discard(place)
            while touched := self._improve(place):
                fresh = [each for each in touched if each not in waiting]
                waiting.update(fresh)
                queue += fresh

    def kick(self, random: Random) -> bool:
        """Spoil the tour somewhere, mend it, and keep it if it is no longer than before; whether it is shorter."""
        before = self.length
        self._done.clear()
        self.settle(self._double_bridge(random))
        if self.length <= before:
            return self.length < before - self._least
        for a, after_a, b, after_b in reversed(self._done):
            self._exchange(a, b, after_a, after_b)
        self.length = before
        return False

    def _double_bridge(self, random: Random) -> list[int]:
        """Swap two parts of the tour that follow each other; the places whose legs changed."""
        order, rows, count = self.order, self._rows, self._count
        start, one, two = self._cuts(random)
        a, after_a = order[start], order[(start + 1) % count]
        b, after_b = order[(start + one) % count], order[(start + one + 1) % count]
        c, after_c = order[(start + two) % count], order[(start + two + 1) % count]
        self.length += rows[a][after_b] + rows[c][after_a] + rows[b][after_c]
        self.length -= rows[a][after_a] + rows[b][after_b] + rows[c][after_c]
        self._move(a, after_a, c, after_c)  # a c … after_b b … after_a after_c
        self._move(a, c, after_b, b)  # a after_b … c b … after_a after_c
        self._move(c, b, after_a, after_c)  # a after_b … c after_a … b after_c
        return [a, after_a, b, after_b, c, after_c]

    def _cuts(self, random: Random) -> tuple[int, int, int]:
        """After which place of the tour to cut, and how many places on for the second and third time."""
        start, span = random.randrange(self._count), min(KICK_SPAN, self._count - 2)
        if self._partner is None:
            one, two = sorted(random.sample(range(1, span + 1), 2))
            return start, one, two
        if self._partner[self.order[start]] == self.order[(start + 1) % self._count]:
            start = (start + 1) % self._count
        one, two = sorted(random.sample(range(1, span // 2 + 1), 2))
        return start, 2 * one, 2 * two

    def _improve(self, t1: int) -> tuple[int, ...]:
        """Make the first exchange found that frees a leg of ``t1`` and shortens the tour; the places it touched."""
        order, position, least = self.order, self._position, self._least
        row_1 = self._rows[t1]
        for step in (1, -1):
            t2 = order[(position[t1] + step) % self._count]
            leg, row_2 = row_1[t2], self._rows[t2]
            for t3 in self.near[t2]:
                gained = leg - row_2[t3]
                if gained <= least:
                    break
                if t3 != t1:
                    touched = self._reverse(step, t1, t2, t3, gained) or self._swap(step, t1, t2, t3, gained)
                    if touched:
                        return touched
        return ()

    def _reverse(self, step: int, t1: int, t2: int, t3: int, gained: float) -> tuple[int, ...]:
        """Of ``t1 t2 … t4 t3``: join t2 to t3 and t4 to t1, or go on from t4 with a third leg."""
        rows, order, position, count, least = self._rows, self.order, self._position, self._count, self._least
        start, where = position[t2], position[t3]
        t4 = order[(where - step) % count]
        if t4 == t2:
            return ()
        row_1, row_4 = rows[t1], rows[t4]
        freed = gained + rows[t3][t4]
        if freed - row_4[t1] > least:
            self.length -= freed - row_4[t1]
            self._move(t1, t2, t4, t3)
            return t1, t2, t3, t4
        inside = (where - start) * step % count  # the places from t2 to t4
        for t5 in self.near[t4]:
            left = freed - row_4[t5]
            if left <= least:
                break
            if t5 in (t1, t3):
                continue
            back = step if (position[t5] - start) * step % count < inside else -step
            t6 = order[(position[t5] + back) % count]
            gain = left + rows[t5][t6] - row_1[t6]
            if gain > least:
                self.length -= gain
                self._move(t1, t2, t4, t3)
                self._move(t1, t4, t6, t5)
                return t1, t2, t3, t4, t5, t6
        return ()

    def _swap(self, step: int, t1: int, t2: int, t3: int, gained: float) -> tuple[int, ...]:
        """Of ``t1 t2 … t3 t4``: join t2 to t3, which closes a circle, and open it at a leg (t5, t6) between t4 and t1."""
        rows, order, position, count, least = self._rows, self.order, self._position, self._count, self._least
        start, where = position[t2], position[t3]
        inside = (where - start) * step % count
        t4 = order[(where + step) % count]
        row_1, row_4 = rows[t1], rows[t4]
        freed = gained + rows[t3][t4]
        for t5 in self.near[t4]:
            left = freed - row_4[t5]
            if left <= least:
                break
            there = position[t5]
            if (there - start) * step % count > inside or t5 == t3:
                continue
            row_5 = rows[t5]
            t6 = order[(there + step) % count]
            gain = left + row_5[t6] - row_1[t6]
            if gain > least:
                self.length -= gain
                self._move(t1, t2, t3, t4)
                self._move(t1, t3, t6, t5)
                self._move(t3, t5, t2, t4)  # t1 t6 … t3 t2 … t5 t4
                return t1, t2, t3, t4, t5, t6
            t6 = order[(there - step) % count]
            gain = left + row_5[t6] - row_1[t6]
            if gain > least and t5 != t2:
                self.length -= gain
                self._move(t1, t2, t6, t5)
                self._move(t2, t5, t3, t4)  # t1 t6 … t2 t3 … t5 t4
                return t1, t2, t3, t4, t5, t6
        return ()

    def _move(self, a: int, after_a: int, b: int, after_b: int) -> None:
        self._done.append((a, after_a, b, after_b))
        self._exchange(a, after_a, b, after_b)

    def _exchange(self, a: int, after_a: int, b: int, after_b: int) -> None:
        """Replace the legs (a, after_a) and (b, after_b) by (a, b) and (after_a, after_b)."""
        position, count = self._position, self._count
        if self.order[(position[a] + 1) % count] == after_a:
            low, high = position[after_a], position[b]
        else:
            low, high = position[b], position[after_a]
        if 2 * ((high - low) % count) >= count:  # the rest is shorter, and its reverse gives the same tour
            low, high = (high + 1) % count, (low - 1) % count
        self._turn(low, high)

    def _turn(self, low: int, high: int) -> None:
        """Reverse the tour from one position to another, beyond its end where need be."""
        order, position, count = self.order, self._position, self._count
        if low <= high:
            part = order[low : high + 1]
            part.reverse()
            order[low : high + 1] = part
            for at, place in enumerate(part, low):
                position[place] = at
            return
        for _ in range(((high - low) % count + 1) // 2):
            order[low], order[high] = order[high], order[low]
            position[order[low]], position[order[high]] = low, high
            low, high = (low + 1) % count, (high - 1) % count


def _partners(order: Sequence[int]) -> list[int]:
    partners = [0] * len(order)
    for a, b in zip(order[::2], order[1::2], strict=True):
        partners[a], partners[b] = b, a
    return partners


def nearest(costs: Floats, count: int = NEIGHBOURS) -> list[list[int]]:
    """For each place its ``count`` nearest others, the nearest first; none that a leg can't lead to (infinite).

    >>> nearest(np.array([[0, 2, 1], [2, 0, np.inf], [1, np.inf, 0]]))
    [[2, 1], [0], [0]]
    """
    apart = np.array(costs, dtype=float)
    np.fill_diagonal(apart, np.inf)
    count = min(count, len(apart) - 1)
    some = np.argpartition(apart, count - 1, axis=1)[:, :count]
    lengths = np.take_along_axis(apart, some, 1)
    ranks = np.argsort(lengths, axis=1, kind="stable")
    ranked, far = np.take_along_axis(some, ranks, 1), np.take_along_axis(lengths, ranks, 1)
    return [places[: int(np.isfinite(row).sum())].tolist() for places, row in zip(ranked, far, strict=True)]


def nearest_next(costs: Floats) -> list[int]:
    """A first tour: from place 0 always on to the nearest that is left. Finite costs; directed ones will do.

    >>> nearest_next(np.array([[0, 2, 1], [2, 0, 3], [1, 3, 0]]))
    [0, 2, 1]
    """
    apart = np.array(costs, dtype=float)
    order = [0]
    for _ in range(len(apart) - 1):
        apart[:, order[-1]] = np.inf
        order.append(int(apart[order[-1]].argmin()))
    return order
