"""One file per figure, each as the protocol below says."""

from importlib import import_module
from typing import Protocol, cast

from benchmarks.cell import Cell, Outcome
from benchmarks.results import Claim, Results
from benchmarks.suites import SUITES

NAMES = tuple(name for suite in SUITES.values() for name in suite.measures)


class Measure(Protocol):
    """What the file of a figure has."""

    def cells(self, quick: bool) -> list[Cell]:
        """What to run; with `quick` small numbers, which show only that everything works."""

    def measure(self, cell: Cell) -> Outcome:
        """Take the figure, inside the cell's own process."""

    def section(self, results: Results) -> list[str]:
        """The lines of Markdown that show what was found."""

    def claims(self, results: Results) -> list[Claim]:
        """Which bars and aims the figures hold or miss."""


def load(name: str) -> Measure:
    """The figure of that name."""
    return cast(Measure, import_module(f"benchmarks.measures.{name}"))
