"""What fits the time that is left: how many backtests of a method, and how many series at once. Pure numbers."""

from __future__ import annotations

from dataclasses import dataclass

CHUNK_S = 0.5  # of work at once: long against the way to a worker, short against a budget
HEADROOM = 0.9  # of the time that is left may be planned away
SHARE = 0.6  # of the time that is left one method may take for its backtests: others come after it
ENOUGH = 2  # windows, to hold out one and choose by the other
ROW_S = 4e-5  # what a row of all series is taken to cost a global method, before it is measured


@dataclass(frozen=True)
class Share:
    """How many of the windows a method is tried on; where there are fewer than asked for, or none, why."""

    windows: int
    why: str = ""


def share_of(final_s: float, window_s: float, windows: int, left_s: float) -> Share:
    """What a method gets of the seconds of work that are left (all workers together).

    ``final_s``: what is still to do for its forecast of the future; ``window_s``: what one backtest of all series takes.
    Two windows are worth more than a fair share of the time: with one alone, nothing can be held out. None is nothing.

    >>> share_of(final_s=20.0, window_s=20.0, windows=3, left_s=200.0).windows
    3
    >>> share_of(final_s=20.0, window_s=20.0, windows=3, left_s=70.0)
    Share(windows=2, why='2 of 3 windows: more would not fit the budget')
    >>> share_of(final_s=60.0, window_s=60.0, windows=3, left_s=50.0).why
    'left out: a backtest and a forecast take 120 s, and 50 s of work are left'
    """
    fair, most = (int((left_s * part - final_s) / max(window_s, 1e-9)) for part in (SHARE, HEADROOM))
    given = min(windows, max(fair, min(most, ENOUGH)))
    if given == windows:
        return Share(windows)
    if given >= 1:
        return Share(given, f"{given} of {windows} windows: more would not fit the budget")
    takes = f"a backtest and a forecast take {final_s + window_s:.3g} s"
    return Share(0, f"left out: {takes}, and {max(left_s, 0):.3g} s of work are left")


def chunks(lines: tuple[int, ...], line_s: float, workers: int) -> list[tuple[int, ...]]:
    """Series in pieces of about half a second of work, and enough pieces for all workers.

    >>> chunks((0, 1, 2, 3, 4), line_s=0.2, workers=1)
    [(0, 1), (2, 3), (4,)]
    """
    by_time = int(CHUNK_S / max(line_s, 1e-6))
    by_workers = -(-len(lines) // max(1, workers))
    size = max(1, min(by_time, by_workers))
    return [lines[begin : begin + size] for begin in range(0, len(lines), size)]


def reserve_s(budget_s: float, values: int) -> float:
    """What is kept back of a budget, to choose and to tell when the work is over; ``values``: of all forecasts."""
    return min(0.25 * budget_s, 0.1 + 0.01 * budget_s + 1e-6 * values)
