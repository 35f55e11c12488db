"""How the values of a column are spread: counts that a picture can be drawn from. Pure.

Of a long table every nth row is counted, so that a look at a gigabyte takes no longer than one at a megabyte.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from headway.automl.schema import Kind
from headway.automl.views.words import moment, number, percent, value_words

Array = np.ndarray[Any, Any]
MOST_ROWS = 100_000
BINS = 24
MOST_NAMED = 6
FEW = 12  # up to so many different numbers each has a bar of its own


@dataclass(frozen=True)
class Spread:
    """Counts of bins from ``low`` to ``high`` (in words), or of ``labels``, the commonest first, and all ``others``.

    ``words`` say the same in a line. ``rows`` were counted.
    """

    counts: tuple[int, ...]
    rows: int
    labels: tuple[str, ...] = ()
    others: int = 0
    low: str = ""
    high: str = ""
    words: str = ""


def spread_of(column: Any, kind: Kind) -> Spread:
    """The spread of a column: a histogram of numbers, dates and lengths of text, the commonest categories.

    >>> import pandas as pd
    >>> spread = spread_of(pd.Series(["red", "blue", "red", None]), "categorical")
    >>> spread.labels, spread.counts, spread.words
    (('red', 'blue'), (2, 1), 'red 66.7 % · blue 33.3 %')
    """
    values = thinned(column).dropna()
    if kind == "categorical":
        return _named(values)
    if kind == "datetime":
        return _dates(values)
    if kind == "numerical":
        return _numbers(values.to_numpy(dtype=float))
    return _written(values, kind)


def thinned(column: Any, most: int = MOST_ROWS) -> Any:
    """Every nth value, so that at most so many are left.

    >>> import pandas as pd
    >>> len(thinned(pd.Series(range(1000)), 300))
    250
    """
    return column.iloc[:: max(1, -(-len(column) // most))]


def numbers_spread(values: Array) -> Spread:
    """The spread of an array of numbers."""
    return _numbers(np.asarray(values, dtype=float))


def _named(values: Any) -> Spread:
    counts = values.value_counts()
    counts = counts[counts > 0]
    shown = counts.head(MOST_NAMED)
    labels = tuple(value_words(value, 60) for value in shown.index)
    rows = len(values)
    told = [f"{value_words(value, 24)} {percent(count / rows)}" for value, count in list(shown.items())[:3]]
    others = int(counts.iloc[MOST_NAMED:].sum())
    return Spread(tuple(map(int, shown)), rows, labels, others, words=" · ".join(told))


def _dates(values: Any) -> Spread:
    if values.empty:
        return Spread((), 0)
    counts = _counted((values - values.min()).astype("int64").to_numpy(dtype=float), BINS)
    low, high = moment(values.min()), moment(values.max())
    return Spread(counts, len(values), low=low, high=high, words=f"{low} to {high}")


def _written(values: Any, kind: Kind) -> Spread:
    """Of text, how long it is; of an identifier nothing, for its values say nothing."""
    if values.empty:
        return Spread((), 0)
    example = f"such as {value_words(values.iloc[0], 32)}"
    if kind == "id":
        return Spread((), len(values), words=example)
    spread = _numbers(values.astype(str).str.len().to_numpy(dtype=float))
    low, high = spread.low, spread.high
    words = f"{low} to {high} letters, {example}"
    return Spread(spread.counts, len(values), low=f"{low} letters", high=f"{high} letters", words=words)


def _numbers(values: Array) -> Spread:
    there = values[np.isfinite(values)]
    if not len(there):
        return Spread((), 0, words="no finite number" if len(values) else "")
    least, middle, most = (float(each) for each in (there.min(), np.median(there), there.max()))
    words = f"{number(least)} … {number(middle)} … {number(most)}"
    infinite = int(np.isinf(values).sum())
    if infinite:
        words += f", {infinite:,} infinite"
    low, high = _bounds(there, least, most)
    marks = ("≤ " if low > least else "", "≥ " if high < most else "")
    scale = 1e10 if max(abs(low), abs(high)) > 1e300 else 1.0  # the difference of very large ones would be infinite
    counts = _counted(np.clip(there, low, high) / scale - low / scale, _bins(there, low, high))
    return Spread(counts, len(there), low=marks[0] + number(low), high=marks[1] + number(high), words=words)


def _counted(values: Array, bins: int) -> tuple[int, ...]:
    """How many of these (0 or more, and 0 among them) are in each bin; one bin where nothing can be told apart."""
    if values.max() < 1e-300:
        return (len(values),)
    return tuple(map(int, np.histogram(values, bins=bins)[0]))


def _bounds(there: Array, least: float, most: float) -> tuple[float, float]:
    """From where to where bins are made: what lies far out is counted in the last one, or all others would be empty."""
    first, last = (float(each) for each in np.quantile(there, (0.01, 0.99)))
    room = 1.5 * (last - first)
    if not np.isfinite(room) or room <= 0:
        return least, most
    return max(least, first - room), min(most, last + room)


def _bins(there: Array, low: float, high: float) -> int:
    distinct = np.unique(there[:1000])
    if len(distinct) <= FEW and (distinct == np.round(distinct)).all() and high - low < FEW:
        return max(1, int(high - low) + 1)
    return BINS


def bar_heights(counts: tuple[int, ...], height: float) -> list[float]:
    """How high each bar is, in pixels: the highest as high as there is room, a count above 0 always to be seen.

    >>> bar_heights((100, 1, 0), 20)
    [20.0, 1.0, 0.0]
    """
    most = max(counts, default=0) or 1
    return [max(1.0, height * count / most) if count else 0.0 for count in counts]


def bars(counts: tuple[int, ...], left: float, bottom: float, width: float, height: float) -> str:
    """The path of a histogram's bars, each so wide, a pixel apart, the highest so high."""
    return "".join(
        f"M{left + at * width:.1f} {bottom:g}v-{tall:.1f}h{width - 1:.1f}v{tall:.1f}z"
        for at, tall in enumerate(bar_heights(counts, height))
        if tall
    )
