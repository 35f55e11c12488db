"""Graphs of sleeps with a known bound: how near to the best possible schedule does a library come?

Each task is a call of one of a few functions; a function's calls take nearly the same time, as real ones do, so a
library that learns durations by function has something to learn. A task's value is its depth, which is wrong unless
every prerequisite ended first.
"""

import heapq
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

KINDS = 8
SHORTEST_S, LONGEST_S = 0.005, 0.050


@dataclass(frozen=True)
class Nap:
    """A task that sleeps: which function it calls, how long it takes, which tasks (by index) it needs."""

    kind: int
    seconds: float
    prerequisites: tuple[int, ...]


Graph = list[Nap]


def nap(seconds: float, *depths: int) -> int:
    """Sleep, then return the depth of this task in its graph."""
    time.sleep(seconds)
    return 1 + max(depths, default=0)


def nap_functions() -> list[Callable[..., int]]:
    """As many functions as there are kinds, told apart by name."""
    return [_nap_function(kind) for kind in range(KINDS)]


def _nap_function(kind: int) -> Callable[..., int]:
    def step(seconds: float, *depths: int) -> int:
        return nap(seconds, *depths)

    step.__name__ = step.__qualname__ = f"step_{kind}"
    return step


def layered(seed: int, layers: int, width: int) -> Graph:
    """Layers of tasks, each of which needs three random ones of the layer above."""
    draw = _Draw(seed)
    graph: Graph = []
    for layer in range(layers):
        above = range((layer - 1) * width, layer * width)
        graph += [draw.nap(tuple(sorted(draw.random.sample(above, 3))) if layer else ()) for _ in range(width)]
    return graph


def fork_join(seed: int, stages: int, width: int) -> Graph:
    """Stages of tasks side by side, each stage closed by one task that needs them all."""
    draw = _Draw(seed)
    graph: Graph = []
    for _ in range(stages):
        join = (len(graph) - 1,) if graph else ()
        first = len(graph)
        graph += [draw.nap(join) for _ in range(width)]
        graph.append(draw.nap(tuple(range(first, first + width))))
    return graph


class _Draw:
    """Random tasks, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.typical_s = [self.random.uniform(SHORTEST_S, LONGEST_S) for _ in range(KINDS)]

    def nap(self, prerequisites: tuple[int, ...]) -> Nap:
        kind = self.random.randrange(KINDS)
        seconds = self.typical_s[kind] * self.random.uniform(0.9, 1.1)
        return Nap(kind, min(max(seconds, SHORTEST_S), LONGEST_S), prerequisites)


def depths(graph: Graph) -> list[int]:
    """The value of each task, by plain calculation."""
    found: list[int] = []
    for task in graph:
        found.append(1 + max((found[need] for need in task.prerequisites), default=0))
    return found


def remaining_paths(graph: Graph) -> list[float]:
    """For each task, the seconds of the longest path that starts with it.

    >>> remaining_paths([Nap(0, 1.0, ()), Nap(0, 2.0, (0,)), Nap(0, 5.0, ())])
    [3.0, 2.0, 5.0]
    """
    below = [0.0] * len(graph)
    paths = [0.0] * len(graph)
    for index in reversed(range(len(graph))):
        paths[index] = graph[index].seconds + below[index]
        for need in graph[index].prerequisites:
            below[need] = max(below[need], paths[index])
    return paths


def bound(graph: Graph, workers: int) -> float:
    """Seconds that no schedule can beat: the longer of the critical path and work ÷ workers.

    >>> bound([Nap(0, 1.0, ()), Nap(0, 2.0, (0,)), Nap(0, 5.0, ())], workers=2)
    5.0
    """
    return max(*remaining_paths(graph), sum(task.seconds for task in graph) / workers)


def simulated(graph: Graph, workers: int, *, longest_first: bool) -> float:
    """The makespan without any overhead, tasks taken in calling order or longest remaining path first.

    With `longest_first` every duration is known beforehand, so it shows what learning could reach at best.

    >>> simulated([Nap(0, 1.0, ()), Nap(0, 1.0, ()), Nap(0, 2.0, ())], workers=2, longest_first=True)
    2.0
    >>> simulated([Nap(0, 1.0, ()), Nap(0, 1.0, ()), Nap(0, 2.0, ())], workers=2, longest_first=False)
    3.0
    """
    paths = remaining_paths(graph)
    missing = [len(task.prerequisites) for task in graph]
    dependents: list[list[int]] = [[] for _ in graph]
    for index, task in enumerate(graph):
        for need in task.prerequisites:
            dependents[need].append(index)
    arrivals = 0
    ready: list[tuple[float, int]] = []
    running: list[tuple[float, int]] = []
    now = 0.0

    def arrive(index: int) -> None:
        nonlocal arrivals
        arrivals += 1
        heapq.heappush(ready, (-paths[index] if longest_first else arrivals, index))

    for index, count in enumerate(missing):
        if not count:
            arrive(index)
    while ready or running:
        while ready and len(running) < workers:
            _, index = heapq.heappop(ready)
            heapq.heappush(running, (now + graph[index].seconds, index))
        now, ended = heapq.heappop(running)
        for index in dependents[ended]:
            missing[index] -= 1
            if not missing[index]:
                arrive(index)
    return now
