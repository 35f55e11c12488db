"""Words cover neither each other nor the edge of the picture."""

from __future__ import annotations

import re
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.optimize.graphical.labels import SOLID, beside_line, beside_point, box_at, chosen, length_inside, overlap
from headway.optimize.graphical.ticks import marked, round_numbers
from headway.optimize.graphical.wording import THIN, combination, number, shown, statement

FRAME = (0.0, 0.0, 300.0, 200.0)
PLACE = st.tuples(st.floats(5, 295), st.floats(5, 195))
NUMBERS = st.floats(-1e12, 1e12, allow_nan=False).filter(lambda value: value == 0 or abs(value) > 1e-12)


@settings(max_examples=80, deadline=None)
@given(st.lists(PLACE, min_size=1, max_size=12))
def test_chosen_boxes_are_apart(places: list[tuple[float, float]]) -> None:
    taken: list[tuple[float, float, float, float]] = []
    for place in places:
        box = chosen(beside_point(place, (50, 20), 0.7), taken, [], FRAME)
        if box is not None:
            assert sum(overlap(box, other) for other in taken) == 0
            assert overlap(box, FRAME) == pytest.approx(1000)
            taken.append(box)


@settings(max_examples=80, deadline=None)
@given(PLACE, PLACE)
def test_boxes_beside_a_line_are_not_on_it(start: tuple[float, float], end: tuple[float, float]) -> None:
    if hypot(end[0] - start[0], end[1] - start[1]) > 1:
        assert all(length_inside(box, start, end) < 1e-6 for _, box in beside_line(start, end, (40, 12)))


def test_line_that_is_written_over_costs() -> None:
    free = chosen(beside_point((100, 100), (40, 12), 0.0), [], [], FRAME)
    assert free is not None
    moved = chosen(beside_point((100, 100), (40, 12), 0.0), [], [((100, 100), (300, 100), SOLID)], FRAME)
    assert moved is not None
    assert moved != free


def test_forced_words_are_written_even_without_room() -> None:
    full = [box_at((150, 100), (600, 600))]
    assert chosen(beside_point((100, 100), (40, 12), 0.0), full, [], FRAME) is None
    assert chosen(beside_point((100, 100), (40, 12), 0.0), full, [], FRAME, is_forced=True) is not None


@settings(max_examples=80, deadline=None)
@given(NUMBERS, st.floats(1e-9, 1e12))
def test_axis_numbers_are_round_and_inside(low: float, size: float) -> None:
    high = low + size
    places = round_numbers(low, high, 5)
    assert len(places) <= 13
    assert all(low - 1e-6 * size <= place <= high + 1e-6 * size for place in places)


def test_axis_has_fewer_numbers_where_they_are_long() -> None:
    assert len(marked(0, 10, lambda words: len(words) < 4)) < len(marked(0, 10, lambda words: True))


@settings(max_examples=80, deadline=None)
@given(NUMBERS, st.integers(3, 10))
def test_number_is_read_back(value: float, digits: int) -> None:
    text = number(value, digits).replace(THIN, "").replace("−", "-")
    raised = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    power = re.search("10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$", text)
    front = text[: power.start()].replace("×", "") if power else text
    if front in ("", "-"):
        front += "1"
    found = float(front) * 10.0 ** (int(power[1].translate(raised)) if power else 0)
    assert found == pytest.approx(value, rel=10.0 ** (1 - digits) if value else 0)


def test_sums_and_limits_in_words() -> None:
    from headway.optimize.graphical.plane import Limit

    assert combination([]) == "0"
    assert combination([(-1, "x"), (2.5, "y")], -3) == "−x + 2.5 y − 3"
    assert statement(Limit("r", 1, -2, 3, 9), ("x", "y")) == "3 ≤ x − 2 y ≤ 9"
    assert statement(Limit("r", 1, 0, 3, float("inf")), ("x", "y")) == "x ≥ 3"
    assert shown("\x00a\n") == "a"
