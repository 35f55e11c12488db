"""The graph that is drawn: its tasks, or, where these are too many to be seen, its functions. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from headway.core.states import State
from headway.core.timeline import Entry, Timeline, critical_path
from headway.faces.summary import families

MOST_NODES = 60
MOST_EDGES = 240
MOST_GROUPS = 40
MOST_DEPTH = 14  # a longer row of boxes is no picture,
MOST_IN_LAYER = 18  # nor is a longer column


@dataclass(frozen=True)
class Node:
    """One task, or all tasks of one function (that stand equally deep in the graph): never empty."""

    name: str
    tasks: tuple[Entry, ...]
    is_critical: bool = False
    self_edges: int = 0

    @property
    def states(self) -> Counter[State]:
        """How many of its tasks are in which state."""
        return Counter(task.state for task in self.tasks)

    @property
    def state(self) -> State:
        """What to show: failed if one is, else running if one is not over, else done if one is."""
        states = self.states
        if states[State.FAILED]:
            return State.FAILED
        unfinished = [state for state in states if not state.is_final]
        if unfinished:
            moving = states[State.RUNNING] or any(state.is_final for state in states)
            return State.RUNNING if moving else min(unfinished, key=list(State).index)
        return next(state for state in (State.DONE, State.CANCELLED, State.SKIPPED) if states[state])

    @property
    def seconds(self) -> float:
        """Its tasks' seconds, added up."""
        return sum(task.seconds for task in self.tasks)

    @property
    def longest_s(self) -> float:
        """Its longest task's seconds."""
        return max(task.seconds for task in self.tasks)


@dataclass(frozen=True)
class Edge:
    """``count`` arrows from the tasks of one node to those of another: prerequisites, or tasks that these started."""

    source: int
    target: int
    count: int
    is_nested: bool = False
    is_critical: bool = False


@dataclass(frozen=True)
class Graph:
    """Nodes (edges name them by position) and edges; ``left_out`` counts the edges too many to draw."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int = 0

    @property
    def tasks(self) -> int:
        """How many tasks the nodes stand for."""
        return sum(len(node.tasks) for node in self.nodes)


def grouped(timeline: Timeline) -> Graph:
    """The graph of a run with at most 60 nodes and 240 edges: its tasks, or functions by depth, or functions.

    >>> tasks = [Entry(n, "fit", State.DONE, "thread") for n in range(400)]
    >>> end = Entry(400, "choose", State.DONE, "thread", prerequisites=tuple(range(400)))
    >>> graph = grouped(Timeline("t", (*tasks, end)))
    >>> [(node.name, len(node.tasks)) for node in graph.nodes], graph.edges[0].count
    ([('fit', 400), ('choose', 1)], 400)
    """
    entries = sorted((*timeline.entries, *timeline.unfinished), key=lambda entry: entry.id)
    depth = depths(entries)
    if len(entries) <= MOST_NODES and _fits(depth.values()) and len(list(_arrows(entries))) <= MOST_EDGES:
        return _graph(timeline, entries, lambda entry: entry.id, {})
    labels = _labels(entries, MOST_GROUPS)
    by_depth = {(labels[entry.name], depth[entry.id]) for entry in entries}
    if len(by_depth) <= MOST_GROUPS and _fits(layer for _, layer in by_depth):
        return _graph(timeline, entries, lambda entry: (labels[entry.name], depth[entry.id]), labels)
    fewer = _labels(entries, MOST_IN_LAYER)
    return _graph(timeline, entries, lambda entry: fewer[entry.name], fewer)


def _fits(layers: Iterable[int]) -> bool:
    sizes = Counter(layers)
    return len(sizes) <= MOST_DEPTH and max(sizes.values(), default=0) <= MOST_IN_LAYER


def depths(entries: list[Entry]) -> dict[int, int]:
    """How many arrows lead to each task, on the longest way. Entries in the order of their calls (ids)."""
    depth: dict[int, int] = {}
    for entry in entries:
        # What was called later (a task that this one returned) can't be known yet, and does not count.
        above = [depth[id_] for id_ in (*entry.prerequisites, entry.parent) if id_ in depth]
        depth[entry.id] = max(above, default=-1) + 1
    return depth


def _labels(entries: list[Entry], most: int) -> dict[str, str]:
    weights: dict[str, float] = defaultdict(float)
    for entry in entries:
        weights[entry.name] += entry.seconds + 1e-6
    return families(weights, most)


def _arrows(entries: list[Entry]) -> Iterator[tuple[int, int, bool]]:
    """From, to, and whether it is only that the one started the other."""
    ids = {entry.id for entry in entries}
    for entry in entries:
        yield from ((need, entry.id, False) for need in entry.prerequisites if need in ids)
        if entry.parent in ids and entry.parent is not None and entry.parent not in entry.prerequisites:
            yield entry.parent, entry.id, True


def _graph(timeline: Timeline, entries: list[Entry], key: Callable[[Entry], Hashable], labels: dict[str, str]) -> Graph:
    groups: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    at = {entry.id: number for number, tasks in enumerate(groups.values()) for entry in tasks}
    arrows = Counter((at[a], at[b], nested) for a, b, nested in _arrows(entries))
    path = [entry.id for entry in critical_path(timeline)]
    path = path if len(path) > 1 else []
    critical = {(at[a], at[b]) for a, b in pairwise(path)}
    nodes = tuple(
        Node(
            labels.get(tasks[0].name, tasks[0].name),
            tuple(tasks),
            any(at[id_] == number for id_ in path),
            arrows[number, number, False],
        )
        for number, tasks in enumerate(groups.values())
    )
    edges = [Edge(a, b, n, nested, not nested and (a, b) in critical) for (a, b, nested), n in arrows.items() if a != b]
    edges.sort(key=lambda edge: (not edge.is_critical, edge.is_nested, -edge.count))
    return Graph(nodes, tuple(edges[:MOST_EDGES]), sum(edge.count for edge in edges[MOST_EDGES:]))
