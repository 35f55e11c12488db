"""What a run found, asked by library and options; bars and aims, and whether they are held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.cell import Cell, Outcome


class Found:
    """The outcomes of one library with one set of options, over all rounds."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes = outcomes

    def numbers(self, name: str) -> list[float]:
        """Everything that was measured under a name."""
        return [number for outcome in self.outcomes for number in outcome.get(name, ())]

    def best(self, name: str) -> float | None:
        """The least of them; None: nothing was measured."""
        return min(self.numbers(name), default=None)

    def median(self, name: str) -> float | None:
        """The middle one; None: nothing was measured."""
        numbers = self.numbers(name)
        return median(numbers) if numbers else None

    @property
    def trouble(self) -> str:
        """Why there is no number, or not one from every round; empty when all went well."""
        words = {"none": "— ({})", "missing": "not installed ({})", "fails": "fails ({})"}
        said = {words[word].format(outcome[word]) for outcome in self.outcomes for word in words if word in outcome}
        failed = sum(1 for outcome in self.outcomes if any(word in outcome for word in words))
        share = "" if failed == len(self.outcomes) else f"{failed} of {len(self.outcomes)} rounds: "
        return share + "; ".join(sorted(said)) if said else ""

    def shown(self, *names: str) -> str:
        """The medians of what was measured under these names, and what went wrong."""
        return self.with_trouble([self.median(name) for name in names])

    def best_and_median(self, name: str, scale: float = 1.0) -> str:
        """Both, times `scale`, and what went wrong."""
        found = (self.best(name), self.median(name))
        return self.with_trouble([None if value is None else value * scale for value in found])

    def with_trouble(self, values: Sequence[float | None]) -> str:
        """Numbers as a table shows them; where there is none, the reason instead."""
        trouble = self.trouble
        if all(value is None for value in values):
            return trouble or "—"
        return " / ".join(map(number, values)) + (f" ({trouble})" if trouble else "")


class Results:
    """All outcomes of a run, and the version of Python that was measured."""

    def __init__(self, pairs: Iterable[tuple[Cell, Outcome]], python: tuple[int, int]) -> None:
        self.pairs = list(pairs)
        self.python = python

    def of(self, measure: str, peer: str, **options: Any) -> Found:
        """What was found where all the given options match."""
        return Found(
            [
                outcome
                for cell, outcome in self.pairs
                if (cell.measure, cell.peer) == (measure, peer)
                and all(cell.options.get(name) == value for name, value in options.items())
            ]
        )

    def taken(self, measures: Iterable[str]) -> "Results":
        """What was found by some of the measures."""
        names = set(measures)
        return Results((pair for pair in self.pairs if pair[0].measure in names), self.python)

    def peers(self, measure: str) -> list[str]:
        """The libraries that a measure was taken of, in order."""
        return list(dict.fromkeys(cell.peer for cell, _ in self.pairs if cell.measure == measure))

    def options(self, measure: str, name: str, peer: str | None = None) -> list[Any]:
        """The values that an option took, in order."""
        cells = (cell for cell, _ in self.pairs if cell.measure == measure and peer in (None, cell.peer))
        return list(dict.fromkeys(cell.options[name] for cell in cells if name in cell.options))


@dataclass(frozen=True)
class Claim:
    """A bar (must) or an aim (should), and what was found.

    Attributes:
        values: what is to be at most `limit`, each under the way it was taken ("best", "median").
    """

    kind: str
    text: str
    values: dict[str, float | None]
    limit: float
    unit: str = ""
    strict: bool = False

    @property
    def verdict(self) -> str:
        """Held or missed; when best and median disagree, that the run was too noisy to say."""
        known = [value for value in self.values.values() if value is not None]
        if not known:
            return "not measured"
        held = [value < self.limit if self.strict else value <= self.limit for value in known]
        return "held" if all(held) else "unclear: run again in quiet" if any(held) else "**missed**"

    @property
    def found(self) -> str:
        """The values, as the table shows them."""
        shown = (f"{way} {number(value)}{self.unit}" for way, value in self.values.items())
        return ", ".join(shown)


def ratio(value: float | None, to: float | None) -> float | None:
    """One number in units of another; None when either is missing."""
    return None if value is None or to is None else value / to


def number(value: float | None) -> str:
    """Three digits that can be read.

    >>> [number(value) for value in (None, 0.0312, 1.234, 45.67, 1234.5)]
    ['—', '0.031', '1.23', '45.7', '1,234']
    """
    if value is None:
        return "—"
    digits = 3 if abs(value) < 0.1 else 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:,.{digits}f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table: the first column left, the others right.

    >>> table(["a", "b"], [["x", "1"]])
    ['| a | b |', '| --- | ---: |', '| x | 1 |', '']
    """
    lines = [list(head), ["---", *["---:"] * (len(head) - 1)], *map(list, rows)]
    return [*("| " + " | ".join(line) + " |" for line in lines), ""]
