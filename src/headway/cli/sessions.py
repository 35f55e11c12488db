"""All sessions of a program as one: a script may open its own, and its report should show them, too."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any

from headway.api.recording import RunSource, timeline_of
from headway.core.record import Run
from headway.core.timeline import Entry, Timeline, Totals
from headway.engine import ENGINE

MOST_SESSIONS = 1_000


class Sessions:
    """Notes the sessions that open while the block lasts, and the default session."""

    def __init__(self) -> None:
        self._runs: deque[Run] = deque(maxlen=MOST_SESSIONS)
        self._opened = 0

    def __enter__(self) -> Sessions:
        ENGINE.open = self._note  # type: ignore[method-assign]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        del ENGINE.open  # the method itself is seen again

    def _note(self, run: Run, *args: Any, **kwargs: Any) -> None:
        self._runs.append(run)
        self._opened += 1
        type(ENGINE).open(ENGINE, run, *args, **kwargs)

    def drain_default(self) -> None:
        """Wait until the default session, which has the tasks of the script's own threads, has nothing unfinished."""
        while ENGINE.default.unfinished and not RunSource(ENGINE.default).pause(60.0):
            pass

    def timeline(self, name: str) -> Timeline:
        """Everything that ran, as one timeline."""
        runs = [run for run in (*self._runs, ENGINE.default) if any(calls.called for calls in run.each_calls())]
        parts = [(run.began, timeline_of(run)) for run in runs]
        return replace(merged(parts, forgotten=self._opened - len(self._runs)), name=name)


def merged(parts: Sequence[tuple[float, Timeline]], forgotten: int = 0) -> Timeline:
    """Timelines of one process as one; each comes with the moment (seconds, any one clock) when it began.

    Ids are numbered anew, for each session counts its own; ``forgotten`` sessions are only mentioned.
    """
    notes = [f"the first {forgotten:,} sessions are not in this report"] if forgotten else []
    if not parts:
        return Timeline("", (), notes=tuple(notes))
    zero = min(began for began, _ in parts)
    entries: list[Entry] = []
    unfinished: list[Entry] = []
    offset = 0
    for began, part in parts:
        both = (*part.entries, *part.unfinished)
        entries += [_moved(entry, began - zero, offset) for entry in part.entries]
        unfinished += [_moved(entry, began - zero, offset) for entry in part.unfinished]
        offset += max((entry.id for entry in both), default=0)
        notes += [f"{part.name}: {note}" if len(parts) > 1 else note for note in part.notes]
    return Timeline(
        name="",
        entries=tuple(sorted(entries, key=lambda entry: entry.ended_s or 0.0)),
        unfinished=tuple(unfinished),
        totals=_added([total for _, part in parts for total in part.totals]),
        folded=sum(part.folded for _, part in parts),
        workers=max(part.workers for _, part in parts),
        cores=max(part.cores for _, part in parts),
        began_at=min(part.began_at for _, part in parts),
        elapsed_s=max(began - zero + part.elapsed_s for began, part in parts),
        notes=tuple(notes),
    )


def _moved(entry: Entry, later_s: float, offset: int) -> Entry:
    return replace(
        entry,
        id=entry.id + offset,
        ready_s=None if entry.ready_s is None else entry.ready_s + later_s,
        started_s=None if entry.started_s is None else entry.started_s + later_s,
        ended_s=None if entry.ended_s is None else entry.ended_s + later_s,
        prerequisites=tuple(need + offset for need in entry.prerequisites),
        parent=None if entry.parent is None else entry.parent + offset,
    )


def _added(totals: Sequence[Totals]) -> tuple[Totals, ...]:
    by_function: dict[tuple[str, str], Totals] = {}
    for more in totals:
        key = (more.name, more.mechanism)
        so_far = by_function.get(key)
        by_function[key] = more if so_far is None else _sum(so_far, more)
    return tuple(by_function.values())


def _sum(one: Totals, other: Totals) -> Totals:
    return Totals(
        one.name,
        one.mechanism,
        *(
            getattr(one, field) + getattr(other, field)
            for field in ("waiting", "ready", "running", "done", "failed", "skipped", "cancelled", "seconds")
        ),
    )
