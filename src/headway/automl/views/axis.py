"""From numbers to pixels: an axis with round ticks. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from headway.automl.views.words import number


@dataclass(frozen=True)
class Axis:
    """The numbers from ``low`` to ``high`` (which differ) on the pixels from ``start`` to ``end``.

    >>> axis = Axis(0.0, 1.0, 100.0, 300.0)
    >>> axis.at(0.25), axis.at(7), axis.ticks(3)
    (150.0, 300.0, [(100.0, '0.0'), (200.0, '0.5'), (300.0, '1.0')])
    """

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a number; of one beyond the axis, the axis's end."""
        share = (min(self.high, max(self.low, value)) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, most: int = 5) -> list[tuple[float, str]]:
        """Pixels and labels of round numbers, about as many as asked for."""
        step = _round_step((self.high - self.low) / max(1, most - 1))
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [(self.at(at * step), _label(at * step, step)) for at in range(first, last + 1)]


def axis_of(values: Iterable[float], start: float, end: float, margin: float = 0.05) -> Axis:
    """An axis on which all finite values have a place, with a margin at both ends (a share of the range).

    >>> axis_of([2.0, float("nan"), 4.0], 0, 100, margin=0)
    Axis(low=2.0, high=4.0, start=0, end=100)
    """
    there = [value for value in values if isfinite(value) and abs(value) < 1e300]
    low, high = (min(there), max(there)) if there else (0.0, 1.0)
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        half = max(abs(low) / 10, 0.5 if low == high == 0 else 1e-12)
        low, high = low - half, high + half
    wide = (high - low) * margin
    return Axis(low - wide, high + wide, start, end)


def _round_step(rough: float) -> float:
    power = 10.0 ** floor(log10(rough))
    return float(next((step * power for step in (1, 2, 2.5, 5) if step * power >= rough * 0.999), 10 * power))


def _label(value: float, step: float) -> str:
    size = max(abs(value), step)
    if size >= 1e7 or step < 1e-5:
        return f"{value:.3g}" if abs(value) > step / 2 else "0"
    decimals = max(0, -floor(log10(step) + 1e-9))
    if round(step, decimals) != round(step, decimals + 1):  # steps of a quarter
        decimals += 1
    return f"{value:,.{decimals}f}" if decimals else number(round(value) + 0.0, 12)
