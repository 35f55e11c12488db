"""The pictures: what they say, that they are whole files, and that names of any kind do them no harm."""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from tests.optimize.graphical.planes import two_variable_models
from tests.optimize.models import names

from headway.errors import BadOption
from headway.faces import Picture
from headway.optimize import Model
from headway.optimize.graphical import Plot, plot
from headway.optimize.graphical.drawing import drawn
from headway.optimize.graphical.hatching import hatched
from headway.optimize.graphical.keys import EDGE, keys_of, title_of
from headway.optimize.graphical.labels import length_inside
from headway.optimize.graphical.lattice import strips
from headway.optimize.graphical.wording import THIN

INF = np.inf


def shop(**others: object) -> Model:
    given: dict[str, object] = {
        "row_upper": [400, 450],
        "sense": "max",
        "variables": ["tables", "chairs"],
        "rows": ["wood", "labour"],
        "name": "shop",
    }
    return Model.of_arrays([45, 80], [[5, 20], [10, 15]], **{**given, **others})


def legend(picture: Plot) -> list[str]:
    return [key.text.replace("\u00a0", " ") for key in keys_of(picture.scene)]


def words(picture: Plot) -> list[str]:
    """What is written among the lines of a picture."""
    return [text for text, _ in drawn(picture.scene).placed]


def test_textbook_case() -> None:
    picture = plot(shop())
    assert isinstance(picture, Picture)
    assert picture.title == f"shop: Optimum 2{THIN}200 at tables = 24, chairs = 14"
    assert title_of(picture.scene) == ["shop", "maximise 45 tables + 80 chairs"]
    assert "wood: 5 tables + 20 chairs ≤ 400" in legend(picture)
    assert sorted(map(tuple, picture.scene.region.points.tolist())) == [(0, 0), (0, 20), (24, 14), (45, 0)]


@pytest.mark.parametrize(
    ("model", "says", "noted"),
    [
        (
            Model.of_arrays([2, 1], [[1, -2], [-3, 2]], row_upper=[10, 20], sense="max"),
            "Unbounded: the objective gets better for ever",
            "feasible region; it fades where it goes on for ever",
        ),
        (
            Model.of_arrays([1, 1], [[1, 1], [1, 0], [0, 1]], row_lower=[-INF, 6, 4], row_upper=[8, INF, INF], rows=["a", "b", "c"]),
            "No feasible point: a, b and c contradict each other",
            "a: x1 + x2 ≤ 8 (in conflict)",
        ),
        (
            Model.of_arrays([2, 3], [[1, 1], [1, 3], [0, 1]], row_upper=[6, 12, 3], sense="max", rows=["a", "b", "c"]),
            "Optimum 15 at x1 = 3, x2 = 3",
            "degenerate: a, b and c meet in the optimum",
        ),
        (
            Model.of_arrays([2, 1], [[2, 1], [1, 2]], row_upper=[10, 8], sense="max"),
            "Optimum 10 all along an edge",
            "feasible region",
        ),
        (
            Model.of_arrays([5, 8], [[1, 1], [5, 9]], row_upper=[6, 45], integer=True, sense="max"),
            "Whole optimum 40 at x1 = 0, x2 = 5",
            "without whole numbers: optimum 41.25 at x1 = 2.25, x2 = 3.75",
        ),
        (
            Model.of_arrays([5, 8], [[1, 1], [5, 9]], row_upper=[6, 45], integer=[True, False], sense="max"),
            "Whole optimum 41.1111 at x1 = 2, x2 = 3.88889",
            "feasible points: x1 is whole",
        ),
        (
            Model.of_arrays([1, 1], [[2, 3], [3, 2]], row_upper=[13, 13.5], integer=True, sense="max"),
            "Whole optimum 5 at x1 = ",
            "feasible whole points",
        ),
        (
            Model.of_arrays([1, 1], [[2, -2], [1, 1]], row_lower=[1, -INF], row_upper=[1, 6], integer=True),
            "No feasible point: there is no whole one in the region",
            "row1: 2 x1 − 2 x2 = 1",
        ),
        (
            Model.of_arrays([3, 5], [[1, 0], [0, 2], [3, 2], [1, 1]], row_upper=[4, 12, 18, 30], sense="max"),
            "Optimum 36 at x1 = 2, x2 = 6",
            "row4: x1 + x2 ≤ 30 (redundant, outside the picture)",
        ),
        (
            Model.of_arrays([1, 1], [[1, 1], [1, -1]], row_lower=[6, 2], row_upper=[6, 2]),
            "Optimum 6 at x1 = 4, x2 = 2",
            "feasible: one point only",
        ),
        (
            Model.of_arrays([1, -1], [[1, 1]], row_lower=[-6], row_upper=[6], lower=-5, upper=3, sense="max"),
            "Optimum 8 at x1 = 3, x2 = −5",
            "x1 ≥ −5, x1 ≤ 3, x2 ≥ −5, x2 ≤ 3",
        ),
        (
            Model.of_arrays([3], [[2]], row_upper=[11], integer=True, sense="max", constant=1),
            "Whole optimum 16 at x1 = 5",
            "objective = 3 x1 + 1",
        ),
        (
            Model.of_arrays([0, 0], [[1, 1]], row_upper=[4]),
            "No objective: every feasible point is optimal",
            "row1: x1 + x2 ≤ 4",
        ),
        (Model.of_arrays([1, 1], np.zeros((0, 2)), lower=-INF), "Unbounded", "lines of equal objective z; the arrow: better"),
        (Model.of_arrays([1e6, 2e6], [[1, 1], [1, 3]], row_upper=[4e-6, 6e-6], sense="max"), "Optimum 5 at x1 = 3×10⁻⁶", ""),
        (Model.of_arrays([1, 2], [[1, 1e-3], [1, 3e-3]], row_upper=[4e6, 6e6], sense="max"), f"Optimum 4{THIN}000{THIN}000{THIN}000", ""),
    ],
)  # fmt: skip
def test_every_fate_is_said(model: Model, says: str, noted: str) -> None:
    picture = plot(model)
    assert picture.title.startswith(f"model: {says}")
    assert noted in legend(picture) or not noted
    assert ElementTree.fromstring(picture.svg).get("aria-label") == picture.title


def test_no_comma_stands_in_a_number() -> None:
    picture = plot(Model.of_arrays([12_000, 0.004], [[1, 1e-6], [3000, 0.01]], row_upper=[1.5, 9000], sense="max"))
    assert f"(0.8571, 642{THIN}857.1)\nz = 12{THIN}857.1" in words(picture)
    assert not re.search(r"\d,\d", "".join([*words(picture), *legend(picture), picture.title]))


@pytest.mark.parametrize(
    "model",
    [
        Model.of_arrays([1, 3], [[1, 1], [0, 2]], row_upper=[5.5, 7], integer=[False, True], sense="max"),
        Model.of_arrays([3], [[2]], row_upper=[11], upper=3, sense="max", constant=1),
        Model.of_arrays([1, 2], [[1, 1], [-1, 1], [1, 0]], row_lower=[-4, -6, -10], lower=-INF),
        Model.of_arrays([5, 4], [[6, 4], [1, 2], [-1, 1], [0, 1]], row_upper=[24, 6, 1, 2], integer=True, sense="max"),
    ],
    ids=["mixed", "one variable", "free", "integer"],
)
def test_no_words_are_struck_through(model: Model) -> None:
    scene = plot(model).scene
    sheet, sides = drawn(scene), scene.plane.sides
    lines = [*zip(sides.a, sides.b, sides.c, strict=True), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)]
    segments = [scene.window.segment(*map(float, line)) for line in lines]
    segments += strips(scene.plane, scene.window) if any(model.integer) and not all(model.integer) else []
    for start, end in (sheet.on_paper(segment) for segment in segments if segment is not None):
        assert [text for text, box in sheet.placed if length_inside(box, tuple(start), tuple(end))] == []


def test_whole_points_are_not_written_over_where_there_is_room() -> None:
    scene = plot(Model.of_arrays([3, 4], [[1, 1], [1, 3]], row_upper=[13, 27], integer=True, sense="max")).scene
    sheet = drawn(scene)
    covering = {
        text
        for x, y in sheet.on_paper(scene.wholes.points)
        for text, (left, low, right, high) in sheet.placed
        if left < x < right and low < y < high
    }
    assert covering == {"(0, 0)\nz = 0"}  # all around is full of them


def test_names_are_cut_once_and_alike() -> None:
    picture = plot(
        shop(variables=["Make['bands']", "Make['coils']"], rows=["fibre at most five percent of all", "b"], upper=40)
    )
    assert "Make['bands'] ≤ 40" in words(picture)
    assert "fibre at most…ercent of all" in words(picture)
    assert "fibre at most…ercent of all: 5 Make['bands'] + 20 Make['coils'] ≤ 400" in " ".join(legend(picture))


def test_rounding_of_nothing_is_nothing() -> None:
    picture = plot(Model.of_arrays([0.1, 0.2], row_lower=[], lower=1, constant=-0.3, matrix=np.zeros((0, 2))))
    assert picture.title == "model: Optimum 0 at x1 = 1, x2 = 1"
    assert "(1, 1)\nz = 0" in words(picture)


def edge_of_wholes(costs: list[float]) -> Model:
    return Model.of_arrays(costs, [[1, 1], [1, 0]], row_upper=[7, 3.5], integer=[True, False], sense="max")


def test_other_whole_optima_are_counted_and_the_edge_is_what_is_drawn() -> None:
    picture = plot(edge_of_wholes([1, 1]))
    assert picture.title == "model: Whole optimum 7 at x1 = 0, x2 = 7 and 3 other points"
    assert sorted(map(tuple, picture.scene.best_wholes[0].round(9).tolist())) == [(0, 7), (1, 6), (2, 5), (3, 4)]
    relaxed = next(key for key in keys_of(picture.scene) if key.text.startswith("without whole numbers"))
    assert (relaxed.marker, relaxed.patch) == ("", EDGE)


def test_whole_optima_along_a_line_are_told() -> None:
    picture = plot(edge_of_wholes([1, 0]))
    assert picture.title.endswith("and infinitely many other points")
    assert [strip.tolist() for strip in picture.scene.best_wholes[1]] == [[[3, 0], [3, 4]]]


def test_no_second_mark_where_whole_numbers_change_nothing() -> None:
    picture = plot(Model.of_arrays([3, 2], [[1, 1]], row_upper=[1], integer=True, sense="max"))
    assert "the same point is optimal without whole numbers" in legend(picture)
    assert "D" not in {key.marker for key in keys_of(picture.scene)}


def test_corners_are_not_taken_for_whole_points() -> None:
    scene = plot(Model.of_arrays([5, 8], [[1, 1], [5, 9]], row_upper=[6, 45], integer=True, sense="max")).scene
    rings = {key.text.replace("\u00a0", " "): key.is_hollow for key in keys_of(scene) if key.marker == "o"}
    assert rings == {"its corners": True, "feasible whole points": False}


def test_more_whole_points_than_can_be_drawn_are_not_promised() -> None:
    picture = plot(Model.of_arrays([1, 1], [[1, 2]], row_upper=[900], integer=True, sense="max"))
    assert "feasible whole points (too many to be drawn)" in legend(picture)


def test_legend_has_each_hatching() -> None:
    scene = plot(
        Model.of_arrays([2, 1], [[1, 1], [1, 2]], row_lower=[-INF, 12], row_upper=[4, INF], rows=["a", "b"])
    ).scene
    keys = [(key.text.replace("\u00a0", " "), key.hatch) for key in keys_of(scene)]
    patterns = {hatch for _, hatch in keys if hatch}
    assert patterns == {pattern for pattern, _ in hatched(scene).values()}
    assert [text for text, hatch in keys if hatch] == [
        "a: x1 + x2 ≤ 4 (in conflict)",
        "b: x1 + 2 x2 ≥ 12 (in conflict)",
        "x1 ≥ 0 (in conflict)",
    ]
    assert ("x2 ≥ 0", "") in keys
    assert ("hatched: where a constraint is met; nowhere are all of those in conflict", "") in keys


def test_slice_says_where_it_is() -> None:
    model = Model.of_arrays(
        [8, 5, 6], [[2, 1, 1], [1, 2, 1]], row_upper=[40, 38], variables=["a", "b", "c"], sense="max"
    )
    assert title_of(plot(model, x="a", y="b", at={"c": 4}).scene)[2] == "slice at c = 4"
    assert title_of(plot(model, x="a", y="b").scene)[2].startswith("slice where the others are best: c = ")
    assert "the slice breaks c ≥ 0" in plot(model, x="a", y="b", at={"c": -1}).title


@pytest.mark.parametrize(
    ("variables", "at", "symbol"),
    [
        (["x", "y", "w"], {"w": 5}, "z"),
        (["x", "y", "z"], {"z": 5}, "objective"),
        (["x", "y", "Z"], {"Z": 5}, "objective"),
        (["x", "z", "objective"], {"objective": 5}, "value of the objective"),
    ],
)
def test_objective_is_called_what_no_variable_is(variables: list[str], at: dict[str, float], symbol: str) -> None:
    model = Model.of_arrays(
        [2, 1, 1], [[1, -1, 0], [-1, 2, 0]], row_upper=[4, 30], upper=[INF, INF, 5], variables=variables, sense="max"
    )
    picture = plot(model, x=variables[0], y=variables[1], at=at)
    named = {text.rpartition("\n")[2].partition(" = ")[0] for text in words(picture) if text[0] == "("}
    assert named == {symbol}
    letter = " z" if symbol == "z" else ""
    assert f"lines of equal objective{letter}; the arrow: better" in legend(picture)


def test_pulp_problem_is_drawn_as_it_is() -> None:
    problem = pulp.LpProblem("bakery", pulp.LpMaximize)
    bread, cake = problem.add_variable("bread", 0), problem.add_variable("cake", 0, 30)
    problem += 2 * bread + 5 * cake
    problem += bread + 3 * cake <= 120, "flour"
    problem += bread <= 60, "oven"
    assert plot(problem).title == "bakery: Optimum 220 at bread = 60, cake = 20"


def test_same_picture_each_time() -> None:
    assert plot(shop()).svg == plot(shop()).svg


@pytest.mark.parametrize(
    ("suffix", "start"), [(".svg", b"<svg "), (".html", b"<!doctype"), (".png", b"\x89PNG"), (".pdf", b"%PDF")]
)
def test_saves_as(tmp_path: Path, suffix: str, start: bytes) -> None:
    saved = plot(shop()).save(tmp_path / f"shop{suffix}")
    assert saved.read_bytes().startswith(start)
    assert [each.name for each in tmp_path.iterdir()] == [f"shop{suffix}"]


@pytest.mark.parametrize("name", ["shop.jpg", "shop", "nowhere/shop.png", "nowhere/shop.svg"])
def test_does_not_save_as(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadOption, match="path"):
        plot(shop()).save(tmp_path / name)


def test_survives_pickling(tmp_path: Path) -> None:
    again = pickle.loads(pickle.dumps(plot(shop())))
    assert again.svg == plot(shop()).svg
    assert again.save(tmp_path / "again.png").stat().st_size > 10_000


def test_uses_no_global_state_of_pyplot() -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    plot(shop())
    assert dict(matplotlib.rcParams) == before


@settings(max_examples=12, deadline=None)
@given(names(5))
def test_names_of_any_kind_do_no_harm(wished: tuple[str, ...]) -> None:
    picture = plot(shop(variables=wished[:2], rows=wished[2:4], name=wished[4]))
    ElementTree.fromstring(picture.svg)


def test_hostile_names_stay_text() -> None:
    picture = plot(shop(variables=["$x$ <script>", "a--b -->"], rows=["\x00\n'\"", "$\\frac{1$"], name="</svg><b>"))
    assert {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(picture.svg).iter()}.isdisjoint(
        {"script", "b"}
    )


@settings(max_examples=12, deadline=None)
@given(two_variable_models())
def test_any_programme_can_be_drawn(model: Model) -> None:
    ElementTree.fromstring(plot(model).svg)


@settings(max_examples=6, deadline=None)
@given(two_variable_models(is_integer=True))
def test_any_integer_programme_can_be_drawn(model: Model) -> None:
    ElementTree.fromstring(plot(model).svg)
