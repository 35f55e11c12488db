"""Tours as tasks: from what people have to the tour, its errors at once or as the task's, cancelled within a second."""

import json
import math
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
import pandas as pd
import pytest

from headway import TaskCancelled
from headway.errors import BadModel, BadOption, BadTable, UnknownName, UnreadableModel
from headway.optimize import Model, solve, tour

SQUARE = pd.DataFrame({"x": [0, 2, 0, 2], "y": [0, 2, 2, 0]}, index=["a", "b", "c", "d"])


def test_tour_has_its_order_length_and_proof() -> None:
    found = tour(SQUARE, unit="km").result()
    assert found.order == ("a", "c", "b", "d")
    assert (found.length, found.best_bound, found.gap, found.proven, found.unit) == (8.0, 8.0, 0.0, True, "km")
    assert repr(found) == "Tour: 4 places, 8 km, the shortest there is (proven)"


def test_tour_begins_where_it_is_told() -> None:
    assert tour(SQUARE, start="d").result().order == ("d", "a", "c", "b")


def test_directed_tour_keeps_its_direction() -> None:
    ring = np.full((5, 5), 9.0)
    for at in range(5):
        ring[(at + 1) % 5, at] = 1.0
    found = tour(ring, start=2).result()
    assert (found.order, found.length) == (("2", "1", "5", "4", "3"), 5.0)


def test_frame_has_each_leg_and_the_way_so_far() -> None:
    frame = tour(SQUARE).result().frame
    assert list(frame.columns) == ["from", "to", "distance", "travelled"]
    assert frame["to"].tolist() == ["c", "b", "d", "a"]
    assert frame["travelled"].tolist() == [2.0, 4.0, 6.0, 8.0]


def test_tour_is_written_as_picture_page_or_table(tmp_path: Path) -> None:
    found = tour(SQUARE).result()
    for name, start in (("t.svg", "<svg"), ("t.html", "<!doctype html>"), ("t.csv", "from,to,distance,travelled")):
        assert found.save(tmp_path / name).read_text(encoding="utf-8").startswith(start)
    for name, first in (("t.png", b"\x89PNG"), ("t.pdf", b"%PDF")):
        assert found.save(tmp_path / name).read_bytes().startswith(first)
        assert found.picture().save(tmp_path / name).read_bytes().startswith(first)
    assert "<svg" in found._repr_html_()
    with pytest.raises(BadOption, match=r"\.svg or \.html or \.png or \.pdf or \.csv"):
        found.save(tmp_path / "t.gif")
    with pytest.raises(BadOption, match=r"\.svg or \.html or \.png or \.pdf"):
        found.picture().save(tmp_path / "t.csv")


def test_one_two_and_three_places_have_a_tour() -> None:
    assert tour([[5.0]]).result().length == 0.0  # the diagonal is not looked at
    assert tour([[0, 2], [3, 0]]).result().length == 5.0
    assert tour([[0, 1, 5], [5, 0, 1], [1, 5, 0]]).result().order == ("1", "2", "3")


def test_what_is_given_may_change_after_the_call() -> None:
    distances = np.array(tour(SQUARE).result().frame["distance"]) * np.ones((4, 4))
    called = tour(distances)
    distances[:] = 0.0
    assert called.result().length == 8.0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"time_limit_s": 0}, "time_limit_s=0"),
        ({"time_limit_s": math.inf}, "time_limit_s=inf"),
        ({"time_limit_s": "soon"}, "time_limit_s='soon'"),
        ({"gap": -1}, "gap=-1"),
        ({"gap": math.nan}, "gap=nan"),
        ({"seed": 1.5}, "seed=1.5"),
    ],
)
def test_wrong_option_is_refused_at_once(options: dict, words: str) -> None:
    with pytest.raises(BadOption, match=words):
        tour(SQUARE, **options)


def test_wrong_places_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no place 'e'"):
        tour(SQUARE, start="e")
    with pytest.raises(BadModel, match="no way leads to 2: there is no tour"):
        tour([[0, math.inf, 1], [1, 0, 1], [1, math.inf, 0]])
    (tmp_path / "wrong.tsp").write_text("TYPE: TSP\nDIMENSION: 3\nEOF\n")
    with pytest.raises(UnreadableModel, match=r"wrong\.tsp, line 1: EDGE_WEIGHT_TYPE is not said"):
        tour(tmp_path / "wrong.tsp")
    with pytest.raises(BadModel, match=r"there is no file .*missing\.tsp"):
        tour(tmp_path / "missing.tsp")


@pytest.mark.parametrize(
    "text",
    [
        "name,x,y\na,0,0\nb,2,2\nc,0,2\nd,2,0\n",
        "\ufeffplace;x;y\r\na;0;0\r\nb;2;2\r\nc;0;2\r\nd;2;0\r\n",
        ",a,b,c,d\na,0,9,2,2\nb,9,0,2,2\nc,2,2,0,9\nd,2,2,9,0\n",
    ],
)
def test_tour_of_a_table_in_a_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "square.csv").write_text(text, encoding="utf-8")
    for path in (tmp_path / "square.csv", str(tmp_path / "square.csv")):
        found = tour(path).result()
        assert (found.order, found.length) == (("a", "c", "b", "d"), 8.0)


def test_file_that_is_no_table_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(BadTable, match=r"empty\.csv can't be read"):
        tour(tmp_path / "empty.csv")
    with pytest.raises(BadModel, match=r"there is no file .*missing\.csv"):
        tour(tmp_path / "missing.csv")
    (tmp_path / "latin.csv").write_bytes("name,x,y\nKöln,0,0\nUlm,0,1\n".encode("latin-1"))
    assert tour(tmp_path / "latin.csv").result().order == ("Köln", "Ulm")


def test_places_that_no_round_joins_are_told() -> None:
    star = np.full((6, 6), math.inf)
    star[0], star[:, 0] = 1.0, 1.0
    with pytest.raises(
        BadModel, match="there is no tour: the ways that exist join no closed round through all 6 places"
    ):
        tour(star).result()


@pytest.mark.slow
def test_cancelled_tour_ends_within_a_second() -> None:
    for count in (20, 400):  # in a thread, in a process
        running = tour(np.random.default_rng(0).random((count, count)) ** 2, time_limit_s=60)
        sleep(0.1 if count == 20 else 1.5)
        began = perf_counter()
        running.cancel()
        with pytest.raises(TaskCancelled):
            running.result()
        assert perf_counter() - began < 1.0


@pytest.mark.parametrize("name", ["burma14", "gr17", "ulysses16", "bays29"])
def test_small_instance_is_proven(shared_tables: Path, name: str) -> None:
    _proven(shared_tables, name)


@pytest.mark.full
@pytest.mark.parametrize(
    "name", ["gr21", "gr24", "fri26", "dantzig42", "swiss42", "att48", "eil51", "berlin52", "st70", "eil76"]
)
def test_middle_instance_is_proven(shared_tables: Path, name: str) -> None:
    _proven(shared_tables, name)


@pytest.mark.full
@pytest.mark.parametrize("name", ["kroA100", "kroC100", "lin105", "ch130"])
def test_large_instance_is_proven(shared_tables: Path, name: str) -> None:
    _proven(shared_tables, name)


@pytest.mark.full
def test_larger_instance_has_a_good_tour_and_a_near_bound(shared_tables: Path) -> None:
    found = tour(shared_tables / "optimize" / "tsplib" / "pcb442.tsp", time_limit_s=9).result()
    assert 50778 <= found.length <= 1.02 * 50778
    assert 0.99 * 50778 <= found.best_bound <= 50778


def _proven(shared_tables: Path, name: str) -> None:
    folder = shared_tables / "optimize"
    optimum = json.loads((folder / "optima.json").read_text())["tsplib"][name]
    found = tour(folder / "tsplib" / f"{name}.tsp", time_limit_s=60).result()
    assert (found.length, found.best_bound, found.proven) == (optimum, optimum, True)


def test_a_tour_after_a_solve_in_the_same_thread_is_proven() -> None:
    """HiGHS keeps one number of threads for a thread of ours, and refuses another."""
    solve(Model.of_arrays([1], [[1]], row_lower=[1])).result()
    assert all(tour(SQUARE, time_limit_s=20).result().proven for _ in range(4))
