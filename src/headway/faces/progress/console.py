"""Progress as bars on a terminal, drawn with rich below the line on which the program writes.

Nothing is redirected: the program's own output goes where it always goes. So the bars are drawn *below* the cursor,
which is put back: what the program writes next goes on where it stopped, over the bars, which are drawn anew beneath
it at the next tick. (rich's Live leaves the cursor under its bars, and what is printed then is wiped out with them.)
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import StringIO
from time import monotonic
from typing import TYPE_CHECKING, TextIO

from headway.core.timeline import Snapshot
from headway.faces.progress.rows import ASCII, Row, Strokes, rows
from headway.faces.progress.tally import Stint

if TYPE_CHECKING:
    from rich.console import Console

REDRAW_S = 0.2
REST_S = 1.0
MOST_ROWS = 14

STYLES = {
    "name": "bold",
    "task": "",
    "done": "green",
    "failed": "bold red",
    "running": "blue",
    "stopped": "bright_black",
    "rest": "bright_black",
    "count": "",
    "held": "yellow",
    "sum": "bright_black",
}

_DOWN, _SAVE, _RESTORE, _WIPE = "\x1bD", "\x1b7", "\x1b8", "\x1b[0J"


def painted(lines: list[str]) -> str:
    r"""The control sequence that draws lines below the cursor, one line apart, and puts the cursor back.

    >>> painted([])
    '\x1b[0J'
    """
    if not lines:
        return _WIPE
    # First make room (scrolling if need be) without losing the column, then draw from the saved place.
    height = len(lines) + 1
    body = "".join(f"\r\n{line}" for line in ("", *lines))
    return f"{_DOWN * height}\x1b[{height}A{_SAVE}{_WIPE}{body}{_RESTORE}"


class Bars:
    """A bar for each function, what the running tasks say of themselves, failures in red; gone when the run is over.

    Args:
        file: the terminal (default: stderr).
        clock: seconds, ever rising.
    """

    def __init__(self, file: TextIO | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._file = file or sys.stderr
        self._clock = clock
        self._stint = Stint(REST_S, clock)
        self._console: Console | None = None
        self._drawn_at = -REDRAW_S
        self._is_shown = False

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the bars a few times a second; wipe them out when there has been no work for a while."""
        self._stint.note(snapshot)
        if self._stint.is_over:
            self._wipe()
        elif self._stint.is_due and self._clock() - self._drawn_at >= REDRAW_S:
            self._drawn_at = self._clock()
            self._write(painted(self._lines(self._stint.part(snapshot))))
            self._is_shown = True

    def rest(self, snapshot: Snapshot) -> None:
        """Note what is over before the next work begins."""
        self._stint.note(snapshot)

    def finish(self, snapshot: Snapshot) -> None:
        """Wipe the bars out."""
        self._wipe()

    def _wipe(self) -> None:
        if self._is_shown:
            self._write(painted([]))
            self._is_shown = False

    def _write(self, sequence: str) -> None:
        self._file.write(sequence)  # one write: other threads' output can't come between
        self._file.flush()

    def _lines(self, snapshot: Snapshot) -> list[str]:
        console = self._console = self._console or _console(self._file)
        height = min(MOST_ROWS, console.height - 3)
        strokes = ASCII if console.options.ascii_only else Strokes()
        # One column stays free: a full last column makes some terminals wrap.
        drawn = rows(snapshot, console.width - 1, height, strokes) if height > 0 else []
        return _rendered(drawn, console)


def _console(file: TextIO) -> Console:
    from rich.console import Console  # only where bars are shown: it takes a tenth of a second

    return Console(file=file, highlight=False)


def _rendered(drawn: list[Row], console: Console) -> list[str]:
    """The rows with their colours as escape sequences, as far as the terminal knows them (and NO_COLOR allows them)."""
    from rich.console import Console
    from rich.text import Text

    # Into a text of its own: rich writes to its console's file also while it captures.
    written = StringIO()
    paper = Console(
        file=written,
        width=console.width,
        force_terminal=True,
        color_system=console.color_system,  # type: ignore[arg-type]  # its own name for it
        no_color=console.no_color,
        highlight=False,
    )
    for row in drawn:
        paper.print(Text.assemble(*((words, STYLES[style]) for words, style in row)), soft_wrap=True)
    return written.getvalue().splitlines()
