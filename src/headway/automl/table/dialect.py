"""How a table is written as text: its delimiter, its decimal sign, where its rows begin.

Quotes are those of RFC 4180: a field that begins with ``"`` ends at the next lone one; ``""`` inside stands for one.
A quote inside a field that did not begin with one is a character like others.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from headway.automl.table.encoding import Text
from headway.errors import BadTable

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
HEAD = 1 << 22
LOOKED_AT = 200
SAMPLE_ROWS = 1000


@dataclass(frozen=True)
class Dialect:
    """The delimiter, the sign before decimals, and whether a blank follows each delimiter."""

    delimiter: str = ","
    decimal: str = "."
    blanks: bool = False


@dataclass(frozen=True)
class Head:
    """What the first rows say: names as written, the first rows as text, where (in bytes) the rows begin, in which line."""

    dialect: Dialect
    names: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    starts_at: int
    header_line: int


def count_fields(line: str, dialect: Dialect, inside: bool) -> tuple[int, bool]:
    """The delimiters that separate fields in a line, and whether it ends inside quotes.

    >>> count_fields('1,"a, b",2', Dialect(), inside=False)
    (2, False)
    >>> count_fields('1,"a, b', Dialect(), inside=False)
    (1, True)
    """
    if not inside and '"' not in line:
        return line.count(dialect.delimiter), False
    count, at = 0, 0
    inside, at = (True, 0) if inside else _opens(line, 0, dialect)
    while True:
        if inside:
            at = _closing(line, at)
            if at < 0:
                return count, True
        at = line.find(dialect.delimiter, at)
        if at < 0:
            return count, False
        count += 1
        inside, at = _opens(line, at + 1, dialect)


def _opens(line: str, at: int, dialect: Dialect) -> tuple[bool, int]:
    while dialect.blanks and line[at : at + 1] == " ":
        at += 1
    return (True, at + 1) if line[at : at + 1] == '"' else (False, at)


def _closing(line: str, at: int) -> int:
    """The place after the quote that closes a field, or -1."""
    while True:
        at = line.find('"', at) + 1
        if not at or line[at : at + 1] != '"':
            return at or -1
        at += 1


def _is_closed_by_accident(line: str, dialect: Dialect) -> bool:
    """Whether a quote closes a field of earlier lines and more follows: it was meant to open the next one."""
    at = _closing(line, 0)
    return at > 0 and line[at : at + 1] not in (dialect.delimiter, "\n", "\r", "")


@dataclass(frozen=True)
class Record:
    """A row as it stands in a file: the line that it begins in, its fields, the line of a quote that never closed."""

    line: int
    fields: int
    unclosed: int = 0
    is_blank: bool = False


def records(lines: Iterable[str], dialect: Dialect) -> Iterator[Record]:
    r"""The rows of a text, counted exactly; slow beside a parser in C, and used to find what is wrong.

    >>> list(records(["a,b\n", '1,"x\n', 'y",3\n'], Dialect()))
    [Record(line=1, fields=2...), Record(line=2, fields=3...)]
    """
    inside, first, opened, fields = False, 1, 0, 1
    blank = "\r\n " if dialect.delimiter == "\t" else "\r\n\t "
    for number, line in enumerate(lines, 1):
        if inside and _is_closed_by_accident(line, dialect):
            yield Record(first, fields, opened)
            return
        if not inside:
            first, fields = number, 1
        more, still = count_fields(line, dialect, inside)
        if still and (more or not inside):
            opened = number
        fields, inside = fields + more, still
        if not inside:
            yield Record(first, fields, is_blank=first == number and not line.strip(blank))
    if inside:
        yield Record(first, fields, opened)


def look(text: Text) -> Head:
    """What the first rows of a text say.

    Raises:
        BadTable: There is nothing in it, or the header does not end.
    """
    with text.open() as stream:
        start = stream.read(HEAD + 1)
    whole = len(start) <= HEAD
    head = start.decode("utf-8", "ignore")  # the last character may be cut
    if not head.strip("\r\n\t ,;|"):
        raise BadTable(f"{text.title} is empty", "Give it a header and at least one row.")
    skipped, told = _told_delimiter(head)
    head = head[skipped:]
    dialect = Dialect(told or _delimiter(head))
    dialect = replace(dialect, blanks=_has_blanks(head, dialect))
    return _head(text, head, dialect, skipped, whole)


def _told_delimiter(head: str) -> tuple[int, str]:
    """The first line `sep=;`, as Excel writes it: its length and the delimiter."""
    told = re.match(r'"?sep=(.)"?(\r\n|\r|\n)', head)
    return (told.end(), told[1]) if told else (0, "")


def _delimiter(head: str) -> str:
    """The character that cuts the most rows into as many fields as the header has; then the one with most fields."""
    lines = list(islice(io.StringIO(head, newline=None), LOOKED_AT))
    if len(lines) > 1 and not lines[-1].endswith("\n"):
        lines.pop()  # it may be half a line
    scores = {delimiter: _agreement(lines, Dialect(delimiter)) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if scores[best] > (0.0, 0):
        return best
    return ";" if _is_one_column_of_decimals(lines) else ","


def _agreement(lines: list[str], dialect: Dialect) -> tuple[float, int]:
    found = [record for record in records(lines, dialect) if not record.is_blank and not record.unclosed]
    fields = found[0].fields if found else 1
    if fields < 2:
        return 0.0, 0
    rows = found[1:]
    same = sum(record.fields == fields for record in rows)
    return (same + 0.5) / (len(rows) + 1), fields


def _is_one_column_of_decimals(lines: list[str]) -> bool:
    if "," not in "".join(lines[1:]) or "," in lines[0]:
        return False
    return all(re.fullmatch(r"[+-]?\d+(,\d+)?|", line.strip()) for line in lines[1:])


def _has_blanks(head: str, dialect: Dialect) -> bool:
    """Whether a blank follows every delimiter of the first rows, so that it is not part of the values."""
    if dialect.delimiter == "\t":
        return False
    lines = [line for line in head.splitlines()[1:21] if line][: 20 if head.count("\n") > 1 else 0]
    spots = [match.group() for line in lines for match in re.finditer(re.escape(dialect.delimiter) + ".", line)]
    return bool(spots) and all(spot.endswith(" ") for spot in spots)


def _head(text: Text, head: str, dialect: Dialect, skipped: int, whole: bool) -> Head:
    lines = io.StringIO(head, newline="")
    blank = 0
    while head[blank : blank + 1] in ("\r", "\n"):
        blank += 1
    lines.seek(blank)
    header_line = 1 + len(re.findall(r"\r\n|\r|\n", head[:blank])) + (1 if skipped else 0)
    header = _first_record(lines, dialect)
    if header is None:
        what = f"{text.title} has a quote in its header, line {header_line}, that never closes"
        raise BadTable(what, "Close it, or take it out.")
    names, end = header
    sample = _sample(head[end:], dialect, whole)
    starts_at = len(head[:end].encode()) + skipped
    return Head(replace(dialect, decimal=_decimal(sample, dialect)), names, sample, starts_at, header_line)


def _first_record(lines: io.StringIO, dialect: Dialect) -> tuple[tuple[str, ...], int] | None:
    """The fields of the first row, and where it ends."""
    row, inside = [], False
    for line in iter(lines.readline, ""):
        row.append(line)
        _, inside = count_fields(line, dialect, inside)
        if not inside:
            fields = next(iter(_rows(row, dialect)), ())
            return tuple(field.strip() for field in fields), lines.tell()
    return None


def _rows(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    """Rows as lists of text. Ends early at a field that is too long for this module: only a sample is read so."""
    reader = csv.reader(lines, delimiter=dialect.delimiter, skipinitialspace=dialect.blanks)
    while True:
        try:
            yield next(reader)
        except (StopIteration, csv.Error):
            return


def _sample(head: str, dialect: Dialect, whole: bool) -> tuple[tuple[str, ...], ...]:
    rows = [tuple(row) for row in islice(_rows(io.StringIO(head, newline=""), dialect), SAMPLE_ROWS) if row]
    return tuple(rows if whole or len(rows) == SAMPLE_ROWS else rows[:-1] or rows)


def _decimal(sample: tuple[tuple[str, ...], ...], dialect: Dialect) -> str:
    """The comma, where fields read as numbers with it and none with a point."""
    if dialect.delimiter == ",":
        return "."
    found = {"," if "," in field else "." for row in sample for field in row if _DECIMALS.fullmatch(field.strip())}
    return "," if found == {","} else "."


_DECIMALS = re.compile(r"[+-]?\d+[.,]\d+([eE][+-]?\d+)?")
