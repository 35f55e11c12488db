"""Proof that a tour is the shortest: branch and cut (Padberg and Rinaldi 1991), the most promising part first.

A part of all tours is one in which some legs are fixed in or out. Its bound is a linear programme, to which cuts are
added as long as they help; then a leg is chosen that the solution neither has nor lacks, by trying some of them.
HiGHS solves the linear programmes; its own search through whole numbers can't be given cuts while it runs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count as numbers
from itertools import pairwise

import numpy as np

from headway.optimize.model import Floats
from headway.optimize.tours.clock import Clock
from headway.optimize.tours.cuts import Ints, Support, violated
from headway.optimize.tours.relaxation import Priced, Relaxation

WHOLE = 1e-6
MOST_LEGS = 20_000  # columns; with more a search leads nowhere in a minute
MOST_CUTS = 100  # a round
TRIED = 8  # legs that are tried before one is chosen
TRIAL_STEPS = 40  # simplex iterations of a trial
DULL = 0.02  # a round of cuts that closes less of what is left of the gap is a dull one
DULL_ROUNDS = 3


@dataclass(order=True)
class _Part:
    bound: float
    number: int
    lower: Floats = field(compare=False)
    upper: Floats = field(compare=False)


class Branching:
    """A search through all tours that could be shorter than one that is known.

    Args:
        relaxation: The linear programme with its cuts.
        priced: What its last prices say of all legs.
        order, cost: The tour; both become those of a better one, once it is found.
        grain: All tours' costs are multiples of it; 0: they may be any.
        only: Look at tours of these legs only (pairs, the lower place first); the bound holds for those.
    """

    def __init__(
        self,
        relaxation: Relaxation,
        priced: Priced,
        order: list[int],
        cost: float,
        grain: float,
        only: Collection[tuple[int, int]] | None = None,
    ) -> None:
        self._relaxation, self._priced = relaxation, priced
        self.order, self.cost, self._grain, self._only = order, cost, grain, only
        self.bound = priced.bound
        self._number = numbers()
        self._parts: list[_Part] = []
        self.is_too_large = not self._take_all()

    @property
    def _enough(self) -> float:
        """A bound from which on a part holds nothing better."""
        return self.cost - (0.99 * self._grain if self._grain else 1e-9 * max(1.0, abs(self.cost)))

    def take(self, order: list[int], cost: float) -> None:
        """Know of another tour, if it is better."""
        if cost < self.cost:
            self.order, self.cost = order, cost

    def prove(self, clock: Clock, share: float = 1.0, most_parts: int | None = None) -> None:
        """Search on until there is nothing left, or this share of the time is up, or so many parts were looked into."""
        looked = 0
        while self._parts and not clock.is_over(share) and (most_parts is None or looked < most_parts):
            part = heappop(self._parts)
            looked += 1
            self.bound = max(self.bound, min(part.bound, self.cost))
            if part.bound >= self._enough:
                self._parts.clear()
            elif not self._look_into(part, clock, share):
                heappush(self._parts, part)
                return
        if not self._parts and not self.is_too_large:
            self.bound = self.cost

    def _take_all(self) -> bool:
        """Make columns of all legs that a shorter tour may have, and begin with all of its tours; not if too many."""
        relaxation, reduced = self._relaxation, self._priced.reduced
        most = self._enough - self._priced.bound
        if self._only is None:
            missing = relaxation.missing(reduced, most)
            if len(missing) + len(relaxation.tails) > MOST_LEGS:
                return False
            relaxation.add_legs(missing)
        costs = reduced[relaxation.tails, relaxation.heads]
        lower = np.where(costs < -most, 1.0, 0.0)
        upper = np.where(costs > most, 0.0, 1.0)
        for at, pair in enumerate(zip(relaxation.tails.tolist(), relaxation.heads.tolist(), strict=True)):
            if pair in relaxation.fixed:
                lower[at] = upper[at] = 1.0
            elif self._only is not None and pair not in self._only:
                upper[at] = 0.0
        heappush(self._parts, _Part(self._priced.bound, next(self._number), lower, upper))
        return True

    def _look_into(self, part: _Part, clock: Clock, share: float) -> bool:
        """Bound a part, and divide it where it may hold a shorter tour; false where time ran out over it."""
        relaxation = self._relaxation
        relaxation.set_bounds(np.arange(len(part.lower)), part.lower, part.upper)
        before, dull = part.bound, 0
        while True:
            if not relaxation.solve(clock.left_s(share)):
                return relaxation.is_infeasible
            objective = relaxation.objective
            if objective >= self._enough:
                return True
            shares = relaxation.shares()
            cuts = violated(Support.of(relaxation.count, relaxation.tails, relaxation.heads, shares), self.order)
            loose = np.abs(shares - 0.5) < 0.5 - WHOLE
            if not cuts and not loose.any():
                self._take_tour(shares, objective)
                return True
            dull = dull + 1 if objective - before < DULL * (self._enough - before) else 0
            before = max(before, objective)
            if not cuts or (dull >= DULL_ROUNDS and loose.any()):
                break
            if clock.is_over(share):
                return False
            relaxation.add_cuts(cuts[:MOST_CUTS])
        self._divide(part, shares, max(part.bound, objective), clock)
        return True

    def _divide(self, part: _Part, shares: Floats, bound: float, clock: Clock) -> None:
        leg = self._chosen(part, shares, clock)
        for way in (0.0, 1.0):
            lower, upper = part.lower.copy(), part.upper.copy()
            lower[leg] = upper[leg] = way
            heappush(self._parts, _Part(bound, next(self._number), lower, upper))

    def _chosen(self, part: _Part, shares: Floats, clock: Clock) -> int:
        """The leg whose fixing, in or out, raises the bound most, among those nearest to a half."""
        relaxation = self._relaxation
        basis, now = relaxation.basis(), relaxation.objective
        candidates = np.argsort(np.abs(shares - 0.5), kind="stable")[:TRIED]
        candidates = candidates[np.abs(shares[candidates] - 0.5) < 0.5 - WHOLE]
        best, best_score = int(candidates[0]), -1.0
        for leg in candidates.tolist():
            if clock.is_over():
                break
            gains = [self._trial(part, leg, way) - now for way in (0.0, 1.0)]
            relaxation.go_to(basis)
            score = max(min(gains), 0.0) + 0.2 * max(gains)
            if score > best_score:
                best, best_score = leg, score
        return best

    def _trial(self, part: _Part, leg: int, way: float) -> float:
        relaxation, column = self._relaxation, np.array([leg])
        relaxation.set_bounds(column, np.array([way]), np.array([way]))
        objective = relaxation.tried(TRIAL_STEPS, self.cost)
        relaxation.set_bounds(column, part.lower[column], part.upper[column])
        return objective

    def _take_tour(self, shares: Floats, cost: float) -> None:
        relaxation = self._relaxation
        chosen = shares > 0.5
        order = walked(relaxation.tails[chosen], relaxation.heads[chosen])
        exact = sum(relaxation.costs[a, b] for a, b in pairwise([*order, order[0]]))
        self.take(order, float(exact))


def walked(tails: Ints, heads: Ints) -> list[int]:
    """The tour whose legs these are, from place 0 on.

    >>> walked(np.array([0, 1, 0]), np.array([2, 2, 1]))
    [0, 2, 1]
    """
    beside: dict[int, list[int]] = {}
    for tail, head in zip(tails.tolist(), heads.tolist(), strict=True):
        beside.setdefault(tail, []).append(head)
        beside.setdefault(head, []).append(tail)
    order, last = [0], -1
    while len(order) < len(beside):
        first, second = beside[order[-1]]
        step = second if first == last else first
        last = order[-1]
        order.append(step)
    return order
