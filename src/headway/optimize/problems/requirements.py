"""Limits that a mixture keeps: at least so much of this, at most so much of that. Diets and blends share them."""

from __future__ import annotations

from math import inf, isfinite
from typing import Any

import pandas as pd

from headway.errors import BadTable
from headway.optimize.problems.base import name_of
from headway.optimize.problems.drawing import shown
from headway.optimize.problems.tables import AT_LEAST, AT_MOST, checked


def checked_limits(limits: pd.DataFrame, what: str, column: str) -> pd.DataFrame:
    """A frame of ``column``, ``at_least`` and ``at_most``, of which each may be missing.

    Raises:
        BadTable: one asks for more than it allows, or for nothing.
    """
    frame = checked(limits, what, names=[column], numbers={"at_least": AT_LEAST, "at_most": AT_MOST})
    for row, name, least, most in frame.itertuples():
        if least > most:
            raise BadTable(
                f"{what}, row {row} ({name}): `at_least` is {least:g} and `at_most` only {most:g}",
                "Exchange them, or leave one out.",
            )
    return frame


def add_limits(problem: Any, contents: dict[str, Any], limits: pd.DataFrame, per: float = 1.0) -> None:
    """Add a row ``least_…`` and a row ``most_…`` for each limit that there is, times ``per``."""
    for name, least, most in limits.itertuples(index=False):
        if least > 0:
            problem += contents[name] >= least * per, name_of("least", name)
        if isfinite(most):
            problem += contents[name] <= most * per, name_of("most", name)


def contents_of(limits: pd.DataFrame, parts: pd.DataFrame, amounts: Any, per: float = 1.0) -> list[float]:
    """What a mixture of these amounts holds of each that has limits."""
    return [float(parts[name] @ amounts) / per for name in limits.iloc[:, 0]]


def notes_of(limits: pd.DataFrame, contents: list[float], rows: pd.DataFrame) -> list[str]:
    """For each limit: what is held, what is asked for, and what one more of a limit that binds costs."""
    notes = []
    for (name, least, most), held in zip(limits.itertuples(index=False), contents, strict=True):
        asked = [f"≥ {shown(least)}"] * (least > 0) + [f"≤ {shown(most)}"] * (most < inf)
        prices = [rows["shadow_price"].get(name_of(side, name), 0.0) for side in ("least", "most")]
        cost = "".join(
            f"\none more {'costs' if price > 0 else 'saves'} {shown(abs(price))}" for price in prices if price
        )
        notes.append(f"{shown(held)} ({', '.join(asked) or 'free'}){cost}")
    return notes
