"""What sets a cluster apart, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from headway.automl.views.words import number, percent, signed, value_words

MISSING = "(missing)"  # as a category, beside those that are there


@dataclass(frozen=True)
class Trait:
    """What one column is like in one cluster.

    ``value`` is the mean of a number or a date, or the category or word that is there more often than elsewhere;
    ``apart`` is how far that is from all rows, in standard deviations (of a category: of the column of 0 and 1 that says
    where it is); ``share`` is how many of the cluster's rows have the category, and ``lift`` by how much more often that
    is than among all rows; ``overall`` is the mean, or the share, of all rows.
    """

    column: str
    kind: str
    value: Any
    overall: Any
    apart: float
    share: float = float("nan")
    lift: float = float("nan")


def in_words(trait: Trait) -> str:
    """A trait in words.

    >>> in_words(Trait("Fare", "numerical", 120.25, 32.2, 1.77))
    'Fare is high (mean 120, of all 32.2: +1.8 sd)'
    >>> in_words(Trait("Sex", "categorical", "female", 0.35, 1.2, share=0.97, lift=2.77))
    'Sex is female (97 %, of all 35 %)'
    """
    if trait.kind == "numerical":
        side = "high" if trait.apart > 0 else "low"
        means = f"mean {number(trait.value, 3)}, of all {number(trait.overall, 3)}"
        return f"{trait.column} is {side} ({means}: {signed(trait.apart, 2)} sd)"
    if trait.kind == "datetime":
        side = "late" if trait.apart > 0 else "early"
        return f"{trait.column} is {side} (mean {_day(trait.value)}, of all {_day(trait.overall)})"
    verb = "has the word" if trait.kind == "text" else "is"
    value = "missing" if trait.value == MISSING else value_words(trait.value)
    return f"{trait.column} {verb} {value} ({percent(trait.share)}, of all {percent(trait.overall)})"


def _day(moment: Any) -> str:
    return str(moment.strftime("%Y-%m-%d"))
