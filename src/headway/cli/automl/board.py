"""The leaderboard while a training runs: on a terminal a table that grows, elsewhere a line for each model."""

from __future__ import annotations

from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from headway.automl.search import Standing

SHOWN = 12


class Board:
    """Hears of each model as it is done. A context manager: what it drew on a terminal is gone when it is left."""

    def __init__(self, stream: TextIO, budget_s: float | None, *, quiet: bool) -> None:
        self._stream, self._budget_s = stream, budget_s
        self._quiet = quiet
        self._began = monotonic()
        self._standings: list[Standing] = []
        self._live: Any = None

    def __enter__(self) -> Board:
        if not self._quiet and self._stream.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(
                get_renderable=self._table, console=Console(file=self._stream), transient=True, refresh_per_second=4
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def add(self, standing: Standing) -> None:
        """A model is done."""
        self._standings = [*self._standings, standing]  # anew: the terminal's own thread reads it
        if self._live is None and not self._quiet:
            seconds = monotonic() - self._began
            print(f"headway: {seconds:6.1f} s  {standing.name}: {standing.score:.5g}", file=self._stream, flush=True)

    def _table(self) -> Any:
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
