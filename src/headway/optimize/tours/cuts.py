"""Inequalities that every tour meets and a fractional solution may not: found on the solution's own graph.

Each is a family of sets of places: how often a tour crosses their borders, all together, is at least ``least``. A single
set is a subtour cut (Dantzig, Fulkerson and Johnson 1954): a tour enters and leaves it, ``least = 2``. A handle with an
odd number k >= 3 of teeth, pairs that stick out of it, is a blossom (Edmonds 1965): ``least = 3 k + 1``.

How they are found: parts that hang together (all subtours of a whole-numbered solution), parts of a known tour
(Applegate, Bixby, Chvátal and Cook 2006, section 6.2), least cuts by maximum flow (exact: if there is none, no subtour
cut is violated), blossoms around the fractional parts (Padberg and Hong 1980; Grötschel and Holland 1987).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from headway.optimize.model import Floats

Ints = NDArray[np.intp]
CLEAR = 1e-3  # how far a cut must be violated to be worth a row
NONE = 1e-7  # a leg of less is not in the solution
MOST_OF_A_KIND = 150  # cuts a round
FLOW_UNIT = 1_000_000  # flows are whole numbers


@dataclass(frozen=True)
class Cut:
    """A tour crosses the borders of these sets of places at least ``least`` times, all together.

    >>> Cut.of_subtour([2, 1]).sets
    ((1, 2),)
    """

    sets: tuple[tuple[int, ...], ...]
    least: float

    @classmethod
    def of_subtour(cls, places: Iterable[int]) -> Cut:
        """A tour enters and leaves these places."""
        return cls((tuple(sorted(int(place) for place in places)),), 2.0)

    @classmethod
    def of_blossom(cls, handle: Iterable[int], teeth: Sequence[tuple[int, int]]) -> Cut:
        """A handle and an odd number of disjoint teeth, each with one place in it."""
        pairs = sorted((min(tooth), max(tooth)) for tooth in teeth)
        return cls((tuple(sorted(int(place) for place in handle)), *pairs), 3.0 * len(pairs) + 1.0)

    def crossings(self, tails: Ints, heads: Ints, count: int) -> Floats:
        """How many of the sets' borders each leg crosses, ``(legs,)``."""
        total = np.zeros(len(tails))
        for places in self.sets:
            inside = np.zeros(count, bool)
            inside[list(places)] = True
            total += inside[tails] != inside[heads]
        return total


@dataclass(frozen=True)
class Support:
    """The legs that a fractional solution uses.

    Attributes:
        count: How many places there are.
        tails, heads: The legs' ends.
        shares: How much of each leg is in the solution, in (0, 1].
    """

    count: int
    tails: Ints
    heads: Ints
    shares: Floats

    @classmethod
    def of(cls, count: int, tails: Ints, heads: Ints, shares: Floats) -> Support:
        """Those of all legs that the solution uses."""
        used = shares > NONE
        return cls(count, tails[used], heads[used], shares[used])

    def only(self, chosen: NDArray[np.bool_]) -> Support:
        """Some of its legs."""
        return Support(self.count, self.tails[chosen], self.heads[chosen], self.shares[chosen])

    def matrix(self) -> sparse.csr_array:
        """The shares, symmetric, ``(count, count)``."""
        both = (np.r_[self.tails, self.heads], np.r_[self.heads, self.tails])
        return sparse.csr_array((np.r_[self.shares, self.shares], both), shape=(self.count, self.count))

    def labels(self) -> Ints:
        """To which connected part each place belongs."""
        return np.asarray(connected_components(self.matrix(), directed=False)[1], dtype=np.intp)

    def lack(self, cut: Cut) -> float:
        """By how much the solution violates a cut; negative where it does not."""
        return float(cut.least - self.shares @ cut.crossings(self.tails, self.heads, self.count))


def violated(support: Support, order: Sequence[int]) -> list[Cut]:
    """Cuts that the solution violates; none only where no subtour cut is violated. ``order``: a good tour."""
    found = list(_subtours(support)) or [*_along(support, order), *_blossoms(support)] or list(_least(support))
    return sorted(set(found), key=lambda cut: -support.lack(cut))


def _subtours(support: Support) -> Iterator[Cut]:
    """The connected parts, where there is more than one."""
    labels = support.labels()
    sizes = np.bincount(labels)
    for label in np.argsort(sizes)[: MOST_OF_A_KIND if len(sizes) > 1 else 0]:
        yield Cut.of_subtour(np.flatnonzero(labels == label))


def _along(support: Support, order: Sequence[int]) -> Iterator[Cut]:
    """For each place of a tour the part of it from there on that holds most legs beyond those of a path."""
    count = support.count
    place_of = np.empty(count, dtype=np.intp)
    place_of[np.asarray(order)] = np.arange(count)
    ends = np.sort(np.stack([place_of[support.tails], place_of[support.heads]]), axis=0)
    within = np.zeros((count, count))
    within[ends[0], ends[1]] = support.shares
    held = np.cumsum(np.cumsum(within, axis=1)[::-1], axis=0)[::-1]  # [i, j]: the shares among positions i … j
    steps = np.arange(count)
    excess = np.triu(held - (steps[None, :] - steps[:, None]))  # less j - i, the legs of a path
    excess[0, -1] = 0.0
    last = excess.argmax(axis=1)
    most = excess[np.arange(count), last]
    for start in np.argsort(-most)[:MOST_OF_A_KIND]:
        if most[start] <= CLEAR:
            return
        yield Cut.of_subtour(_smaller(order[start : last[start] + 1], count))


def _smaller(places: Iterable[int], count: int) -> Iterable[int]:
    """The set or all others, whichever is smaller: both have the same border."""
    chosen = set(places)
    return chosen if 2 * len(chosen) <= count else set(range(count)) - chosen


def _blossoms(support: Support) -> Iterator[Cut]:
    """Around the connected parts of the legs that are neither in nor out: teeth are the legs that are in."""
    for slack in (0.0, 0.1, 0.2, 0.3):
        whole = support.shares >= 1 - slack - NONE
        loose = support.only(~whole & (support.shares > slack + NONE))
        labels = loose.labels()
        tails, heads = support.tails[whole], support.heads[whole]
        leaving = labels[tails] != labels[heads]
        for label in np.flatnonzero(np.bincount(labels) >= 3):
            handle = labels == label
            out = leaving & (handle[tails] | handle[heads])
            cut = _blossom(np.flatnonzero(handle), list(zip(tails[out].tolist(), heads[out].tolist(), strict=True)))
            if cut is not None and support.lack(cut) > 10 * CLEAR:
                yield cut


def _blossom(handle: Ints, legs: list[tuple[int, int]]) -> Cut | None:
    """A handle and those of its legs outwards that share no place; a place that two of them lead to joins the handle."""
    inside = set(handle.tolist())
    teeth: dict[int, tuple[int, int]] = {}
    for leg in legs:
        outer = leg[0] if leg[1] in inside else leg[1]
        if outer in inside:
            continue
        if outer in teeth:
            del teeth[outer]
            inside.add(outer)
        else:
            teeth[outer] = leg
    inner = [leg[0] if leg[0] in inside else leg[1] for leg in teeth.values()]
    if len(teeth) % 2 == 0 or len(teeth) < 3 or len(set(inner)) < len(inner):
        return None
    return Cut.of_blossom(inside, list(teeth.values()))


def _least(support: Support) -> Iterator[Cut]:
    """Subtour cuts of least crossings between place 0 and each other; exact."""
    groups = _shrunk(support)
    small = groups.max() + 1
    tails, heads = groups[support.tails], groups[support.heads]
    apart = tails != heads
    flow = np.rint(support.shares[apart] * FLOW_UNIT).astype(np.int32)
    both = (np.r_[tails[apart], heads[apart]], np.r_[heads[apart], tails[apart]])
    network = sparse.csr_array((np.r_[flow, flow], both), shape=(small, small))
    network.sum_duplicates()
    seen: set[int] = {0}
    for sink in range(1, small):
        if sink in seen:
            continue
        result = maximum_flow(network, 0, sink)
        if result.flow_value >= (2 - CLEAR) * FLOW_UNIT:
            continue
        side = _reached(network - result.flow)
        seen |= {group for group in range(small) if group not in side}
        inside = np.isin(groups, list(side))
        yield Cut.of_subtour(_smaller(np.flatnonzero(inside).tolist(), support.count))


def _reached(residual: sparse.csr_array) -> set[int]:
    left = sparse.csr_array(residual)
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    return set(breadth_first_order(left, 0, return_predecessors=False).tolist())


def _shrunk(support: Support) -> Ints:
    """Groups of places that some least cut does not part: the paths of whole legs (Padberg and Rinaldi 1990)."""
    return support.only(support.shares >= 1 - NONE).labels()
