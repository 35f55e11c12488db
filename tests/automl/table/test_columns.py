"""The kinds of columns."""

from __future__ import annotations

import numpy as np
import pytest

from headway.automl.schema import Column
from headway.automl.table import read


def column(name: str, values: object) -> Column:
    rows = "\n".join(f'"{value}",0' for value in values)  # type: ignore[attr-defined]
    return read(f"{name},other\n{rows}\n".encode()).schema[name]


N = range(60)


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("age", [30, 31, 40], "numerical"),
        ("class", [1, 2, 3] * 20, "numerical"),
        ("flag", [0, 1] * 30, "numerical"),
        ("price", [n * n for n in N], "numerical"),
        ("year", range(1990, 2021), "numerical"),
        ("share", [n / 7 for n in N], "numerical"),
        ("flag", ["True", "False"] * 10, "categorical"),
        ("zip", [f"0{n}" for n in range(1000, 1060)], "id"),
        ("zip", [f"0{n % 20}" for n in N], "categorical"),
        ("city", ["New York", "San Francisco", "Rome"] * 20, "categorical"),
        ("size", ["1", "2", "5 or more"] * 9, "categorical"),
        ("user", [f"u{n}" for n in N], "id"),
        ("mail", [f"u{n}@example.org" for n in N], "id"),
        ("PassengerId", [n * 3 for n in N], "id"),
        ("user_id", [5, 9], "id"),
        ("", N, "id"),
        ("t", N, "id"),
        ("t", range(5), "numerical"),
        ("store_id", [1, 2, 3] * 20, "categorical"),
        ("unique_id", ["H1", "H2"] * 20, "categorical"),
        ("paid", [n * 3 for n in N], "numerical"),
        ("review", [f"a long story about number {n}" for n in N], "text"),
        ("review", [f"北京上海广州深圳重庆第{n}章" for n in N], "text"),
        ("name", [f"Ms. Ada {n}" for n in N], "text"),
        ("cabin", [f"C{n % 45}" for n in N], "categorical"),
        ("ip", ["192.168.0.1", "10.0.0.1"] * 9, "categorical"),
    ],
)  # fmt: skip
def test_kind_is_inferred(name: str, values: object, kind: str) -> None:
    assert column(name or "column_1", values).kind == kind


def test_all_missing_is_categorical_and_told() -> None:
    found = column("a", ["", "NA", ""])
    assert (found.kind, found.missing, found.distinct) == ("categorical", 3, 0)
    assert "every value is missing" in found.note


def test_constant_is_told() -> None:
    assert column("a", [3, 3]).note == "one value only"
    assert column("a", ["x", "x"]).note == "one value only"


def test_words_for_missing_depend_on_what_is_beside_them() -> None:
    assert column("n", [1, "?", 2, "-"]).missing == 2
    assert column("n", [1, "?", 2, "-"]).note == ""
    assert column("w", ["a", "?", "b", "-"]).missing == 1
    assert column("w", ["a", "?", "b"]).note == "'?' means missing"
    assert column("w", ["none", "b"]).missing == 0


def test_namibia_is_a_country() -> None:
    found = column("country", ["DE", "FR", "NA", "ZA"])
    assert (found.missing, found.distinct) == (0, 4)
    assert column("answer", ["yes", "no", "NA"]).missing == 1


def test_rare_word_among_many_numbers_is_missing() -> None:
    found = column("n", [*(n * 1.5 for n in range(100)), "absent"])
    assert (found.kind, found.missing) == ("numerical", 1)
    assert "'absent'" in found.note


def test_rare_word_among_few_numbers_makes_categories() -> None:
    found = column("n", [1, 2, 3] * 20 + ["many"])
    assert (found.kind, found.distinct) == ("categorical", 4)


def test_infinite_values_are_kept_and_told() -> None:
    table = read(b"a,b\n1,inf\n2,-Infinity\n3,1e400\n4,\n")
    assert table.frame["b"].tolist()[:3] == [np.inf, -np.inf, np.inf]
    assert "3 infinite values" in table.schema["b"].note
    assert table.notes == ("infinite values in 'b' are kept",)


def test_categories_are_text_as_written() -> None:
    assert read(b"a,b\n1.50,x\nyes,y\n").frame["a"].tolist() == ["1.50", "yes"]


def test_million_categories_are_read() -> None:
    table = read(("c,v\n" + "\n".join(f"k{n},1" for n in range(200_000))).encode())
    assert table.schema["c"] == Column("c", "id", 200_000, 0, 200_000, "every value differs, and none has a blank")


def test_counts_are_exact() -> None:
    table = read(b"a,b,c\n1,x,2024-01-01\n1,,2024-01-01\n,x,\n2,y,2024-01-02\n")
    assert [(c.missing, c.distinct) for c in table.schema] == [(1, 2), (1, 2), (1, 2)]
