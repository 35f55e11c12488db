"""When progress is shown: after half a second of waiting (or of work, with ``Session(progress=True)``)."""

from __future__ import annotations

import sys
from time import perf_counter
from typing import Any

from headway.api.recording import RunSource, ended_so_far
from headway.backends.threads import spawn_thread
from headway.core.record import Calls, Run
from headway.core.timeline import Totals
from headway.engine import ENGINE

SHOW_AFTER_S = 0.5
SHOW_WITHIN_S = 0.3


def show_with(views: Any) -> None:
    """Join the faces: what offers the names of :class:`headway.api.views.Views`."""
    ENGINE.views = views
    watching = Watching()
    ENGINE.on_busy, ENGINE.on_rest = watching.on_busy, watching.on_rest


class Watching:
    """Decides for each run whether and from when it is shown."""

    def __init__(self) -> None:
        self._followed: dict[Run, RunSource] = {}
        self._unshown: dict[Run, int] = {}  # runs whose face has failed, with the stretch of work in which it did
        self._stretches: dict[Run, tuple[int, float, dict[Calls, Totals]]] = {}

    def on_busy(self, run: Run, busy_s: float) -> None:
        """Called at every tick, on the clock's thread, for each run that has unfinished tasks."""
        stretch = self._stretches.get(run)
        if stretch is None or stretch[0] != run.rests:  # it had nothing to do in between
            self._stretches = {other: s for other, s in self._stretches.items() if other in ENGINE.runs}
            self._unshown = {other: rests for other, rests in self._unshown.items() if other in ENGINE.runs}
            self._stretches[run] = stretch = (run.rests, perf_counter(), ended_so_far(run))
        if run in self._followed or self._unshown.get(run) == run.rests:
            return
        wish = ENGINE.runs.get(run)
        since = ENGINE.waiting.get(run)
        waited_s = busy_s if wish else 0.0 if since is None else perf_counter() - since
        if wish is not False and waited_s >= SHOW_AFTER_S:
            source = RunSource(run, stretch[2], stretch[1]) if run.is_default else RunSource(run)
            self._followed[run] = source
            if not spawn_thread(self._follow, run, source):
                del self._followed[run]

    def on_rest(self, run: Run) -> None:
        """Called on a thread that has waited for a run: how it ended is shown before that goes on, to the cell's end, say.

        What comes later may not be kept by whoever saves the notebook.
        """
        source = self._followed.get(run)
        if source is not None and not run.unfinished:
            source.end_is_shown.wait(SHOW_WITHIN_S)

    def _follow(self, run: Run, source: RunSource) -> None:
        rests, is_to_be_shown = run.rests, False
        try:
            is_to_be_shown = ENGINE.views.follow(source)
        except Exception as error:  # a face only watches: its fault is told, and the run goes on
            if sys.stderr is not None:
                sys.stderr.write(f"headway: progress can't be shown: {type(error).__name__}: {error}\n")
        finally:
            if not is_to_be_shown:
                self._unshown[run] = rests
            self._followed.pop(run, None)
            source.shown()
