"""Which task is drawn in which row: a lane for each worker, with more rows where its tasks overlap. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import NamedTuple

from headway.core.timeline import Entry, Timeline
from headway.faces.summary import seen
from headway.faces.wording import count

MOST_ROWS = 220
MOST_CROWDS = 12
MOST_IN_LANE = 12  # more at once are drawn as a crowd


class Bar(NamedTuple):
    """A task with its start and end in seconds (its end so far, while it runs)."""

    entry: Entry
    start: float
    end: float


@dataclass(frozen=True)
class Lane:
    """One worker's tasks: in ``rows`` without overlap, or, where too many ran at once, as one ``crowd``."""

    label: str
    rows: tuple[tuple[Bar, ...], ...] = ()
    crowd: tuple[Bar, ...] = field(default=())

    @property
    def bars(self) -> tuple[Bar, ...]:
        """All tasks of the lane."""
        return self.crowd or tuple(bar for row in self.rows for bar in row)


def lanes(timeline: Timeline) -> list[Lane]:
    """The lanes of a run, workers in natural order (``thread-2`` before ``thread-10``), at most 220 rows in all."""
    by_worker: dict[str, list[Bar]] = defaultdict(list)
    for item in seen(timeline):
        by_worker[item[0].worker or item[0].mechanism].append(Bar(*item))
    workers = sorted(by_worker, key=natural)
    made = [_lane(worker, by_worker[worker], MOST_IN_LANE) for worker in workers]
    if _rows(made) > MOST_ROWS:
        made = [_lane(worker, by_worker[worker], 1) for worker in workers]
    crowds = [lane for lane in made if lane.crowd]
    if len(crowds) > MOST_CROWDS:
        made = [*(lane for lane in made if not lane.crowd), _together(crowds)]
    if _rows(made) > MOST_ROWS:
        made = [*made[: MOST_ROWS - 1], _together(made[MOST_ROWS - 1 :])]
    return made


def _rows(made: list[Lane]) -> int:
    return sum(len(lane.rows) or 1 for lane in made)


def natural(worker: str) -> list[tuple[int, str]]:
    """The key that puts ``thread-2`` before ``thread-10``."""
    return [(int(digits or -1), word) for word, digits in re.findall(r"(\D*)(\d{0,18})", worker)]


def _lane(worker: str, bars: list[Bar], most: int) -> Lane:
    rows: list[list[Bar]] = []
    free: list[int] = []  # rows without a task now: the topmost is taken first
    busy: list[tuple[float, int]] = []
    for bar in bars:
        while busy and busy[0][0] <= bar.start:
            heappush(free, heappop(busy)[1])
        if not free:
            free.append(len(rows))
            rows.append([])
        row = heappop(free)
        rows[row].append(bar)
        heappush(busy, (bar.end, row))
    if len(rows) > most:
        return Lane(worker, crowd=tuple(bars))
    return Lane(worker, tuple(map(tuple, rows)))


def _together(rest: list[Lane]) -> Lane:
    bars = sorted((bar for lane in rest for bar in lane.bars), key=lambda bar: (bar.start, bar.entry.id))
    return Lane(f"{count(len(rest), 'other worker')}", crowd=tuple(bars))
