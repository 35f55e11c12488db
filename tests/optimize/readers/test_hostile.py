"""Corrupt, truncated and hostile texts: a model or an error of ours with a line, in bounded time, and nothing is run."""

from __future__ import annotations

import builtins
import io
import subprocess
import time
from collections.abc import Callable
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.errors import UnreadableModel
from headway.optimize.readers.lingo import read_lingo
from headway.optimize.readers.lingo_report import read_lingo_report
from headway.optimize.readers.lp import read_lp
from headway.optimize.readers.mps import read_mps

Read = Callable[[str], object]
READERS: dict[str, tuple[Read, str]] = {
    "mps": (
        read_mps,
        "NAME a b\nOBJSENSE\n MAX\nROWS\n N c\n L r\n E e\nCOLUMNS\n M 'MARKER' 'INTORG'\n x c 1 r 2\n M 'MARKER' 'INTEND'\n"
        " y c -1.5e1 e 1\nRHS\n R r 4 c 1\nRANGES\n R r 2\nBOUNDS\n UP B x 4\n FR B y\nENDATA\n",
    ),
    "lp": (
        read_lp,
        "\\* m *\\\nMaximize\n obj: 3 x - 2e1 y + 7\nSubject To\n c1: 1 <= x + y <= 8\n c2: x >= -inf\nBounds\n x <= 5\n y free\n"
        " -inf <= z <= -1\nGenerals\n x\nBinaries\n b\nEnd\n",
    ),
    "lingo": (
        read_lingo,
        "MODEL: TITLE t; !~ name V Y a%20b;\nSETS: P/A,B/: C, X; L(P,P)|&1 #LT# &2: Z; ENDSETS\nDATA: C = 1 -2.5; ENDDATA\n"
        "MAX = @SUM(P(I): C(I)*X(I)) + 3*Y;\n@FOR(P(I)|I #GT# 1: [R] X(I) - X(I-1) <= 2; @GIN(X(I)));\n"
        "@BND(-1E30, Y, 5); [S] 2*(Y + X(1)) >= 1;\n!~ freerow f: +1*Y; !~ order Y;\nEND\n",
    ),
    "report": (
        read_lingo_report,
        "Global optimal solution found.\nObjective value: 42.0\n\n Variable Value Reduced Cost\n X( A) 1.0 0.0\n\n"
        " Row Slack or Surplus Dual Price\n 1 42.0 1.0\n",
    ),
}
PIECES = st.sampled_from(
    [
        *(
            "\n",
            " ",
            ";",
            ":",
            "(",
            ")",
            "[",
            "]",
            "/",
            "|",
            "!",
            "!~ ",
            "@SUM(",
            "@FOR(",
            "&1",
            "#EQ#",
            "..",
            ",",
            "=",
            "<=",
            ">",
        ),
        *(
            "+",
            "-",
            "*",
            "^",
            "1",
            "1e999",
            "nan",
            "inf",
            "-inf",
            "1..9",
            "x",
            "X",
            "P",
            "MAX",
            "END",
            "End",
            "st",
            "bounds",
            "free",
        ),
        *(
            "ROWS",
            " N z",
            "RHS",
            "'MARKER'",
            "\x00",
            "é",
            "\t",
            "\\",
            "%FF",
            "\u2028",
            "\ud800",
            "9" * 400,
            "Variable Value",
        ),
    ]
)


def outcome(read: Read, text: str) -> UnreadableModel | None:
    """None where a text is read; every other error than ours rises."""
    try:
        read(text)
    except UnreadableModel as error:
        refused = error
    else:
        return None
    assert 1 <= refused.line <= len(text.splitlines()) + 1
    assert str(refused)
    return refused


@pytest.fixture(params=READERS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_texts_themselves_are_read(kind: str) -> None:
    read, text = READERS[kind]
    assert outcome(read, text) is None


def test_truncated_anywhere(kind: str) -> None:
    read, text = READERS[kind]
    is_whole = [outcome(read, text[:length]) is None for length in range(len(text) + 1)]
    if kind != "report":  # which has no mark of its end
        assert is_whole.index(True) >= len(text.rstrip())


@pytest.mark.parametrize("name", READERS)
@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_mutated(name: str, data: st.DataObject) -> None:
    read, text = READERS[name]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + data.draw(st.just("") | PIECES | st.text(max_size=3)) + text[end:]
    outcome(read, text)


@pytest.mark.parametrize("name", READERS)
@settings(deadline=None, max_examples=60)
@given(pieces=st.lists(PIECES, max_size=25))
def test_nonsense(name: str, pieces: list[str]) -> None:
    outcome(READERS[name][0], " ".join(pieces))
    outcome(READERS[name][0], "".join(pieces))


LONG = 30_000
EXTREME = {
    "parentheses": "MAX = " + "(" * LONG + "X" + ")" * LONG + ";",
    "signs": "MAX = " + "-" * LONG + "X;",
    "nots": "MAX = " + "#NOT# " * LONG + "X;",
    "powers": "MAX = X*2" + "^1" * LONG + ";",
    "sums": "MAX = X" + " + X" * LONG + ";",
    "products": "MAX = X" + "*1" * LONG + ";",
    "comparisons": "MAX = X*(1" + " #EQ# 1" * LONG + ");",
    "loops": "SETS: P/A/: X; ENDSETS " + "@FOR(P: " * LONG + "X <= 1" + ")" * LONG + ";",
    "subscripts": "SETS: P/A/: X; ENDSETS MAX = " + "X(" * LONG + "1" + ")" * LONG + ";",
    "derived sets": "SETS: P/A B/; "
    + " ".join(f"Q{k}({'P' if k == 0 else f'Q{k - 1},Q{k - 1}'});" for k in range(40))
    + " ENDSETS MAX = @SIZE(Q39);",
    "comments": "MAX = X;" + "!" * LONG,
    "statements": "X <= 1;" * 20_000,
    "huge set": "SETS: P/1..1000000000000/: X; ENDSETS MAX = @SUM(P: X);",
    "huge number": "MAX = " + "9" * LONG + "*X;",
    "huge power": "MAX = 9^9^9^9^9*X;",
}


@pytest.mark.parametrize("name", EXTREME)
def test_extreme_lingo_takes_bounded_time(name: str) -> None:
    begun = time.process_time()
    outcome(read_lingo, EXTREME[name])
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    "text",
    [
        "min " + "+" * LONG + "x st end",
        "min x st c: " + "1 <= " * 20_000 + "x end",
        "min " + "x + " * LONG + "x st end",
        "min " + "9" * LONG + " x st end",
        "min x st " + "x >= 1 " * 20_000 + "end",
        "min x" + "[" * LONG + " st end",
        "\\" * LONG,
        "min x st end " + "\n" * LONG,
    ],
)
def test_extreme_lp_takes_bounded_time(text: str) -> None:
    begun = time.process_time()
    outcome(read_lp, text)
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    "text",
    [
        "-" * LONG + " x",
        "Objective value: " + "9" * LONG,
        " Variable Value\n" + "x " * LONG,
        "Global optimal " + " " * LONG + "x",
    ],
)
def test_extreme_report_takes_bounded_time(text: str) -> None:
    begun = time.process_time()
    outcome(read_lingo_report, "Global optimal solution found.\n" + text)
    assert time.process_time() - begun < 10


def test_nothing_is_opened_or_run(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("a text opened a file or ran a program")

    for holder, name in (
        (builtins, "open"),
        (io, "open"),
        (builtins, "eval"),
        (builtins, "exec"),
        (subprocess, "Popen"),
    ):
        monkeypatch.setattr(holder, name, refuse)
    read, text = READERS[kind]
    outcome(read, text)
    for hostile in (
        "__import__('os').system('true')",
        "@FILE('/etc/passwd')",
        "DATA: A = @FILE(x); ENDDATA",
        "@OLE(x)",
        "{0.__class__}",
    ):
        outcome(read, hostile)
        outcome(read, text.replace("\n", f"\n{hostile}\n", 1))
