"""Frames and sparse matrices between processes: what they are made of travels as arrays do.

"Buffers above a threshold are written once …, mapped copy-on-write (private) by every consumer: writable at once, … the
original never changes (a read-only mapping breaks ordinary pandas code …)." "pandas 3 strings without pyarrow travel
in-band."
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.engine.helpers import SOON_S
from tests.processes.test_data import MB, given_at_once, written_here

from headway import Session, task

N = 100_000


@task(on="process")
def echo(value):
    return value


@task(on="process")
def total(table) -> float:
    return float(table["half"].sum())


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "whole": np.arange(N),
            "half": np.arange(N) / 2,
            "text": ["north", "süd"] * (N // 2),
            "when": pd.date_range("2000", periods=N, freq="min"),
            "there": pd.date_range("2000", periods=N, freq="min", tz="Europe/Rome"),
            "took": pd.to_timedelta(np.arange(N)),
            "kind": pd.Categorical(["p", "q"] * (N // 2)),
            "maybe": pd.array([1, None] * (N // 2), dtype="Int64"),
            "words": pd.array(["a", None] * (N // 2), dtype="string"),
            "span": pd.period_range("2000", periods=N, freq="h"),
            "between": pd.interval_range(0, N),
        }
    )


FRAMES: dict[str, Callable[[], pd.DataFrame]] = {
    "all kinds of columns": frame,
    "some rows": lambda: frame()[100:-100],
    "every second row": lambda: frame()[::2],
    "some columns": lambda: frame()[["half", "whole"]],
    "two indexes": lambda: frame().set_index(["whole", "text"]),
    "two levels of columns": lambda: pd.DataFrame(
        np.ones((N, 4)), columns=pd.MultiIndex.from_product([["a", "b"], ["x", "y"]])
    ),
    "an index of times": lambda: frame().set_index("there"),
    "no row": lambda: frame()[:0],
    "no column": lambda: frame()[[]],
    "one number": lambda: pd.DataFrame([[1.5]]),
}


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES.keys())
def test_a_frame_goes_there_and_comes_back(make: Callable[[], pd.DataFrame]) -> None:
    pd.testing.assert_frame_equal(echo(make()).result(SOON_S), make())


def test_a_series_and_an_index_go_there_and_come_back() -> None:
    pd.testing.assert_series_equal(echo(frame()["there"]).result(SOON_S), frame()["there"])
    index = pd.MultiIndex.from_frame(frame()[["whole", "kind"]])
    pd.testing.assert_index_equal(echo(index).result(SOON_S), index)


def spoil(table: pd.DataFrame) -> pd.DataFrame:
    """Ordinary code, which a read-only mapping would break."""
    table.loc[:, "half"] = 7.0
    table["new"] = table["whole"] * 2
    table.iloc[3, 0] = 7
    table["whole"].to_numpy(copy=True).sort()
    table.sort_values("whole", ascending=False, inplace=True)
    table["when"] = table["when"] + pd.offsets.Day(1)
    return table


def test_a_frame_is_writable_at_once_and_the_original_never_changes() -> None:
    """In the worker and here."""
    original, called = frame(), []
    called.append(task(on="process")(spoil)(original))
    pd.testing.assert_frame_equal(called[0].result(SOON_S), spoil(frame()))
    pd.testing.assert_frame_equal(original, frame())
    returned = echo(original).result(SOON_S)
    pd.testing.assert_frame_equal(spoil(returned), spoil(frame()))
    pd.testing.assert_frame_equal(original, frame())


def test_a_frame_that_is_changed_after_the_task_is_done_is_seen_changed() -> None:
    table = pd.DataFrame({"half": np.ones(2 * MB // 8)})
    assert total(table).result(SOON_S) == len(table)
    table.loc[0, "half"] = 3
    assert total(table).result(SOON_S) == len(table) + 2
    table["half"] *= 2
    assert total(table).result(SOON_S) == 2 * len(table) + 4


def test_one_frame_given_to_several_calls_is_written_once(tmp_path: Path) -> None:
    table = pd.DataFrame(np.ones((MB // 4, 4)), columns=list("abcd"))
    assert given_at_once(tmp_path, [table, [table]]).big == 1


def test_a_pipeline_of_frames_copies_nothing_through_the_parent() -> None:
    @task(on="process")
    def load() -> pd.DataFrame:
        return pd.DataFrame(np.ones((MB // 4, 4)), columns=["half", "b", "c", "d"])

    @task(on="process")
    def double(table: pd.DataFrame) -> pd.DataFrame:
        return table * 2

    with Session(workers=2), written_here() as written:
        assert total(double(double(load()))).result(SOON_S) == MB
    assert written.bytes < 10_000


@pytest.mark.parametrize("kind", ["csr", "csc", "coo"])
def test_a_sparse_matrix_goes_there_and_comes_back(kind: Any) -> None:
    sparse = pytest.importorskip("scipy.sparse")
    matrix = sparse.random(2000, 2000, 0.05, kind)
    found = echo(matrix).result(SOON_S)
    assert found.format == kind
    assert (found != matrix).nnz == 0
    found.data[:] = 0
    assert matrix.data.all()
