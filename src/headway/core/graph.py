"""The graph of unfinished records: what can be reached from where. No recursion: chains of 100,000 are ordinary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from headway.core.outcome import Cell
from headway.core.record import Record


def reachable(records: Iterable[Record]) -> list[Record]:
    """These records and all that wait for them, directly or not."""
    found: dict[Record, None] = dict.fromkeys(records)
    stack = list(found)
    while stack:
        for dependent in stack.pop().each_dependent():
            if dependent not in found:
                found[dependent] = None
                stack.append(dependent)
    return list(found)


def needing(records: Iterable[Record], waits: Mapping[Record, Cell], at_most: int) -> set[Record]:
    """What can't go on before one of these records has ended; where that is much, about ``at_most`` of them.

    The way leads along dependents, and back along ``waits``: what the running bodies wait for.
    """
    waiters: dict[Record, list[Record]] = {}
    for waiter, cell in waits.items():
        if cell._state is None:
            waiters.setdefault(cell._record, []).append(waiter)
    found: set[Record] = set()
    stack = list(records)
    while stack and len(found) < at_most:
        record = stack.pop()
        for other in (*record.each_dependent(), *waiters.get(record, ())):
            if other not in found:
                found.add(other)
                stack.append(other)
    return found


def unsettled_needs(record: Record) -> Iterator[Record]:
    """The prerequisites of a record that are not settled."""
    for cell in record.each_need():
        if cell._state is None:
            yield cell._record


def path_to(start: Cell, goal: Record, waits: Mapping[Record, Cell]) -> tuple[str, ...] | None:
    """The names from ``start`` down to ``goal``, both named; None where there is no way.

    The way leads along prerequisites, and along ``waits``: what the running bodies wait for.
    """
    if start._state is not None:
        return None
    came_from: dict[Record, Record | None] = {start._record: None}
    stack: list[Record] = [start._record]
    while stack:
        record = stack.pop()
        if record is goal:
            return _names(record, came_from)
        awaited = waits.get(record)
        beyond = [awaited._record] if awaited is not None and awaited._state is None else []
        for need in [*unsettled_needs(record), *beyond]:
            if need not in came_from:
                came_from[need] = record
                stack.append(need)
    return None


def _names(end: Record, came_from: dict[Record, Record | None]) -> tuple[str, ...]:
    names: list[str] = []
    at: Record | None = end
    while at is not None:
        names.append(at.calls.name)
        at = came_from[at]
    return tuple(reversed(names))


def rank(records: Iterable[Record], unknown_s: float) -> dict[Record, float]:
    """For each record reachable from ``records`` the seconds of its longest remaining path.

    One pass, dependents before what they depend on. A function of which nothing is known counts ``unknown_s``
    seconds.
    """
    ranks: dict[Record, float] = {}
    seen: set[Record] = set()
    stack: list[tuple[Record, bool]] = [(record, False) for record in records]
    while stack:
        record, dependents_are_ranked = stack.pop()
        if dependents_are_ranked:
            longest = max((ranks[d] for d in record.each_dependent()), default=0.0)
            ranks[record] = record.calls.function.learned.mean_s(unknown_s) + longest
        elif record not in seen:
            seen.add(record)
            stack.append((record, True))
            stack.extend((d, False) for d in record.each_dependent() if d not in seen)
    return ranks
