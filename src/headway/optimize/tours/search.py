"""The search for a shortest tour: a good tour first, then a bound, then a proof where one is within reach.

1. A tour: from the nearest place to the nearest, exchanges, kicks (``improvement.py``).
2. A bound: the linear programme with cuts (``relaxation.py``, ``cuts.py``).
3. More kicks for a large tour; then branch and cut (``branching.py``), or what time is left for kicks.

Directed distances go the same way as undirected ones between twice as many places (``directed.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from random import Random

import numpy as np

from headway.optimize.model import Floats
from headway.optimize.routing.by_pyvrp import tour_of
from headway.optimize.tours.branching import Branching
from headway.optimize.tours.clock import Clock
from headway.optimize.tours.cuts import violated
from headway.optimize.tours.directed import Twofold
from headway.optimize.tours.improvement import Climb, nearest, nearest_next
from headway.optimize.tours.relaxation import Priced, Relaxation

KICKS = 30  # a place, at first
NEAR_PROOF = 150  # places: so many may well be proven soon, from the first tour
FIRST_PARTS = 40  # of all tours, before more is done for a better one
MERGED = 1000  # places: with more, one tour takes all the time there is
MERGES, TOURS, TOUR_KICKS = 5, 4, 20  # rounds, tours a round, kicks a place for each
IDLE_MERGES = 2  # rounds without a better tour, after which there are no more
MERGE_SHARE = 0.6  # of the time
PYVRP_S = 0.005  # a place
LEG = 100.0  # the mean leg of the scaled costs: what the linear programme's tolerances fit
COLUMNS = 5  # legs at each place to begin with
NEW_CUTS, NEW_LEGS = 200, 1000  # a round
PRICE_EVERY = 5  # rounds
PATIENCE = 12  # rounds without progress
PROGRESS = 0.01  # of the gap
DUST = 1e-15  # of the longest leg: beside it nothing in a float
FAR_FROM_ONE = 300  # powers of two
LARGEST_WHOLE = 1e5  # a distance: beyond, one more or less is within the solver's tolerance
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
        clock: How long it may take.
        seed: Of all that is drawn.
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
    dust = count * DUST * longest
    apart[apart < dust / count] = 0.0
    power = int(np.frexp(longest)[1])
    power = power if abs(power) > FAR_FROM_ONE else 0  # too near to the least or the largest float to calculate with
    found = _Search(np.ldexp(apart, -power), clock, seed, gap).run()
    found = replace(found, bound=float(np.ldexp(found.bound, power)))
    length = _length(distances, found.order)
    if found.bound > count * longest * (1 + ROUNDING):
        return FoundTour(found.order, np.inf, np.inf)
    return FoundTour(found.order, length, length if length - found.bound <= dust else min(found.bound, length))


class _Search:
    """One search; finite distances."""

    def __init__(self, apart: Floats, clock: Clock, seed: int, gap: float) -> None:
        self._apart, self._clock, self._gap = apart, clock, gap
        self._random = Random(seed)
        is_whole = bool((apart == np.rint(apart)).all()) and float(apart.max()) <= LARGEST_WHOLE
        self._grain = 1.0 if is_whole else 0.0
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
        if not self._is_done():
            self._kick(None, 1.0)
        return FoundTour(self._order(), self._length(), self._bound)

    def _prove(self) -> None:
        scale = LEG * len(self._apart) / self._length()
        legs = self._apart if self._two is None else self._two.legs
        relaxation = Relaxation(legs * scale, [] if self._two is None else self._two.pairs, self._first_legs())
        priced = self._bounded(relaxation, scale)
        if priced is None or self._is_done():
            return
        self._climb.near = self._promising(priced)
        if self._count > NEAR_PROOF:
            self._merge(relaxation, priced, scale)
        search = Branching(relaxation, priced, *self._scaled(scale))
        search.prove(self._clock, most_parts=FIRST_PARTS)
        self._take(search, scale)
        if not self._is_done() and self._count <= NEAR_PROOF:
            self._merge(relaxation, priced, scale)
            search.take(self._climb.order, self._length() * scale)
        if not self._is_done():
            search.prove(self._clock)
            self._take(search, scale)

    def _merge(self, relaxation: Relaxation, priced: Priced, scale: float) -> None:
        """Climb from several beginnings; then the best tour of the legs of all these (Cook and Seymour 2003)."""
        idle = 0
        for _ in range(MERGES if self._count <= MERGED else 0):
            best = self._climb.order
            tours = [best]
            for _ in range(TOURS):
                self._climb.restart(self._afresh())
                self._climb.settle(range(self._count))
                self._kick(TOUR_KICKS * self._count, MERGE_SHARE)
                tours.append(self._climb.order)
            if self._two is not None:
                tours += [self._by_pyvrp(self._two) for _ in range(TOURS)]
            shortest = min(tours, key=self._cost)
            self._climb.restart(shortest)
            legs = {(min(leg), max(leg)) for tour in tours for leg in zip(tour, tour[1:] + tour[:1], strict=True)}
            relaxation.add_legs(relaxation.absent(legs))
            search = Branching(relaxation, priced, *self._scaled(scale), only=legs)
            search.prove(self._clock, MERGE_SHARE)
            self._climb.restart(search.order)
            idle = 0 if self._cost(search.order) < self._cost(best) else idle + 1
            if idle == IDLE_MERGES or self._clock.is_over(MERGE_SHARE):
                return

    def _by_pyvrp(self, two: Twofold) -> list[int]:
        """A tour of directed distances by PyVRP: its exchanges and ours get stuck at different ones."""
        until = min(
            self._clock.seconds / self._clock.limit_s + PYVRP_S * len(self._apart) / self._clock.limit_s, MERGE_SHARE
        )
        seed = self._random.randrange(2**31)
        return two.doubled(tour_of(self._apart, lambda found: self._clock.is_over(until), seed))

    def _scaled(self, scale: float) -> tuple[list[int], float, float]:
        return self._climb.order, self._length() * scale, self._grain * scale

    def _take(self, search: Branching, scale: float) -> None:
        if search.cost < self._length() * scale - ROUNDING * LEG:
            self._climb.restart(search.order)
        self._raise_bound(search.bound / scale)

    def _afresh(self) -> list[int]:
        """A tour to begin with, from another place on."""
        shift = self._random.randrange(len(self._apart))
        first = [
            (place + shift) % len(self._apart) for place in nearest_next(np.roll(self._apart, (-shift, -shift), (0, 1)))
        ]
        return first if self._two is None else self._two.doubled(first)

    def _promising(self, priced: Priced) -> list[list[int]]:
        """For each place those where a leg has the lowest reduced cost: better than the nearest."""
        reduced = np.minimum(priced.reduced, priced.reduced.T)
        if self._two is not None:
            reduced[~np.isfinite(self._two.free)] = np.inf
        return nearest(reduced)

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

    def _order(self, order: Sequence[int] | None = None) -> tuple[int, ...]:
        order = self._climb.order if order is None else order
        return tuple(order if self._two is None else self._two.halved(order))

    def _cost(self, order: Sequence[int]) -> float:
        return _length(self._apart, self._order(order))

    def _length(self) -> float:
        return _length(self._apart, self._order())

    def _raise_bound(self, bound: float) -> None:
        if self._grain:
            bound = ceil(bound - 1e-3)
        self._bound = max(self._bound, min(bound, self._length()))

    def _is_done(self) -> bool:
        length = self._length()
        if length - self._bound <= ROUNDING * length:
            self._bound = length
        return length - self._bound <= self._gap * length


def _of_few(distances: Floats) -> FoundTour:
    """Of up to three places there are one or two tours."""
    straight = tuple(range(len(distances)))
    order = min(straight, (0, *straight[:0:-1]), key=lambda order: _length(distances, order))
    length = _length(distances, order)
    return FoundTour(order, length, length)


def _length(distances: Floats, order: Sequence[int]) -> float:
    if len(order) == 1:
        return 0.0
    places = np.asarray(order)
    return float(distances[places, np.roll(places, -1)].sum())
