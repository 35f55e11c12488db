"""The leaderboard while a training runs: on a terminal a table that grows, elsewhere a line for each model."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO

from headway.cli.live import Live

if TYPE_CHECKING:
    from headway.automl.search import Standing

SHOWN = 12


class Board(Live):
    """Hears of each model as it is done."""

    def __init__(self, stream: TextIO, budget_s: float | None, *, quiet: bool) -> None:
        super().__init__(stream, quiet=quiet)
        self._budget_s, self._began = budget_s, monotonic()
        self._standings: list[Standing] = []

    def add(self, standing: Standing) -> None:
        """A model is done."""
        self._standings = [*self._standings, standing]  # anew: the terminal's own thread reads it
        if not (self.is_shown or self.quiet):
            seconds = monotonic() - self._began
            print(f"headway: {seconds:6.1f} s  {standing.name}: {standing.score:.5g}", file=self.stream, flush=True)

    def drawn(self) -> Any:
        """See :class:`~headway.cli.live.Live`."""
        from rich.table import Table

        seconds = monotonic() - self._began
        of = f" of {self._budget_s:.0f}" if self._budget_s else ""
        table = Table(title=f"{len(self._standings)} models, {seconds:.0f}{of} s", title_justify="left", box=None)
        table.add_column("model")
        table.add_column("score", justify="right")
        table.add_column("fit", justify="right")
        ranked = sorted(self._standings, key=lambda standing: standing.gain, reverse=True)
        for standing in ranked[:SHOWN]:
            table.add_row(standing.name, f"{standing.score:.5g}", f"{standing.fit_s:.1f} s")
        if not ranked:
            table.add_row("reading, and fitting the first models …", "", "")
        return table
