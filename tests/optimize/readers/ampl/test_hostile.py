"""Hostile AMPL: an error of ours with its line, soon, and nothing is opened or run."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.errors import UnreadableModel
from headway.optimize.model import Model
from headway.optimize.readers.ampl import read_ampl, source
from headway.optimize.writers.ampl.writing import ampl_text

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
TEXT = """# shop
param n := 3; set I := 1..n; set P; set E within {P, I};
param c{P} default 2; param a{(p,i) in E} >= 0;
param s symbolic := "it's";
var x{p in P} >= 0, <= 10, integer; var y 'why not' binary;
maximize o: sum{p in P} c[p]*x[p] - (if n > 2 and 'a' in P then y else 0) + 3.5;
s.t. r{i in I: i mod 2 = 1}: 1 <= sum{(p,i) in E} a[p,i]*x[p] <= max(4, n);
data;
set P := a 'b c';
param : E : a := a 1 2  'b c' 3 4.5;
param c : = a 1;
end;
""".replace(": =", ":=")
PIECES = st.sampled_from(
    [
        *(
            "",
            " ",
            "\n",
            ";",
            ":=",
            ":",
            "(",
            ")",
            "{",
            "}",
            "[",
            "]",
            "'",
            '"',
            "/*",
            "*/",
            "#",
            "*",
            "^",
            "..",
            ".",
            ",",
            "-",
        ),
        *(
            " in ",
            " sum{",
            " if ",
            " then ",
            "data;",
            "model;",
            "end;",
            "1e9",
            "1e999",
            "0",
            "x",
            "P",
            "é",
            "\0",
            "1..1e12",
        ),
        *(" union ", " cross ", " not ", "{i in I}", "option;", "for", "<=", ">=", "="),
    ]
)


def _read(text: str) -> None:
    """It is read, or refused with a line that the text has."""
    line = 1
    try:
        read_ampl(text)
    except UnreadableModel as refused:
        line = refused.line
    assert 1 <= line <= text.count("\n") + 1


def test_text_is_sound() -> None:
    assert len(read_ampl(TEXT).variables) == 3


def test_cut_at_every_length() -> None:
    for end in range(len(TEXT)):
        _read(TEXT[:end])


def test_cut_text_of_our_own_is_no_whole_model() -> None:
    text = ampl_text(Model.of_arrays([1, 2], [[1, 1]], row_upper=[3], variables=["x", "y"]))
    for end in range(len(text)):
        _read(text[:end])


@settings(CALM, max_examples=200)
@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, 12), PIECES), min_size=1, max_size=4))
def test_changed_at_random(changes: list[tuple[int, int, str]]) -> None:
    text = TEXT
    for at, gone, piece in changes:
        text = text[:at] + piece + text[at + gone :]
    _read(text)


@pytest.mark.full
@settings(CALM, max_examples=5000)
@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, 12), PIECES), min_size=1, max_size=6))
def test_changed_at_random_many_times(changes: list[tuple[int, int, str]]) -> None:
    text = TEXT
    for at, gone, piece in changes:
        text = text[:at] + piece + text[at + gone :]
    _read(text)


@settings(CALM, max_examples=100)
@given(st.text(max_size=80))
def test_any_characters(text: str) -> None:
    _read(text)


@pytest.mark.parametrize(
    "text",
    [
        "param x := " + "(" * 100_000,
        "param x := " + "-" * 100_000 + "1;",
        "param x := " + "2*" * 50_000 + "1;",
        "param x := " + "if 1 then " * 50_000,
        "param x := " + "not " * 50_000 + "1;",
        "param x := " + "2^" * 50_000 + "1;",
        "set A := " + "{1} union " * 50_000 + "{2};",
        "set A := " + "{" * 50_000,
        "var x{" + "1..2," * 30 + "1..2};",
        "set A := {(" + "1," * 50_000 + "2)};",
    ],
    ids=lambda text: text[11:16],
)
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(UnreadableModel):
        read_ampl(text)


@pytest.mark.parametrize(
    "text",
    [
        "set I := 1..1000000000000; var x{I};",
        "var x{1..1e15};",
        "var x{1..1e300};",
        "set S := 1..100000; set T := S cross S; var x{T};",
        "set A; var x{A}; data; set A := 1..1000000000000;",
        "param f{i in 0..10^9} := i; var x >= f[1];",
        "param f{i in 1..300} := 2*f[i mod 300 + 1]; var x >= f[1];",
        "param f{i in 0..300} := if i = 300 then 1 else f[i+1]; var x >= f[0];",
        "param s{i in 1..999} symbolic := if i = 1 then 'ab' else s[i-1] & s[i-1]; var x; check: s[999] = 'a';",
        "param p := 9^9^9^9; var x >= p;",
    ],
)
def test_huge_models_are_refused_at_once(text: str) -> None:
    began = time.process_time()
    with pytest.raises(UnreadableModel):
        read_ampl(text)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        "set I := 1..1000; var x{I,I,I,I} >= 0;",
        "param s := sum{i in 1..1000, j in 1..1000, k in 1..1000} i*j*k; var x >= s;",
        "set S{i in 1..1000} := 1..1000+i; var x{i in 1..1000, j in S[i]};",
        "var x; r{i in 1..1000, j in 1..1000, k in 1..1000: i < 0}: x >= 1;",
        "var x; check{i in 1..1000, j in 1..1000, k in 1..1000}: exists{m in 1..1000} m > 0;",
        "var x; r{i in 1..1000, j in 1..1000}: sum{k in 1..1000} x >= 1;",
        "set A; var x{A}; data; set A := " + "1..1000 " * 100 + ";",
    ],
)
def test_endless_work_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(source, "MOST_STEPS", 200_000)  # to be quick about it
    with pytest.raises(UnreadableModel, match=r"too many steps|is too large"):
        read_ampl(text)


@pytest.mark.full
def test_endless_work_is_refused_in_time() -> None:
    began = time.process_time()
    with pytest.raises(UnreadableModel, match="too many steps"):
        read_ampl("set I := 1..1000; var x{I,I,I,I} >= 0;")
    assert time.process_time() - began < 30
