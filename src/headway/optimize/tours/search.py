"""The search for a shortest tour: a good tour first, then a bound, then a proof where one is within reach.

1. A tour: from the nearest place to the nearest, exchanges, kicks (``improvement.py``).
2. A bound: the linear programme with cuts (``relaxation.py``, ``cuts.py``).
3. More kicks for a large tour; then branch and cut (``branching.py``), or what time is left for kicks.

Directed distances go the same way as undirected ones between twice as many places (``directed.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from random import Random

import numpy as np

from headway.optimize.model import Floats
from headway.optimize.tours.branching import Branching
from headway.optimize.tours.clock import Clock
from headway.optimize.tours.cuts import violated
from headway.optimize.tours.directed import Twofold
from headway.optimize.tours.improvement import Climb, nearest, nearest_next
from headway.optimize.tours.relaxation import Priced, Relaxation

KICKS = 30  # a place, at first
MORE_KICKS = 200  # a place, where a proof is not near
NEAR_PROOF = 150  # places: so many are proven soon, and need no more kicks
LEG = 100.0  # the mean leg of the scaled costs: what the linear programme's tolerances fit
COLUMNS = 5  # legs at each place to begin with
NEW_CUTS, NEW_LEGS = 200, 1000  # a round
PRICE_EVERY = 5  # rounds
PATIENCE = 12  # rounds without progress
PROGRESS = 0.01  # of the gap
ROUNDING = 1e-7  # relative to the length: two of this difference are equal


@dataclass(frozen=True)
class FoundTour:
    """What a search came to.

    Attributes:
        order: The places by number, each once.
        length: Of the closed tour; infinite where none was found.
        bound: No tour is shorter; infinite: there is none at all.
    """

    order: tuple[int, ...]
    length: float
    bound: float


def shortest_tour(distances: Floats, clock: Clock, *, seed: int = 0, gap: float = 0.0) -> FoundTour:
    """A short closed tour through all places, and what none is shorter than.

    Args:
        distances: From row to column, ``(n, n)``, >= 0; infinite where there is no way. The diagonal is not looked at.
        gap: Stop where length and bound are no further apart, relative to the length.

    >>> line = np.abs(np.subtract.outer([0.0, 2, 5, 1, 4], [0.0, 2, 5, 1, 4]))
    >>> shortest_tour(line, Clock(10)).length
    10.0
    """
    count = len(distances)
    if count <= 3:
        return _of_few(distances)
    apart = np.array(distances, dtype=float)
    np.fill_diagonal(apart, 0.0)
    ways = np.isfinite(apart)
    longest = float(apart[ways].max())
    far = count * longest + 1.0  # one such leg is worse than any tour without
    apart[~ways] = far
    found = _Search(apart, clock, seed, gap).run()
    length = _length(distances, found.order)
    if found.bound > count * longest * (1 + ROUNDING):
        return FoundTour(found.order, np.inf, np.inf)
    return FoundTour(found.order, length, min(found.bound, length))


class _Search:
    """One search; finite distances."""

    def __init__(self, apart: Floats, clock: Clock, seed: int, gap: float) -> None:
        self._apart, self._clock, self._gap = apart, clock, gap
        self._random = Random(seed)
        self._grain = 1.0 if bool((apart == np.rint(apart)).all()) else 0.0
        self._two = None if bool((apart == apart.T).all()) else Twofold(apart)
        self._count = len(apart) if self._two is None else 2 * len(apart)
        first = nearest_next(apart)
        if self._two is None:
            self._climb = Climb(apart, nearest(apart), first)
        else:
            near = nearest(self._two.free)
            self._climb = Climb(self._two.climbable, near, self._two.doubled(first), paired=True)
        self._bound = 0.0

    def run(self) -> FoundTour:
        """All of it."""
        self._climb.settle(range(self._count))
        self._kick(KICKS * self._count, 0.25)
        if not self._is_done():
            self._prove()
        return FoundTour(self._order(), self._length(), self._bound)

    def _prove(self) -> None:
        scale = LEG * len(self._apart) / self._length()
        legs = self._apart if self._two is None else self._two.legs
        costs = legs * scale
        relaxation = Relaxation(costs, [] if self._two is None else self._two.pairs, self._first_legs())
        priced = self._bounded(relaxation, scale)
        if self._is_done():
            return
        if self._count > NEAR_PROOF:
            self._kick(MORE_KICKS * self._count, 0.7)
        if priced is not None and not self._is_done():
            self._branch(relaxation, priced, scale)
        if not self._is_done():
            self._kick(None, 1.0)

    def _branch(self, relaxation: Relaxation, priced: Priced, scale: float) -> None:
        search = Branching(relaxation, priced, self._climb.order, self._length() * scale, self._grain * scale)
        proof = search.prove(self._clock)
        if proof.cost < self._length() * scale - ROUNDING * LEG:
            self._climb.restart(proof.order)
        self._raise_bound(proof.bound / scale)

    def _bounded(self, relaxation: Relaxation, scale: float) -> Priced | None:
        """Add cuts and legs as long as they help; the best of the prices seen."""
        best: Priced | None = None
        most = self._length() * scale
        dull, last, number = 0, -np.inf, 0
        while not self._clock.is_over(0.6) and relaxation.solve(self._clock.left_s(0.9)):
            number += 1
            cuts = violated(relaxation.support(), self._climb.order)
            if not cuts or number % PRICE_EVERY == 0 or dull >= PATIENCE:
                priced = relaxation.priced()
                if best is None or priced.bound > best.bound:
                    best = priced
                    self._raise_bound(best.bound / scale)
                legs = relaxation.missing(priced.reduced, -1e-6, NEW_LEGS)
                if self._is_done() or (not len(legs) and (not cuts or dull >= PATIENCE)):
                    break
                relaxation.add_legs(legs)
            dull = 0 if relaxation.objective > last + PROGRESS * max(0.0, most - last) else dull + 1
            last = max(last, relaxation.objective) if not dull else last
            relaxation.drop_idle()
            relaxation.add_cuts(cuts[:NEW_CUTS])
        return best

    def _first_legs(self) -> set[tuple[int, int]]:
        order, legs = self._climb.order, self._apart if self._two is None else self._two.free
        near = {(place, other) for place, others in enumerate(nearest(legs, COLUMNS)) for other in others}
        return near | set(zip(order, order[1:] + order[:1], strict=True))

    def _kick(self, kicks: int | None, share: float) -> None:
        done = 0
        while not self._clock.is_over(share) and (kicks is None or done < kicks):
            self._climb.kick(self._random)
            done += 1

    def _order(self) -> tuple[int, ...]:
        order: Sequence[int] = self._climb.order
        return tuple(order if self._two is None else self._two.halved(order))

    def _length(self) -> float:
        return _length(self._apart, self._order())

    def _raise_bound(self, bound: float) -> None:
        if self._grain:
            bound = ceil(bound - 1e-4)
        self._bound = max(self._bound, min(bound, self._length()))

    def _is_done(self) -> bool:
        length = self._length()
        if length - self._bound <= ROUNDING * length:
            self._bound = length
        return length - self._bound <= self._gap * length


def _of_few(distances: Floats) -> FoundTour:
    """Of up to three places there are one or two tours."""
    orders = {1: [(0,)], 2: [(0, 1)], 3: [(0, 1, 2), (0, 2, 1)]}[len(distances)]
    order = min(orders, key=lambda order: _length(distances, order))
    length = _length(distances, order)
    return FoundTour(order, length, length)


def _length(distances: Floats, order: Sequence[int]) -> float:
    if len(order) == 1:
        return 0.0
    places = np.asarray(order)
    return float(distances[places, np.roll(places, -1)].sum())
