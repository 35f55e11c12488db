"""Numbers, shares and values of tables as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, isfinite, log10
from statistics import median
from typing import Any

import pandas as pd

from headway.faces.wording import shorten

NOT_DEFINED = "not defined"
MOST_LETTERS = 40


def number(value: float, digits: int = 4) -> str:
    """A number with about so many digits.

    >>> [number(x) for x in (0.082134, 3.0, 1234567.8, 1e-7, 2e18, float("nan"), float("-inf"))]
    ['0.08213', '3', '1,234,568', '1e-07', '2e+18', 'not defined', '-∞']
    """
    if not isfinite(value):
        return NOT_DEFINED if value != value else "∞" if value > 0 else "-∞"
    size = abs(value)
    if size and not 1e-4 <= size < 1e15:
        return f"{value:.{digits}g}"
    if size >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    return f"{value:.{digits}g}"


def aligned(values: Sequence[float], digits: int = 4) -> list[str]:
    """Numbers of one column: all with as many decimals as the one in the middle needs.

    >>> aligned([0.4121, 0.42, 0.66301, float("nan")]), aligned([536.22, 1204.0])
    (['0.4121', '0.4200', '0.6630', 'not defined'], ['536.2', '1,204.0'])
    """
    sizes = [abs(value) for value in values if isfinite(value) and value]
    middle = median(sizes) if sizes else 1.0
    if not 1e-4 <= middle < 1e12:
        return [number(value, digits) for value in values]
    decimals = max(0, digits - 1 - floor(log10(middle)))
    return [f"{value:,.{decimals}f}" if isfinite(value) and abs(value) < 1e15 else number(value) for value in values]


def signed(value: float, digits: int = 3) -> str:
    """A number with its sign.

    >>> signed(0.1234), signed(-2.0), signed(0.0)
    ('+0.123', '−2', '0')
    """
    words = number(abs(value), digits)
    return words if not value or value != value else f"{'+' if value > 0 else '−'}{words}"


def percent(share: float) -> str:
    """A share of one as a percentage; what is there is never said to be 0 %, what lacks something never 100 %.

    >>> [percent(share) for share in (0, 0.0001, 0.1987, 0.65, 0.9999, 1)]
    ['0 %', '< 0.1 %', '19.9 %', '65 %', '> 99.9 %', '100 %']
    """
    if not isfinite(share):
        return NOT_DEFINED
    if 0 < share < 0.001:
        return "< 0.1 %"
    if 0.999 < share < 1:
        return "> 99.9 %"
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def value_words(value: Any, letters: int = MOST_LETTERS) -> str:
    r"""A value of a table's cell, shortened.

    >>> [value_words(x) for x in ("Taipei", 3.25, float("nan"), None, pd.Timestamp("2024-12-31"), True)]
    ['Taipei', '3.25', 'missing', 'missing', '2024-12-31', 'True']
    """
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return "missing"
    if isinstance(value, pd.Timestamp):
        return moment(value)
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return shorten(value, letters) or "(empty)"
    return number(float(value), 6)


def moment(value: Any) -> str:
    """A moment; its time of the day only where it has one.

    >>> moment(pd.Timestamp("2024-12-31 18:30"))
    '2024-12-31 18:30'
    """
    return str(value.strftime("%Y-%m-%d" if value == value.normalize() else "%Y-%m-%d %H:%M"))
