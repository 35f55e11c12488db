"""How a solve stands while it runs: on a terminal one line that changes, elsewhere a line every few seconds."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, TextIO

from headway.cli.live import Live

if TYPE_CHECKING:
    from headway.optimize import Progress

SAY_EVERY_S = 5.0


class Standing(Live):
    """Told of a solve's progress."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._began, self._said = monotonic(), 0.0
        self._progress: Progress | None = None

    def tell(self, progress: Progress) -> None:
        """It has come so far."""
        self._progress = progress
        seconds = monotonic() - self._began
        if not self.is_shown and seconds - self._said >= SAY_EVERY_S:
            self._said = seconds
            print(f"headway: {self.drawn()}", file=self.stream, flush=True)

    def drawn(self) -> str:
        """See :class:`~headway.cli.live.Live`."""
        return f"{monotonic() - self._began:6.1f} s  {said(self._progress)}"


def said(progress: Progress | None) -> str:
    """The best objective so far, the bound, and how far they are apart.

    >>> from headway.optimize import Progress
    >>> said(Progress(2.0, 120.0, 150.0, 0.25))
    'best 120, bound 150, gap 25.00%'
    >>> said(Progress(2.0, None, 150.0, None))
    'no plan yet, bound 150'
    """
    if progress is None:
        return "solving …"
    best = "no plan yet" if progress.incumbent is None else f"best {progress.incumbent:.10g}"
    bound = "" if progress.bound is None else f", bound {progress.bound:.10g}"
    gap = "" if progress.gap is None else f", gap {progress.gap:.2%}"
    return f"{best}{bound}{gap}"
