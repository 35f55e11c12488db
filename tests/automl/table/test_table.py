"""Tables: set up, made to conform, summarised; and the shared tables."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.automl.schema import KINDS
from headway.automl.table import Table, read
from headway.errors import BadOption, BadTable, HeadwayError, UnknownColumn

TABLE = read(b"k,x,city,when,code\n1,1.50,Taipei,2024-01-01,01\n2,2.25,Tainan,2024-01-02,02\n3,,Taipei,,01\n")


class TestTable:
    def test_is_frozen_and_equal_to_itself_only(self) -> None:
        with pytest.raises(dataclasses.FrozenInstanceError):
            TABLE.name = "other"  # type: ignore[misc]
        assert read(b"a\n1\n") != read(b"a\n1\n")
        assert len({TABLE, TABLE}) == 1
        assert len(TABLE) == 3

    def test_is_described_in_a_few_words(self) -> None:
        assert len(repr(read(b"a\n1\n"))) < 400


class TestSetup:
    def test_numbers_become_text_as_written(self) -> None:
        table = TABLE.setup({"k": "categorical", "x": "categorical"})
        assert table.frame["k"].tolist() == ["1", "2", "3"]
        assert table.frame["x"].tolist()[:2] == ["1.50", "2.25"]
        assert table.schema["x"].missing == 1

    def test_whole_numbers_beside_missing_ones_keep_their_look(self) -> None:
        assert read(b"a,b\n1,\n2,1\n,2\n").setup({"a": "categorical"}).frame["a"].tolist()[:2] == ["1", "2"]

    def test_the_table_itself_stays(self) -> None:
        before = TABLE.frame.copy()
        TABLE.setup({"k": "text", "when": "categorical", "code": "numerical"})
        pd.testing.assert_frame_equal(TABLE.frame, before)
        assert TABLE.schema["k"].kind == "numerical"

    def test_codes_become_numbers_and_back(self) -> None:
        table = TABLE.setup({"code": "numerical"})
        assert table.frame["code"].tolist() == [1, 2, 1]
        assert table.frame["code"].dtype.kind == "i"

    def test_times_become_text_and_numbers(self) -> None:
        assert TABLE.setup({"when": "categorical"}).frame["when"].tolist()[:2] == ["2024-01-01", "2024-01-02"]
        assert TABLE.setup({"when": "numerical"}).frame["when"].tolist()[:2] == [19723, 19724]
        times = read(b"t\n2024-01-01 10:30\n").setup({"t": "text"})
        assert times.frame["t"].tolist() == ["2024-01-01T10:30:00"]

    @pytest.mark.parametrize(
        ("content", "day"),
        [
            (b"n\n1704067200\n1704067200\n", "2024-01-01"),
            (b"n\n1704067200000\n1704067200000\n", "2024-01-01"),
            (b"n\n2024\n2024\n", "2024-01-01"),
            (b"n\n20240102\n20240102\n", "2024-01-02"),
            (b"n,x\n01.02.2024,y\n\n", "2024-02-01"),
        ],
    )
    def test_numbers_become_times(self, content: bytes, day: str) -> None:
        assert read(content).setup({"n": "datetime"}).frame["n"].tolist()[0] == pd.Timestamp(day)

    @pytest.mark.parametrize(("column", "kind"), [("city", "numerical"), ("city", "datetime"), ("x", "datetime")])
    def test_what_cannot_be_is_told(self, column: str, kind: str) -> None:
        with pytest.raises(
            BadTable, match=f"column '{column}' can't be {kind}: of its values . can't be read so, such as"
        ):
            TABLE.setup({column: kind})  # type: ignore[dict-item]

    def test_words_for_missing_are_missing_in_numbers(self) -> None:
        table = read(b"a\n1\nunknown\n2\nx\n")
        assert table.schema["a"].kind == "categorical"
        with pytest.raises(BadTable, match="such as 'x'"):
            table.setup({"a": "numerical"})

    def test_unknown_column_and_kind_name_the_nearest(self) -> None:
        with pytest.raises(UnknownColumn, match="did you mean 'city'"):
            TABLE.setup({"City": "text"})
        with pytest.raises(BadOption, match=r"kinds\['city'\]='categoric'.*did you mean 'categorical'"):
            TABLE.setup({"city": "categoric"})  # type: ignore[dict-item]
        with pytest.raises(BadOption, match="names of columns and their kinds"):
            TABLE.setup(["city"])  # type: ignore[arg-type]

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_can_be_set_on_what_is_missing(self, kind: str) -> None:
        table = read(b"a,b\n,1\n,2\n").setup({"a": kind})  # type: ignore[dict-item]
        assert (table.schema["a"].kind, table.schema["a"].missing) == (kind, 2)


class TestConform:
    def test_kinds_are_those_of_training(self) -> None:
        train = read(b"a,b,y\n1,x,0\ntwo,y,1\n")
        table = read(b"b,a\nz,1\nx,3\n").conform(train.schema, target="y")
        assert table.schema.names == ("a", "b")
        assert table.frame["a"].tolist() == ["1", "3"]
        assert table.frame["b"].tolist() == ["z", "x"]

    def test_target_is_kept_where_it_is_there(self) -> None:
        assert "code" in TABLE.conform(TABLE.schema, target="code").schema

    def test_odd_values_are_missing_with_a_note(self) -> None:
        train = read(b"n,x\n1,1\n2,2\n")
        table = read(b"n,x\n1,1\nabc,2\n").conform(train.schema)
        assert table.frame["n"].tolist() == pytest.approx([1, np.nan], nan_ok=True)
        assert "1 value that can't be so, as 'abc'" in table.notes[-1]

    def test_column_of_odd_values_only_is_an_error(self) -> None:
        with pytest.raises(
            BadTable, match="column 'n' was numerical in training, and no value of it is so here, as 'abc'"
        ):
            read(b"n\nabc\n").conform(read(b"n\n1\n2\n").schema)

    def test_empty_column_conforms_to_every_kind(self) -> None:
        empty = read(b"k,x,city,when,code\n,,,,\n")
        table = empty.conform(TABLE.schema)
        assert [column.kind for column in table.schema] == [column.kind for column in TABLE.schema]
        assert table.frame["x"].dtype.kind == "f"
        assert table.frame["when"].dtype.kind == "M"

    def test_missing_columns_are_named_with_the_nearest(self) -> None:
        with pytest.raises(
            BadTable, match=r"lacks columns 'x', 'when', 'code', which were there in training. Rename 'X' to 'x'"
        ):
            read(b"k,X,city\n1,2,a\n").conform(TABLE.schema)
        with pytest.raises(BadTable, match=r"lacks column 'city'.*Add what is missing"):
            read(b"k,x,when,code\n1,2,2024-01-01,01\n").conform(TABLE.schema)

    def test_identifier_may_be_missing(self) -> None:
        train = read(b"user_id,x\n1,2\n2,3\n")
        assert read(b"x\n5\n").conform(train.schema).schema.names == ("x",)

    def test_extra_columns_are_left_out_with_a_note(self) -> None:
        table = read(b"x,p,q\n1,2,3\n").conform(read(b"x\n1\n").schema)
        assert table.schema.names == ("x",)
        assert table.notes == ("2 columns that were not in training were left out: 'p', 'q'",)

    @pytest.mark.parametrize("train", ["31/12/2024", "12/31/2024"])
    def test_order_of_day_and_month_is_that_of_training(self, train: str) -> None:
        schema = read(f"d\n{train}\n01/02/2024\n".encode()).schema
        table = read(b"d\n03/04/2024\n02/01/2024\n").conform(schema)
        months = [4, 1] if train.startswith("31") else [3, 2]
        assert table.frame["d"].dt.month.tolist() == months

    def test_a_table_conforms_to_itself(self) -> None:
        table = TABLE.conform(TABLE.schema)
        pd.testing.assert_frame_equal(table.frame, TABLE.frame)
        assert table.schema == TABLE.schema


class TestSummary:
    def test_every_column_has_its_row(self) -> None:
        summary = TABLE.summary()
        assert summary.index.tolist() == list(TABLE.schema.names)
        assert summary.loc["x", ["missing", "mean", "min", "max"]].tolist() == [1, 1.875, 1.5, 2.25]
        assert summary.loc["city", "top"] == "Taipei (2), Tainan (1)"
        assert summary.loc["when", "min"] == pd.Timestamp("2024-01-01")

    def test_infinite_and_missing_values_spoil_no_figure(self) -> None:
        summary = read(b"a,b,c\n1,inf,\n3,2,\n5,,\n").summary()
        assert summary.loc["b", "mean"] == 2
        assert summary.loc["c", "missing"] == 3
        assert np.isnan(read(b"a\ninf\n").summary().loc["a", "mean"])


@pytest.fixture(
    params=[
        "abalone",
        "adult12k",
        "breast_cancer",
        "diamonds15k",
        "digits",
        "german",
        "mpg",
        "pima",
        "titanic",
        "wine_white",
    ]
)
def shared(request: pytest.FixtureRequest, shared_tables: Path) -> Path:
    return shared_tables / "automl" / "tabular" / f"{request.param}.csv"


def test_shared_table_is_read_as_pandas_reads_it(shared: Path) -> None:
    table, plain = read(shared), pd.read_csv(shared)
    assert table.notes == ()
    assert table.schema.names == tuple(plain.columns)
    assert [column.missing for column in table.schema] == plain.isna().sum().tolist()
    assert [column.distinct for column in table.schema] == plain.nunique().tolist()
    for name in table.schema.of_kind("numerical"):
        np.testing.assert_array_equal(table.frame[name], plain[name])


def test_titanic_is_understood(shared_tables: Path) -> None:
    table = read(shared_tables / "automl" / "tabular" / "titanic.csv")
    assert table.schema.of_kind("id") == ("PassengerId",)
    assert table.schema.of_kind("text") == ("Name",)
    assert table.schema.of_kind("categorical") == ("Sex", "Ticket", "Cabin", "Embarked", "_split")
    assert table.setup({"Pclass": "categorical"}).schema["Pclass"].distinct == 3


@pytest.mark.parametrize("panel", ["classic17", "m4_hourly60", "m4_weekly60"])
def test_shared_series_are_understood(shared_tables: Path, panel: str) -> None:
    table = read(shared_tables / "automl" / "ts" / f"{panel}.csv")
    assert table.schema["unique_id"].kind == "categorical"
    assert table.schema["y"].kind == "numerical"
    if panel == "classic17":
        assert table.schema["ds"].kind == "datetime"


# Laws: what is written is read; whatever is read is a table, or an error of ours.

NAMES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1),
    min_size=1,
    max_size=4,
    unique=True,
)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    names, rows = draw(NAMES), draw(st.integers(1, 6))
    cells = st.one_of(
        st.lists(st.floats(-1e12, 1e12), min_size=rows, max_size=rows),
        st.lists(st.integers(-(10**12), 10**12), min_size=rows, max_size=rows),
        st.lists(WORDS.map("w{}".format), min_size=rows, max_size=rows),
    )
    return pd.DataFrame({name: draw(cells) for name in names})


@pytest.mark.parametrize("decimal", [".", ","])
def test_each_digit_of_a_number_counts(decimal: str) -> None:
    written = ["0.0005475938084995345", "-123456789.12345679", "5e-324", "1.7976931348623157e308"]
    text = "a;b\n" + "".join(f"{number.replace('.', decimal)};1\n" for number in written)
    assert read(text.encode()).frame["a"].tolist() == [float(number) for number in written]


@given(frames(), st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@settings(max_examples=60, deadline=None)
def test_what_pandas_writes_is_read(frame: pd.DataFrame, delimiter: str, encoding: str) -> None:
    # Other delimiters in a name make it ambiguous which one divides; in values of the only column they do so, too.
    frame = frame.rename(columns=lambda name: "n" + "".join(letter for letter in name if letter not in ',;\t|"'))
    frame = frame.loc[:, ~frame.columns.duplicated()]
    delimiter = delimiter if frame.shape[1] > 1 else ","
    table = read(frame.to_csv(index=False, sep=delimiter).encode(encoding))
    assert table.schema.names == tuple(frame.columns)
    for name in frame.columns:
        column = table.frame[name]
        if frame[name].dtype.kind in "if" and column.dtype.kind in "if":
            np.testing.assert_allclose(column.to_numpy(float), frame[name].to_numpy(float), rtol=1e-14)
        elif frame[name].dtype.kind not in "if":
            assert column.tolist() == frame[name].tolist()


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_table_or_an_error_of_ours(content: bytes) -> None:
    _table_or_error(content)


@given(st.text(alphabet='a1,;\t|"\n\r. -/:é\ufeff\0', max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_table_or_an_error_of_ours(text: str) -> None:
    _table_or_error(text.encode())
    _table_or_error(text.encode("utf-16"))


def _table_or_error(content: bytes) -> None:
    try:
        table = read(content)
    except HeadwayError as error:
        told = str(error)
    else:
        told = "a table"
        assert isinstance(table, Table)
        assert len(table.frame.columns) == len(set(table.schema.names)) == len(table.schema)
        assert all(column.rows == len(table) for column in table.schema)
        assert len(table.summary()) == len(table.schema)
        read(io.BytesIO(content)).conform(table.schema)
    assert told


@pytest.mark.full
@given(
    st.text(alphabet='a1,;\t|"\n\r. -/:é\ufeff\0', max_size=200),
    st.sampled_from(["utf-8", "utf-16-le", "gb18030", "latin-1"]),
)
@settings(max_examples=3000, deadline=None)
def test_many_texts_are_tables_or_errors_of_ours(text: str, encoding: str) -> None:
    _table_or_error(text.encode(encoding, "replace"))
