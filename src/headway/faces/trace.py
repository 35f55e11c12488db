"""A run as a Chrome trace: JSON that Perfetto (ui.perfetto.dev) and chrome://tracing open.

Format: Google, "Trace Event Format" (2016). A task is a complete event (``X``, microseconds); a prerequisite is a
flow (``s`` → ``f``) from its end to the start of the task that needed it; workers are threads, named by metadata.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from headway.core.states import State
from headway.core.timeline import Entry, Timeline
from headway.faces.lanes import Bar, natural
from headway.faces.saving import save
from headway.faces.summary import seen
from headway.faces.wording import clean, first_line

Event = dict[str, object]

_PROCESS = 1
_FIRST_THREAD = 101  # the thread that bears its process's number would be shown as the main one
_LEAST_US = 0.001  # a nanosecond: a slice without any length could hold no flow


def write_trace(timeline: Timeline, path: str | os.PathLike[str]) -> Path:
    """Write the run to a ``.json`` file that Perfetto opens; gives the path back.

    Raises:
        BadOption: another suffix, or a folder that does not exist.
    """
    from json import dumps  # not needed before somebody asks for a file

    return save(path, {".json": lambda: dumps(trace(timeline), separators=(",", ":"))})


def trace(timeline: Timeline) -> Event:
    """The run as a Trace Event object, ready for ``json.dumps``.

    >>> fit = Entry(1, "fit", State.DONE, "thread", "thread-1", 0.0, 0.5, 2.0)
    >>> trace(Timeline("example", (fit,)))["traceEvents"][-1]["dur"]
    1500000.0
    """
    tracks = _tracks(timeline)
    slices = {bar.entry.id: (bar, number) for number, (_, bars) in enumerate(tracks, _FIRST_THREAD) for bar in bars}
    events = [
        *_names(timeline, [worker for worker, _ in tracks]),
        *(_slice(bar, number) for bar, number in slices.values()),
        *_flows(slices),
        *(_moment(entry) for entry in timeline.entries if entry.started_s is None),
    ]
    notes = {"session": clean(timeline.name), "began_at": timeline.began_at, "folded_tasks": timeline.folded}
    return {"traceEvents": events, "displayTimeUnit": "ms", "otherData": notes}


def _tracks(timeline: Timeline) -> list[tuple[str, list[Bar]]]:
    """The workers with their tasks; one whose tasks overlap gets more tracks: slices of a thread must nest."""
    open_ends: dict[str, list[list[float]]] = defaultdict(list)
    tracks: dict[tuple[str, int], list[Bar]] = defaultdict(list)
    for entry, start, end in sorted(seen(timeline), key=lambda item: (item[1], -item[2], item[0].id)):
        worker = entry.worker or entry.mechanism
        tracks[worker, _nesting(open_ends[worker], start, end)].append(Bar(entry, start, end))
    ordered = sorted(tracks, key=lambda track: (natural(track[0]), track[1]))
    return [
        (worker if not number else f"{worker} · {number + 1}", tracks[worker, number]) for worker, number in ordered
    ]


def _nesting(stacks: list[list[float]], start: float, end: float) -> int:
    """The first track on which the slice lies wholly in or wholly after what is there."""
    for number, stack in enumerate(stacks):
        while stack and stack[-1] <= start:
            stack.pop()
        if not stack or end <= stack[-1]:
            stack.append(end)
            return number
    stacks.append([end])
    return len(stacks) - 1


def _names(timeline: Timeline, workers: Iterable[str]) -> Iterator[Event]:
    yield _metadata("process_name", 0, name=clean(f"headway: {timeline.name}"))
    for number, worker in enumerate(workers, _FIRST_THREAD):
        yield _metadata("thread_name", number, name=clean(worker))
        yield _metadata("thread_sort_index", number, sort_index=number)


def _metadata(kind: str, thread: int, **args: object) -> Event:
    return {"ph": "M", "name": kind, "pid": _PROCESS, "tid": thread, "ts": 0, "args": args}


def _us(seconds: float) -> float:
    return round(seconds * 1e6, 3)


def _span(bar: Bar) -> tuple[float, float]:
    start = _us(bar.start)
    return start, max(_LEAST_US, round(_us(bar.end) - start, 3))


def _slice(bar: Bar, thread: int) -> Event:
    start, length = _span(bar)
    return {
        "ph": "X",
        "name": _named(bar.entry),
        "cat": str(bar.entry.state),
        "pid": _PROCESS,
        "tid": thread,
        "ts": start,
        "dur": length,
        "args": _args(bar.entry),
    }


def _named(entry: Entry) -> str:
    name = clean(entry.name) or "task"
    return f"{name} (failed)" if entry.state is State.FAILED else name


def _args(entry: Entry) -> Event:
    waited = {"waited_s": entry.waited_s} if entry.waited_s else {}
    queued = {} if entry.ready_s is None or entry.started_s is None else {"queued_s": entry.started_s - entry.ready_s}
    error = {"error": first_line(entry.error, 1000)} if entry.error else {}
    parent = {} if entry.parent is None else {"called_by": entry.parent}
    return {
        "id": entry.id,
        "state": str(entry.state),
        "mechanism": entry.mechanism,
        "attempts": entry.attempts,
        **parent,
        **queued,
        **waited,
        **error,
    }


def _flows(slices: dict[int, tuple[Bar, int]]) -> Iterator[Event]:
    number = count(1)  # Perfetto takes only whole numbers for flows
    for bar, thread in slices.values():
        for need in bar.entry.prerequisites:
            if need in slices:
                before, other = slices[need]
                yield from _flow(next(number), before, other, bar, thread)


def _flow(number: int, before: Bar, other: int, bar: Bar, thread: int) -> Iterator[Event]:
    """An arrow from the last nanosecond of one slice to the first moment of the next (both must lie in the slices)."""
    (start, length), (arrival, _) = _span(before), _span(bar)
    departure = round(start + length - _LEAST_US, 3)
    if departure > arrival:  # a task that another returned: needed by it, but only after it had begun
        return
    shared = {"name": "prerequisite", "cat": "prerequisite", "id": number, "pid": _PROCESS}
    yield {"ph": "s", "tid": other, "ts": departure, **shared}
    yield {"ph": "f", "bp": "e", "tid": thread, "ts": arrival, **shared}


def _moment(entry: Entry) -> Event:
    """A task that never ran (skipped, cancelled, or impossible to send): a mark where it ended."""
    return {
        "ph": "i",
        "s": "p",
        "name": f"{clean(entry.name)}: {entry.state}",
        "cat": str(entry.state),
        "pid": _PROCESS,
        "tid": 0,
        "ts": _us(entry.ended_s or 0.0),
        "args": _args(entry),
    }
