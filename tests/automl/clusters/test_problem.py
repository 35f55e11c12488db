"""The rows to be clustered: what is used and how, and what can't be."""

import numpy as np
import pandas as pd
import pytest
from tests.automl.clusters.support import blobs, people

from headway.automl.clusters import problem as room
from headway.automl.clusters.options import Clustering
from headway.automl.clusters.problem import pose
from headway.automl.table import read
from headway.errors import BadOption, BadTable, UnknownColumn


def posed(frame: pd.DataFrame, **options: object) -> room.Problem:
    """The problem of a frame."""
    return pose(read(frame, name="rows"), Clustering(**options))


def test_columns_of_every_kind_become_points() -> None:
    problem = posed(people())
    assert set(problem.layout.features) == {"age", "town", "since", "says", "code"}
    assert np.isfinite(problem.matrix).all()
    assert "'code' has 60 categories: the 20 most frequent count, the others as one" in problem.notes


def test_identifier_is_left_out_unless_named() -> None:
    frame = blobs(2).assign(number=[f"P-{at:05}" for at in range(200)])
    table = read(frame).setup({"number": "id"})
    assert "'number' is not used: an identifier" in pose(table, Clustering()).notes
    assert pose(table, Clustering(features=("x0", "number"))).layout.many == ("number",)


def test_far_value_does_not_decide() -> None:
    frame = blobs(3)
    frame.loc[0, "x1"] = 1e12
    assert np.abs(posed(frame).matrix).max() < 20


def test_long_table_is_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_ROWS", 150)
    monkeypatch.setattr(room, "LEAST_ROWS", 100)
    problem = posed(blobs(3, rows=400))
    assert problem.matrix.shape[0] == 150
    assert problem.rows == 400
    assert "k-means learns from 150 of 400 rows" in problem.notes[-1]
    assert problem.matrix.tobytes() == posed(blobs(3, rows=400)).matrix.tobytes()


def test_unknown_feature_is_named() -> None:
    with pytest.raises(UnknownColumn, match=r"no column 'X0'; did you mean 'x0'\?"):
        posed(blobs(2), features=("X0",))


def test_more_clusters_than_rows() -> None:
    with pytest.raises(BadOption, match="k=9: expected at most 5, for rows has no more rows"):
        posed(blobs(2, rows=5), k=9)


def test_more_clusters_than_different_rows() -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0, 3.0] * 5})
    with pytest.raises(BadOption, match="k=4: expected at most 3, for so many rows of rows can be told apart"):
        posed(frame, k=4)


def test_too_few_rows() -> None:
    with pytest.raises(BadTable, match=r"rows has 1 rows?\. Clusters need at least two"):
        posed(pd.DataFrame({"a": [1.0]}))


def test_no_usable_column() -> None:
    frame = pd.DataFrame({"same": ["x"] * 30, "none": [None] * 30})
    with pytest.raises(BadTable, match=r"no column can be used for clusters: 'same' has one value only.*setup"):
        posed(frame)


def test_rows_all_the_same() -> None:
    frame = pd.DataFrame({"a": [1.0] * 20 + [np.nan] * 20})
    with pytest.raises(BadTable, match="all rows of rows are the same"):
        posed(frame)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"k": 0}, "k=0: expected a whole number from 1 to 1,000"),
        ({"k": 2.5}, "k=2.5"),
        ({"k": True}, "k=True"),
        ({"most": 1}, "most=1: expected a whole number from 2 to 100"),
        ({"seed": -1}, "seed=-1"),
        ({"budget_s": 0}, "budget_s=0: expected a number of seconds above 0"),
        ({"features": "x0"}, "features='x0': expected a list of columns"),
        ({"features": ()}, r"features=\(\)"),
    ],
)
def test_bad_option_is_named(options: dict, words: str) -> None:
    with pytest.raises(BadOption, match=words):
        Clustering(**options)
