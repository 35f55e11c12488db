"""How a solve stands while it runs: on a terminal one line that changes, elsewhere a line every few seconds."""

from __future__ import annotations

from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from headway.optimize import Progress

SAY_EVERY_S = 5.0


class Standing:
    """Told of a solve's progress. A context manager: what it drew on a terminal is gone when it is left."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._began, self._said = monotonic(), 0.0
        self._progress: Progress | None = None
        self._live: Any = None

    def __enter__(self) -> Standing:
        if self._stream.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(
                get_renderable=self._line, console=Console(file=self._stream), transient=True, refresh_per_second=4
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def tell(self, progress: Progress) -> None:
        """It has come so far."""
        self._progress = progress
        seconds = monotonic() - self._began
        if self._live is None and seconds - self._said >= SAY_EVERY_S:
            self._said = seconds
            print(f"headway: {self._line()}", file=self._stream, flush=True)

    def _line(self) -> str:
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
