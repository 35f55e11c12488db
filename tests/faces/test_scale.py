from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.faces.runs import tried

from headway.faces.scale import tick_label, tick_step, ticks, time_scale

moments = st.floats(0, 1e6, allow_nan=False)
spans = st.lists(st.tuples(moments, st.floats(0, 1e4)).map(lambda pair: (pair[0], sum(pair))), min_size=1, max_size=12)


@tried
@given(spans, st.lists(moments, min_size=2))
def test_later_moments_are_never_further_left(busy: list[tuple[float, float]], times: list[float]) -> None:
    scale = time_scale(busy, 100, 900)
    pixels = [scale.x(time) for time in sorted(times)]
    assert all(a <= b + 1e-6 for a, b in pairwise(pixels))
    assert all(100 - 1e-6 <= x <= 900 + 1e-6 for x in pixels)


@tried
@given(spans)
def test_axis_is_as_wide_as_its_room(busy: list[tuple[float, float]]) -> None:
    scale = time_scale(busy, 100, 900)
    assert abs(scale.pieces[0].left - 100) < 1e-6
    assert abs(scale.pieces[-1].right - 900) < 1e-6


@tried
@given(spans)
def test_all_pieces_have_one_scale(busy: list[tuple[float, float]]) -> None:
    per_second = [
        (p.right - p.left) / (p.end - p.start) for p in time_scale(busy, 0, 900).pieces if p.end - p.start > 1
    ]
    assert all(abs(a - b) <= 1e-4 * max(a, b) for a, b in pairwise(per_second))


@tried
@given(spans)
def test_seconds_come_back_from_pixels(busy: list[tuple[float, float]]) -> None:
    scale = time_scale(busy, 0, 900)
    for piece in scale.pieces:
        middle = (piece.start + piece.end) / 2
        assert abs(scale.seconds(scale.x(middle)) - middle) <= 1e-3 + 1e-6 * middle


def test_only_long_pauses_are_folded() -> None:
    assert len(time_scale([(0, 10), (12, 20)], 0, 900).pieces) == 1
    folded = time_scale([(0, 10), (5000, 5010), (5011, 5020)], 0, 900)
    assert [(p.start, p.end) for p in folded.pieces] == [(0, 10), (5000, 5020)]
    assert len(folded.folds) == 1


def test_run_without_length_has_a_place() -> None:
    scale = time_scale([(5.0, 5.0)], 100, 900)
    assert scale.x(5.0) == 100
    assert time_scale([], 100, 900).x(0.0) == 100


@tried
@given(spans)
def test_tick_labels_do_not_touch(busy: list[tuple[float, float]]) -> None:
    scale = time_scale(busy, 100, 900)
    placed = ticks(scale, min(start for start, _ in busy))
    assert all(b - a >= 50 for (a, _), (b, _) in pairwise(placed))
    assert all(100 - 1e-6 <= x <= 900 + 1e-6 for x, _ in placed)
    assert len({label for _, label in placed}) == len(placed)


@tried
@given(st.floats(1e-7, 1e8), st.integers(3, 12))
def test_steps_make_about_as_many_ticks_as_asked(seconds: float, wanted: int) -> None:
    number = seconds / tick_step(seconds, wanted)
    assert wanted / 3 <= number <= wanted * 1.01


def test_labels_have_the_digits_they_need() -> None:
    assert [tick_label(t, 0.05, 0.6) for t in (0, 0.05, 0.5)] == ["0", "50 ms", "500 ms"]
    assert [tick_label(t, 0.25, 3) for t in (0.25, 2.5)] == ["0.2 s", "2.5 s"]
    assert [tick_label(t, 60, 7200) for t in (60, 3600, 5400)] == ["1:00", "1:00:00", "1:30:00"]
