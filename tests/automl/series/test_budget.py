"""What fits, and what does not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headway.automl.series.budget import chunks, reserve_s, share_of


@given(st.integers(0, 200), st.floats(0, 10), st.integers(1, 16))
def test_chunks_hold_each_series_once(series: int, line_s: float, workers: int) -> None:
    numbers = tuple(range(series))
    assert tuple(number for chunk in chunks(numbers, line_s, workers) for number in chunk) == numbers


@given(st.floats(0, 1e4), st.floats(0.001, 1e4), st.integers(1, 10), st.floats(-10, 1e4))
def test_share_fits_what_is_left(final_s: float, window_s: float, windows: int, left_s: float) -> None:
    share = share_of(final_s, window_s, windows, left_s)
    assert 0 <= share.windows <= windows
    assert not share.windows or final_s + share.windows * window_s <= left_s
    assert bool(share.why) == (share.windows < windows)


@given(st.floats(0.1, 1e4), st.integers(0, 10**7))
def test_most_of_a_budget_is_for_work(budget_s: float, fits: int) -> None:
    assert 0 < reserve_s(budget_s, fits) <= 0.25 * budget_s
