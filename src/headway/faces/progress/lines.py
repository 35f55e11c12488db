"""Progress as plain lines in a log: few, and only when something changed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic

from headway.core.timeline import Snapshot, Totals
from headway.faces.progress.tally import Stint, elapsed, summary_line, whole
from headway.faces.wording import shorten

FIRST_S = 5.0  # shorter runs say nothing
LONGEST_S = 600.0
REST_S = 5.0


class Lines:
    """A line after five seconds, then after ten, twenty … up to ten minutes; and one at the end.

    Args:
        write: takes a line with its end (default: stderr).
        clock: seconds, ever rising.
    """

    def __init__(self, write: Callable[[str], object] | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._write = write or _to_stderr
        self._stint = Stint(REST_S, clock)
        self._due_s = self._interval = FIRST_S
        self._said: Totals | None = None

    def draw(self, snapshot: Snapshot) -> None:
        """Write a line when it is time for one and something has changed."""
        if self._stint.note(snapshot):
            self._due_s = self._interval = FIRST_S
            self._said = None
        elif self._stint.is_over:
            self._end(snapshot)
        elif self._stint.age_s >= self._due_s and self._news(snapshot):
            self._say(snapshot)
            self._interval = min(2 * self._interval, LONGEST_S)
            self._due_s = self._stint.age_s + self._interval

    def rest(self, snapshot: Snapshot) -> None:
        """Note what is over before the next work begins."""
        self._stint.note(snapshot)

    def finish(self, snapshot: Snapshot) -> None:
        """Write the last line, if the run was long enough to be followed."""
        self._stint.note(snapshot)
        self._end(snapshot)

    def _end(self, snapshot: Snapshot) -> None:
        was_long = self._said is not None or self._stint.part(snapshot).elapsed_s >= FIRST_S
        if was_long and self._news(snapshot):
            self._say(snapshot)

    def _news(self, snapshot: Snapshot) -> bool:
        now = whole(self._stint.part(snapshot))
        return bool(now.called) and now != self._said

    def _say(self, snapshot: Snapshot) -> None:
        snapshot = self._stint.part(snapshot)
        self._said = whole(snapshot)
        words = [summary_line(snapshot)]
        if snapshot.running:
            oldest = max(snapshot.running, key=lambda running: running.seconds)
            words.append(f"longest now: {shorten(oldest.name, 40)} {elapsed(oldest.seconds)}")
        if snapshot.errors:
            words.append(f"last error: {shorten(snapshot.errors[-1], 120)}")
        if snapshot.held:
            words.append(f"held back: {shorten(snapshot.held, 80)}")
        self._write(f"headway: {'; '.join(words)}\n")


def _to_stderr(line: str) -> None:
    sys.stderr.write(line)
    sys.stderr.flush()
