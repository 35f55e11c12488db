"""Where the boxes of a layered drawing go, so that few lines cross (Sugiyama, Tagawa and Toda 1981). Pure.

The steps are theirs: break cycles, put each node one layer after the last that leads to it, let long edges pass
through every layer between (as points of their own), order the layers by barycentres, then straighten.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 16

Spot = tuple[int, int]  # a node (number, -1), or the point of an edge (its number) in a layer


@dataclass(frozen=True)
class Layout:
    """The layer and the place across the layers of each node, and the ways of the edges (from their sources).

    ``ways[e]`` holds ``(layer, place)`` from end to end; ``is_backward[e]`` says that edge ``e`` runs against the
    layers. Places are pixels from 0 to ``breadth``.
    """

    layer: tuple[int, ...]
    place: tuple[float, ...]
    ways: tuple[tuple[tuple[int, float], ...], ...]
    is_backward: tuple[bool, ...]
    breadth: float

    @property
    def layers(self) -> int:
        """How many layers there are."""
        return max(self.layer, default=-1) + 1


def arrange(nodes: int, edges: Sequence[tuple[int, int]], node_px: float, point_px: float) -> Layout:
    """A layered layout of nodes ``0 … nodes - 1``; edges named first are the last to be turned around in a cycle.

    A node takes ``node_px`` across, the point of a long edge ``point_px``.

    >>> arrange(3, [(0, 1), (1, 2)], 10, 2).layer
    (0, 1, 2)
    >>> arrange(2, [(0, 1), (1, 0)], 10, 2).is_backward
    (False, True)
    """
    backward = _backward(nodes, edges)
    forth = [(b, a) if back else (a, b) for (a, b), back in zip(edges, backward, strict=True)]
    layer = _layers(nodes, forth)
    chains = [_chain(number, a, b, layer) for number, (a, b) in enumerate(forth)]
    rows = _rows(nodes, layer, chains)
    links = [link for chain in chains for link in pairwise(chain)]
    rows = _fewest_crossings(rows, links)
    place = _straightened(rows, links, lambda spot: node_px if spot[1] < 0 else point_px)
    ways = [tuple((layer_of(spot, layer), place[spot]) for spot in chain) for chain in chains]
    return Layout(
        tuple(layer),
        tuple(place[node, -1] for node in range(nodes)),
        tuple(way[::-1] if back else way for way, back in zip(ways, backward, strict=True)),
        tuple(backward),
        max((place[spot] + (node_px if spot[1] < 0 else point_px) / 2 for row in rows for spot in row), default=0.0),
    )


def layer_of(spot: Spot, layer: Sequence[int]) -> int:
    """The layer in which a spot lies."""
    return layer[spot[0]] if spot[1] < 0 else spot[1]


def _backward(nodes: int, edges: Sequence[tuple[int, int]]) -> list[bool]:
    """Which edges would close a cycle of the ones before them."""
    after: list[set[int]] = [set() for _ in range(nodes)]
    turned = []
    for source, target in edges:
        closes = _reaches(after, target, source)
        turned.append(closes)
        a, b = (target, source) if closes else (source, target)
        after[a].add(b)
    return turned


def _reaches(after: Sequence[Iterable[int]], start: int, goal: int) -> bool:
    seen, pending = {start}, [start]
    while pending:
        at = pending.pop()
        if at == goal:
            return True
        fresh = [node for node in after[at] if node not in seen]
        seen.update(fresh)
        pending += fresh
    return False


def _layers(nodes: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    layer = [0] * nodes
    before: list[int] = [0] * nodes
    after: dict[int, list[int]] = defaultdict(list)
    for a, b in edges:
        before[b] += 1
        after[a].append(b)
    pending = [node for node in range(nodes) if not before[node]]
    for node in pending:
        for following in after[node]:
            layer[following] = max(layer[following], layer[node] + 1)
            before[following] -= 1
            if not before[following]:
                pending.append(following)
    return layer


def _chain(number: int, source: int, target: int, layer: Sequence[int]) -> list[Spot]:
    between = range(layer[source] + 1, layer[target])
    # Points are told from nodes by their second number; the first is the edge's, moved out of the nodes' way.
    return [(source, -1), *((number, at) for at in between), (target, -1)]


def _rows(nodes: int, layer: Sequence[int], chains: Sequence[Sequence[Spot]]) -> list[list[Spot]]:
    rows: list[list[Spot]] = [[] for _ in range(max(layer, default=-1) + 1)]
    for node in range(nodes):
        rows[layer[node]].append((node, -1))
    for chain in chains:
        for spot in chain[1:-1]:
            rows[spot[1]].append(spot)
    return rows


def _fewest_crossings(rows: list[list[Spot]], links: Sequence[tuple[Spot, Spot]]) -> list[list[Spot]]:
    before, after = _neighbours(links)
    best, fewest = rows, crossings(rows, after)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        rows = _swept(rows, after if sweep % 2 else before, backwards=bool(sweep % 2))
        number = crossings(rows, after)
        if number < fewest:
            best, fewest = rows, number
    return best


def _neighbours(links: Sequence[tuple[Spot, Spot]]) -> tuple[dict[Spot, list[Spot]], dict[Spot, list[Spot]]]:
    before: dict[Spot, list[Spot]] = defaultdict(list)
    after: dict[Spot, list[Spot]] = defaultdict(list)
    for a, b in links:
        before[b].append(a)
        after[a].append(b)
    return before, after


def _swept(rows: list[list[Spot]], near: Mapping[Spot, list[Spot]], *, backwards: bool) -> list[list[Spot]]:
    """Every layer ordered by the mean place of its neighbours in the layer just ordered."""
    ordered = []
    place: dict[Spot, float] = {}
    for row in reversed(rows) if backwards else rows:
        wish = {}
        for at, spot in enumerate(row):
            known = [place[other] for other in near.get(spot, ()) if other in place]
            wish[spot] = sum(known) / len(known) if known else at / max(1, len(row) - 1)
        fresh = sorted(row, key=wish.__getitem__)
        place |= {spot: at / max(1, len(fresh) - 1) if len(fresh) > 1 else 0.5 for at, spot in enumerate(fresh)}
        ordered.append(fresh)
    return ordered[::-1] if backwards else ordered


def crossings(rows: Sequence[Sequence[Spot]], after: Mapping[Spot, list[Spot]]) -> int:
    """How many pairs of lines between neighbouring layers cross."""
    number = 0
    for upper, lower in pairwise(rows):
        place = {spot: at for at, spot in enumerate(lower)}
        ends: list[int] = []  # of the lines so far, sorted
        for spot in upper:
            targets = sorted(place[other] for other in after.get(spot, ()) if other in place)
            number += sum(len(ends) - bisect_right(ends, target) for target in targets)
            for target in targets:
                insort(ends, target)
    return number


def _straightened(
    rows: Sequence[Sequence[Spot]], links: Sequence[tuple[Spot, Spot]], size: Callable[[Spot], float]
) -> dict[Spot, float]:
    before, after = _neighbours(links)
    place: dict[Spot, float] = {}
    for row in rows:
        place |= _packed(row, dict.fromkeys(row, 0.0), size)
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wish = {}
            for spot in row:
                near = [place[other] for other in (*before.get(spot, ()), *after.get(spot, ()))]
                wish[spot] = sum(near) / len(near) if near else place[spot]
            place |= _packed(row, wish, size)
    lowest = min((place[spot] - size(spot) / 2 for row in rows for spot in row), default=0.0)
    return {spot: at - lowest for spot, at in place.items()}


def _packed(row: Sequence[Spot], wish: Mapping[Spot, float], size: Callable[[Spot], float]) -> dict[Spot, float]:
    """The places nearest to the wished ones (least squares) in which the row keeps its order and nothing overlaps.

    Pool adjacent violators: once each spot's share of the row before it is taken off, order is all that is asked.
    """
    offsets, at = [], 0.0
    for number, spot in enumerate(row):
        at += (size(row[number - 1]) + size(spot)) / 2 if number else 0.0
        offsets.append(at)
    pools: list[tuple[float, int]] = []  # mean, members
    for spot, offset in zip(row, offsets, strict=True):
        mean, members = wish[spot] - offset, 1
        while pools and pools[-1][0] > mean:
            other, more = pools.pop()
            mean, members = (mean * members + other * more) / (members + more), members + more
        pools.append((mean, members))
    flat = [mean for mean, members in pools for _ in range(members)]
    return {spot: mean + offset for spot, mean, offset in zip(row, flat, offsets, strict=True)}
