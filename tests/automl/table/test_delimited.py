"""Delimited text, read: dialects, bad tables, columns that turn out to be other than they began."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from headway.automl.table import read
from headway.errors import BadTable


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_found(delimiter: str, end: str) -> None:
    rows = [["a", "b", "c"], ["1", "x", "2.5"], ["2", '"y, z; |\tq"', "3.5"]]
    table = read(end.join(delimiter.join(row) for row in rows).encode())
    assert table.frame["a"].tolist() == [1, 2]
    assert table.frame["b"].tolist() == ["x", "y, z; |\tq"]
    assert table.frame["c"].tolist() == [2.5, 3.5]


def test_other_delimiters_in_values_mislead_nobody() -> None:
    assert read(b"a,b;c\n1,x;y\n2,z\n").schema.names == ("a", "b;c")
    assert read(b"a;b\n1,5;2,5\n2,5;3,5\n").frame["b"].tolist() == [2.5, 3.5]


def test_delimiter_told_by_excel_is_believed() -> None:
    table = read(b"sep=|\r\na|b,c\r\n1|2\r\n")
    assert table.schema.names == ("a", "b,c")


def test_blanks_after_delimiters_are_no_part_of_values() -> None:
    table = read(b'a, b, c\n1, "x, y", u\n2, z, v\n')
    assert table.frame["b"].tolist() == ["x, y", "z"]
    assert read(b"a,b\n1, x\n2,y\n").frame["b"].tolist() == [" x", "y"]


def test_decimal_commas_are_read() -> None:
    table = read(b"a;b;c\n1,5;1.234,5;x\n2,25;12,0;y\n")
    assert table.frame["a"].tolist() == [1.5, 2.25]
    assert table.frame["b"].tolist() == [1234.5, 12.0]
    assert "the decimal sign is a comma" in table.notes


def test_one_column_of_decimal_commas_is_one_column() -> None:
    assert read(b"a\n1,5\n2,5\n").frame["a"].tolist() == [1.5, 2.5]


def test_quotes_inside_a_field_are_characters() -> None:
    table = read(b'size,n\n5" pipe,1\n6" pipe,2\n7" pipe,3\n')
    assert table.frame["size"].tolist() == ['5" pipe', '6" pipe', '7" pipe']
    assert read(b'a,b\n"x ""y""",1\n"z\nw",2\n').frame["a"].tolist() == ['x "y"', "z\nw"]


def test_blank_lines_are_no_rows() -> None:
    assert len(read(b"\n\na,b\n\n1,2\n\r\n  \n3,4\n\n\n")) == 2


def test_blank_lines_of_one_column_are_missing_values() -> None:
    assert read(b"a\n1\n\n2\n\n\n").frame["a"].tolist() == pytest.approx([1, np.nan, 2], nan_ok=True)
    assert len(read(b"a\n1\n\n2")) == 3
    assert len(read(b'a\nx\n""\n')) == 2


def test_one_row_and_one_column_are_tables() -> None:
    assert read(b"a,b\n1,x").frame.shape == (1, 2)
    assert read(b"name\nx\ny\n").frame.shape == (2, 1)


@pytest.mark.parametrize("content", [b"", b"\n\n \n", b"\xef\xbb\xbf", b",,\n,\n", "".encode("utf-16")])
def test_nothing_is_told(content: bytes) -> None:
    with pytest.raises(BadTable, match=r"is empty. Give it a header and at least one row"):
        read(content)


@pytest.mark.parametrize("content", [b"a,b", b"a,b\n", b"a,b\r\n\r\n", b"a\n\n\n"])
def test_header_without_rows_is_told(content: bytes) -> None:
    with pytest.raises(BadTable, match="has a header but no rows"):
        read(content)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"a,b\n1,2\n1\n", "1 field in line 3, and its header .line 1. has 2"),
        (b"a,b\n1,2\n\n1,2,3", "3 fields in line 4"),
        (b"a,b\n1,2,3\n", "3 fields in line 2.*Quote values"),
        (b'\na,b\n"x\ny",2\n3\n', "1 field in line 5, and its header .line 2. has 2"),
        (b"a,b\r1,2\r3\r", "1 field in line 3"),
        (b"sep=;\na;b\n1;2\n3\n", "1 field in line 4, and its header .line 2."),
        (b"a,b\n" + b"1,2\n" * 5000 + b"1\n" + b"1,2\n" * 5000, "1 field in line 5002"),
        (b"a,b\n" + b"1,2\n" * 3 + b"1,2,3\n1\n", "3 fields in line 5"),  # as many delimiters as there should be
    ],
)
def test_ragged_row_is_named(content: bytes, what: str) -> None:
    with pytest.raises(BadTable, match=what):
        read(content)


def test_long_row_at_the_start_of_a_chunk_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """pandas does not count the fields of a chunk's first row."""
    monkeypatch.setattr("headway.automl.table.delimited.CHUNK_BYTES", 1)
    with pytest.raises(BadTable, match="3 fields in line 102"):
        read(b"a,b\n" + b"1,2\n" * 100 + b"1,2,3\n" + b"1,2\n" * 200)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'a,b\n1,2\n1,"2\n3,4\n', 3),
        (b'a,b\n"x\ny","z\n1,2\n', 3),
        (b'a,"b\n1,2\n', 1),
        (b'"\r"1\r,1', 1),
        (b"a,b\n" + b'"x",1\n' * 30000 + b'"x,1\n' + b'"y",1\n' * 30000, 30002),
    ],
)
def test_quote_that_never_closes_is_named(content: bytes, line: int) -> None:
    with pytest.raises(BadTable, match=rf"quote in (its header, )?line {line}.* never closes"):
        read(content)


def test_nul_byte_is_named() -> None:
    with pytest.raises(BadTable, match="NUL byte in line 3"):
        read(b"a,b\n1,2\n3,\x004\n5,6\n")


def test_names_are_made_unique() -> None:
    table = read(b"a,a,, b ,\n1,2,3,4,5\n")
    assert table.schema.names == ("a", "a_2", "column_3", "b", "column_5")
    assert len(table.notes) == 3


def test_header_of_numbers_is_wondered_at() -> None:
    assert "is a header missing?" in read(b"5.1,3.5\n4.9,3.0\n").notes[0]


@pytest.mark.parametrize("odd", ["x", "True", "2x", "12345678901234567890", "007"])
def test_late_word_makes_a_column_text_as_written(odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headway.automl.table.delimited.CHUNK_BYTES", 1 << 10)
    rows = [f"{n % 9}.50,{n}" for n in range(3000)]
    table = read("\n".join(["a,b", *rows, f"{odd},1"]).encode())
    assert table.frame["a"].tolist() == [row.split(",")[0] for row in rows] + [odd]
    assert table.schema["a"].kind == "categorical"


def test_late_odd_date_is_read_as_text_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headway.automl.table.delimited.CHUNK_BYTES", 1 << 10)
    days = np.datetime64("2000-01-01") + np.arange(3000)
    table = read("\n".join(["day", *map(str, days), "soon"]).encode())
    assert table.frame["day"].to_numpy()[:-1].astype("datetime64[D]").tolist() == days.tolist()
    assert "'soon'" in table.schema["day"].note


def test_digits_are_not_lost_beside_missing_values() -> None:
    table = read(b"n\n9007199254740993\n\n9007199254740995\n")
    assert table.frame["n"].tolist()[::2] == ["9007199254740993", "9007199254740995"]
    assert table.schema["n"].kind == "categorical"


def test_chunks_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{n},{n / 8},{'uvw'[n % 3] * (n % 5)},word {n} of {n},2024-01-01T00:{n % 60:02}" for n in range(2500)]
    content = "\n".join(["a,b,c,d,e", *rows]).encode()
    whole = read(content)
    for limit in ("delimited.CHUNK_BYTES", "survey.BLOCK", "pieces.NARROW_ABOVE_BYTES", "delimited.NARROW_ABOVE_BYTES"):
        monkeypatch.setattr(f"headway.automl.table.{limit}", 1 << 9)
    pieced = read(content)
    assert pieced.schema == whole.schema
    assert [pieced.frame[name].astype(object).tolist() for name in "abcde"] == [
        whole.frame[name].astype(object).tolist() for name in "abcde"
    ]


def test_ten_thousand_columns_are_read() -> None:
    row = ",".join(str(n % 7) for n in range(10_000)).encode()
    table = read(b",".join(b"c%d" % n for n in range(10_000)) + b"\n" + (row + b"\n") * 3)
    assert table.frame.shape == (3, 10_000)
    assert len(read(b",".join([b"c"] * 10_000) + b"\n" + row).schema) == 10_000


MEASURE = """
import resource, sys, threading, time
from headway.automl.table import read
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
read(b"a,b,c\\n1,x,2024-01-01\\n2,y,2024-01-02\\n")
before = peak()
read(sys.argv[1])
print((peak() - before) * 1024)
"""


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs getrusage")
def test_large_file_is_read_in_little_memory(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    block = "".join(
        f"{n},{x:.6f},{['Taipei', 'Tainan', 'Hualien'][n % 3]},{n % 50},\n"
        for n, x in enumerate(random.normal(size=50_000))
    ).encode()
    file = tmp_path / "large.csv"
    with file.open("wb") as stream:
        stream.write(b"row,x,city,k,gap\n")
        for _ in range(150):
            stream.write(block)
    done = subprocess.run([sys.executable, "-c", MEASURE, str(file)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 2.5 * file.stat().st_size
