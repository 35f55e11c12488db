"""What fits the time that is left: how many backtests of a method, and how many series at once. Pure numbers."""

from __future__ import annotations

from dataclasses import dataclass

CHUNK_S = 0.5  # of work at once: long against the way to a worker, short against a budget
HEADROOM = 0.9  # of the time that is left may be planned away
SHARE = 0.6  # of the time that is left one method may take for its backtests: others come after it
ROW_S = 1e-4  # what a row of all series is taken to cost a global method, before it is measured


@dataclass(frozen=True)
class Share:
    """How many of the windows a method is tried on; where there are fewer than asked for, or none, why."""

    windows: int
    why: str = ""


def share_of(pass_s: float, windows: int, left_s: float) -> Share:
    """What a method gets of the seconds of work that are left (all workers together).

    ``pass_s``: what forecasting all series once takes. The future itself is a pass, too. At least one window, or nothing.

    >>> share_of(pass_s=20.0, windows=3, left_s=200.0).windows
    3
    >>> share_of(pass_s=20.0, windows=3, left_s=50.0)
    Share(windows=1, why='1 of 3 windows: more would not fit the budget')
    >>> share_of(pass_s=60.0, windows=3, left_s=50.0).why
    'left out: a backtest and a forecast take 120 s, and 50 s of work are left'
    """
    if (windows + 1) * pass_s <= left_s * SHARE:
        return Share(windows)
    fit = max(int(left_s * SHARE / pass_s) - 1, 1)
    if (fit + 1) * pass_s <= left_s * HEADROOM:
        return Share(fit, f"{fit} of {windows} windows: more would not fit the budget")
    return Share(
        0, f"left out: a backtest and a forecast take {2 * pass_s:.3g} s, and {max(left_s, 0):.3g} s of work are left"
    )


def chunks(lines: tuple[int, ...], line_s: float, workers: int) -> list[tuple[int, ...]]:
    """Series in pieces of about half a second of work, and enough pieces for all workers.

    >>> chunks((0, 1, 2, 3, 4), line_s=0.2, workers=1)
    [(0, 1), (2, 3), (4,)]
    """
    by_time = int(CHUNK_S / max(line_s, 1e-6))
    by_workers = -(-len(lines) // max(1, workers))
    size = max(1, min(by_time, by_workers))
    return [lines[begin : begin + size] for begin in range(0, len(lines), size)]


def reserve_s(budget_s: float, fits: int) -> float:
    """What is kept back of a budget, to choose and to tell when the work is over; ``fits``: forecasts to choose from."""
    return min(0.25 * budget_s, 0.1 + 0.01 * budget_s + 2e-5 * fits)
