"""The card and the picture of a table."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.automl.views.fakes import EVIL, LONG, NAMES, RIGHT_TO_LEFT
from tests.automl.views.looking import card_is_sound, picture_is_sound
from tests.faces.markup import words

from headway.automl.schema import Column, Schema
from headway.automl.table import read
from headway.automl.views import table_html, table_picture

FRAME = pd.DataFrame(
    {
        "size": [3.5, 4.0, np.nan, 28.0] * 10,
        "colour": ["red", "blue", "red", "green"] * 10,
        "sold": pd.date_range("2024-01-01", periods=40).astype("datetime64[ns]"),
        "gone": [None] * 40,
        "few": [1, 2, 3, 3] * 10,
        "inf": [np.inf, 1.0, 2.5, 7.0] * 10,
        "remark": [f"a remark of {at} words and some more of it" for at in range(40)],
        "id": [f"u{at:03}" for at in range(40)],
    }
)


@dataclass(frozen=True)
class Table:
    """A table that nobody read."""

    name: str
    frame: Any
    schema: Schema
    notes: tuple[str, ...] = ()


def table(frame: pd.DataFrame = FRAME, name: str = "shirts") -> Any:
    return read(frame, name=name)


def test_card_tells_each_column() -> None:
    text = card_is_sound(table_html(table())).text
    for part in ("shirts", "40 rows × 8 columns", "25 %", "100 %", "red 50 %", "3.5 … 4 … 28", "10 infinite"):
        assert part in text.replace("  ", " "), part
    assert "2024-01-01 to 2024-02-09" in text


def test_notes_are_shown() -> None:
    assert "infinite values in 'inf' are kept" in card_is_sound(table_html(table())).text


def test_histogram_has_words_for_those_who_do_not_see() -> None:
    labels = [attributes["aria-label"] for tag, attributes in card_is_sound(table_html(table())).tags if tag == "svg"]
    assert "histogram: 3.5 … 4 … 28" in labels
    assert "commonest values: red 50 % · blue 25 % · green 25 %" in labels


def test_picture_has_a_panel_for_each_column() -> None:
    picture = table_picture(table())
    picture_is_sound(picture)
    assert {*FRAME.columns} <= {*words(picture.svg)}
    assert {"red", "50 %", "no values", "numerical · 25 % missing · 3 distinct"} <= {*words(picture.svg)}


def test_few_numbers_have_a_bar_each() -> None:
    panel = table_picture(table(FRAME[["few"]])).svg
    assert panel.count("M", panel.index("<path")) == 3


def test_names_of_any_kind_are_escaped_and_cut() -> None:
    frame = pd.DataFrame({name or "x": [name, "b"] * 5 for name in NAMES})
    strange = table(frame, EVIL)
    page = card_is_sound(table_html(strange))
    assert EVIL in page.text
    assert RIGHT_TO_LEFT in page.text
    assert LONG not in page.text
    picture_is_sound(table_picture(strange))


@pytest.mark.parametrize(
    "frame",
    [FRAME.iloc[:0], FRAME.iloc[:1], FRAME[["gone"]], FRAME[[]]],
    ids=["no rows", "a row", "all gone", "no columns"],
)
def test_tables_of_almost_nothing_are_shown(frame: pd.DataFrame) -> None:
    schema = Schema(tuple(Column(name, table().schema[name].kind, len(frame), 0, 0) for name in frame.columns))
    bare = Table("bare", frame, schema)
    card_is_sound(table_html(bare))
    picture_is_sound(table_picture(bare))


def test_first_columns_of_very_many_are_shown() -> None:
    names = [f"column {at}" for at in range(10_000)]
    schema = Schema(tuple(Column(name, "numerical", 30, 0, 30) for name in names))
    wide = Table("wide", pd.DataFrame(np.random.default_rng(0).random((30, 10_000)), columns=names), schema)
    began = perf_counter()
    page = card_is_sound(table_html(wide))
    picture_is_sound(table_picture(wide))
    assert perf_counter() - began < 5
    assert "The first 50 of 10,000 columns" in page.text
    assert "column 49" in page.text
    assert "column 50" not in page.text


def test_long_table_is_counted_by_every_nth_row() -> None:
    schema = Schema((Column("n", "numerical", 1_000_000, 0, 1_000_000),))
    long = Table("long", pd.DataFrame({"n": np.arange(1_000_000.0)}), schema)
    assert "every 10th row" in card_is_sound(table_html(long)).text
    assert any("every 10th row" in line for line in words(table_picture(long).svg))


@pytest.mark.parametrize("values", [[5e-324, 0.0], [1e16, 1e16 + 2, 1e16 + 4], [7.0], [np.inf, -np.inf], [1e-9] * 3])
def test_numbers_that_are_hard_to_part_are_drawn(values: list[float]) -> None:
    schema = Schema((Column("n", "numerical", len(values), 0, len({*values})),))
    near = Table("near", pd.DataFrame({"n": values}), schema)
    card_is_sound(table_html(near))
    picture_is_sound(table_picture(near))


def test_numbers_at_the_end_of_what_floats_hold_are_drawn() -> None:
    schema = Schema((Column("n", "numerical", 40, 0, 3),))
    huge = Table("huge", pd.DataFrame({"n": [-1e308, 0.0, 1e308, 1.7e308] * 10}), schema)
    card_is_sound(table_html(huge))
    picture_is_sound(table_picture(huge))
