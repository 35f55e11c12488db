import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.faces.progress.sources import RICH
from tests.faces.runs import HOSTILE, names, tried

from headway.core.timeline import Running, Snapshot, Totals
from headway.faces.progress.rows import ASCII, Strokes, columns, rows
from headway.faces.wording import clean

counts = st.integers(0, 20_000)
snapshots = st.builds(
    Snapshot,
    st.just("run"),
    st.floats(0, 1e6),
    st.lists(
        st.builds(
            Totals, names, done=counts, failed=counts, running=counts, waiting=counts, skipped=counts, cancelled=counts
        ),
        max_size=12,
    ).map(tuple),
    st.lists(
        st.builds(
            Running, counts, names, st.floats(0, 1e5), st.none() | st.floats(-1, 50), st.none() | st.floats(0, 40)
        ),
        max_size=5,
    ).map(tuple),
    st.lists(names, max_size=3).map(tuple),
    st.sampled_from(["", "little memory is free"]),
)


def text(row: list[tuple[str, str]]) -> str:
    return "".join(words for words, _ in row)


@tried
@given(snapshots, st.integers(10, 130), st.integers(1, 16), st.sampled_from([Strokes(), ASCII]))
def test_rows_fit_the_terminal(snapshot: Snapshot, width: int, height: int, strokes: Strokes) -> None:
    drawn = rows(snapshot, width, height, strokes)
    assert 1 <= len(drawn) <= height
    for row in drawn:
        assert columns(text(row)) <= width
        assert clean(text(row)) == text(row)


@pytest.mark.parametrize("width", [40, 60, 100])
def test_bars_and_numbers_stand_in_columns(width: int) -> None:
    drawn = [text(row) for row in rows(RICH, width, 14)]
    starts = {columns(re.split("[━─╌]", line)[0]) for line in drawn[:4]}
    numbers = {columns(line.split(" ✕")[0]) for line in drawn[:4]}
    assert len(starts) == len(numbers) == 1


def test_rows_of_a_run() -> None:
    drawn = [text(row) for row in rows(RICH, 100, 14)]
    assert drawn[0] == "load_partition        " + "━" * 40 + "   40/40"
    assert drawn[1].endswith(" 228/434 ✕ 6") or drawn[1].endswith(" 228/412 ✕ 6")
    assert drawn[4].startswith("▸ download the table    ━━━━━━━━━━──────────  50% 34 s")
    assert drawn[6] == "▸ train                 1 min 5 s"
    assert drawn[-3] == "✕ fit_model_on_the_fold: ValueError: could not convert <string> to float"
    assert drawn[-2] == "held back: less than 15 % of the memory is free"
    assert drawn[-1].startswith("268 of 461 tasks over, 6 failed")


def test_failures_are_red_and_read_without_colour() -> None:
    (row,) = [row for row in rows(RICH, 100, 14) if row[0][0].startswith("fit_model")]
    styles = {style: words for words, style in row}
    assert set(styles["failed"].strip()) <= set("x✕ 6")
    assert "✕ 6" in text(row)


def test_one_failure_of_thousands_has_its_cell() -> None:
    (row, _) = rows(Snapshot("r", 1.0, (Totals("fit", done=9999, failed=1),)), 60, 10)
    assert next(words for words, style in row if style == "failed") == "x"


def test_low_terminal_keeps_the_sum() -> None:
    assert len(rows(RICH, 100, 1)) == 1
    assert text(rows(RICH, 100, 1)[0]).startswith("268 of 461")
    drawn = [text(row) for row in rows(RICH, 100, 5)]
    assert drawn[1].startswith("3 more functions")


def test_plain_characters_for_plain_terminals() -> None:
    drawn = "".join(text(row) for row in rows(Snapshot("r", 1.0, RICH.totals[:2], RICH.running), 80, 9, ASCII))
    assert drawn.replace("…", "").isascii()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_take_one_row(name: str) -> None:
    snapshot = Snapshot(name, 1.0, (Totals(name, running=1),), (Running(1, name, 9.0),), (name,), name or "x")
    assert len(rows(snapshot, 80, 14)) == 5


def test_columns_of_wide_and_joined_characters() -> None:
    assert [columns(words) for words in ("fit", "训练", "é", "e\u0301", "🚀")] == [3, 4, 1, 1, 2]
