"""Progress as a card in a notebook: HTML shown once and updated in place, also when its cell has long ended.

Not a widget: the saved notebook keeps the last state, and nothing needs to be installed or to run for that.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic
from typing import Any, Protocol

from headway.core.timeline import Snapshot
from headway.faces.card_html import progress_card
from headway.faces.progress.tally import Stint, is_active

UPDATE_S = 0.25
SLOW_UPDATE_S = 1.0  # after a minute nobody counts tenths
REST_S = 30.0


class Output(Protocol):
    """A place in a notebook whose content can be replaced."""

    def update(self, html: str) -> None:
        """Show this instead."""
        ...


class Card:
    """A card for the work of a cell: it goes on there after later cells have run, and work after a rest gets its own.

    Args:
        show: shows HTML in the current cell, and gives the place back.
        cell: the number of the current cell.
        clock: seconds, ever rising.
    """

    def __init__(
        self,
        show: Callable[[str], Output] | None = None,
        cell: Callable[[], int] | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._show, self._cell, self._clock = show or show_html, cell or running_cell, clock
        self._stint = Stint(REST_S, clock)
        self._place: Output | None = None
        self._in_cell = -1
        self._drawn_at = 0.0
        self._last = ""

    def draw(self, snapshot: Snapshot) -> None:
        """Show or update the card, a few times a second at most."""
        if self._stint.note(snapshot, at_once=self._cell() != self._in_cell):
            self._place, self._in_cell = None, self._cell()
        age = self._stint.age_s
        if self._place is None and self._stint.is_due and is_active(snapshot):
            self._begin(snapshot)
        elif not is_active(snapshot) or self._clock() - self._drawn_at >= (UPDATE_S if age < 60 else SLOW_UPDATE_S):
            self._update(snapshot)

    def rest(self, snapshot: Snapshot) -> None:
        """Note what is over before the next work begins."""
        self._stint.note(snapshot)

    def finish(self, snapshot: Snapshot) -> None:
        """Leave the last state in the notebook."""
        self._stint.note(snapshot)
        self._update(snapshot)

    def _begin(self, snapshot: Snapshot) -> None:
        self._drawn_at = self._clock()
        self._last = progress_card(self._stint.part(snapshot))
        self._place = self._show(self._last)

    def _update(self, snapshot: Snapshot) -> None:
        if self._place is None:
            return
        html = progress_card(self._stint.part(snapshot))
        if html != self._last:
            self._place.update(html)
            self._last, self._drawn_at = html, self._clock()


def running_cell() -> int:
    """The number of the cell that runs, or ran last."""
    shell = sys.modules["IPython"].get_ipython()
    return int(shell.execution_count)


class _Displayed:
    """The one place that knows IPython; it is untyped."""

    def __init__(self, html: str) -> None:
        from IPython.display import HTML, display  # in a kernel it is there already

        self._wrap: Callable[[str], object] = HTML
        self._handle: Any = display(self._wrap(html), display_id=True)  # type: ignore[no-untyped-call]

    def update(self, html: str) -> None:
        self._handle.update(self._wrap(html))


def show_html(html: str) -> Output:
    """Show HTML in the current cell."""
    return _Displayed(html)
