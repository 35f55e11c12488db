"""Whether all rows of a text have as many fields as its header, seen without parsing them: bytes compared in blocks.

The C parser of pandas fills short rows in silence, and says nothing of zeros before a number, which make it a code. Both
are counted here, at a fraction of the parser's cost. Stray quotes can make the quick count wrong, never right by
mistake: where it finds a fault, the exact count of :func:`dialect.records` has the last word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np

from headway.automl.table.dialect import Dialect, Head, records
from headway.automl.table.encoding import Text
from headway.errors import BadTable

BLOCK = 1 << 21
LONG_LINE = 1 << 16
QUOTE, NEWLINE, RETURN, ZERO, NINE = (ord(character) for character in '"\n\r09')

Positions = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Bytes = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass
class Survey:
    """What is counted while the blocks go by.

    ``coded``: the columns in which a value begins with a zero and another digit. ``blank_end``: how many blank lines
    stand after the last row.
    """

    expected: int
    coded: set[int] = field(default_factory=set)
    is_even: bool = True
    blank_end: int = 0
    inside: bool = False
    before: int = 0  # delimiters in the row that the last block began
    last: bytes = b"\n"


def survey(text: Text, head: Head) -> Survey:
    """Count the fields of every row.

    Raises:
        BadTable: A row has more or fewer fields than the header, a quote never closes, or there is a NUL byte; the
            message names the line.
    """
    found = Survey(len(head.names) - 1)
    with text.open(head.starts_at) as stream:
        while block := _block(stream):
            if 0 in block:
                raise _nul(text)
            _count(block, head.dialect, found)
    if found.inside or (found.last not in b"\r\n" and found.before != found.expected) or not found.is_even:
        _explain(text, head)
    return found


def _block(stream: BinaryIO) -> bytes:
    """A block that ends with a line, where lines are not too long; never between a return and its newline."""
    block = stream.read(BLOCK)
    block += stream.readline(LONG_LINE) if block else b""
    while block.endswith(b"\r") and (more := stream.read(1)):
        block += more
    return block


def _count(block: bytes, dialect: Dialect, found: Survey) -> None:
    values = np.frombuffer(block, np.uint8)
    is_delimiter, is_end = values == ord(dialect.delimiter), _ends(values, block)
    if found.inside or QUOTE in block:
        outside = _outside(values, found)
        found.is_even = found.is_even and not _closes_oddly(values, outside, dialect)
        is_delimiter &= outside
        is_end &= outside
    delimiters, ends = np.flatnonzero(is_delimiter), np.flatnonzero(is_end)
    _compare(delimiters, ends, values, found)
    _find_codes(values, delimiters, ends, dialect, found)
    found.before = _after_last(delimiters, ends, found)
    found.blank_end = _blank_end(block, found)
    found.last = block[-1:]


def _ends(values: Bytes, block: bytes) -> Flags:
    """Where rows end. A return is an end where no newline follows it, as at the end of the file."""
    ends: Flags = values == NEWLINE
    ends[-1] |= values[-1] == RETURN
    if RETURN in block:
        returns = np.flatnonzero(values[:-1] == RETURN)
        ends[returns[values[returns + 1] != NEWLINE]] = True
    return ends


def _outside(values: Bytes, found: Survey) -> Flags:
    inside = np.bitwise_xor.accumulate((values == QUOTE).view(np.uint8)) ^ np.uint8(found.inside)
    found.inside = bool(inside[-1])
    outside: Flags = inside == 0
    return outside


def _closes_oddly(values: Bytes, outside: Flags, dialect: Dialect) -> bool:
    """Whether something other than a delimiter or a line's end follows a quote that closes: one before may lack its end."""
    after = values[1:][(values[:-1] == QUOTE) & outside[:-1]]
    fits = (after == ord(dialect.delimiter)) | (after == NEWLINE) | (after == RETURN) | (after == QUOTE)
    return not bool(fits.all())


def _compare(delimiters: Positions, ends: Positions, values: Bytes, found: Survey) -> None:
    if not len(ends) or not found.is_even:
        return
    counts = np.diff(np.searchsorted(delimiters, ends), prepend=0)
    counts[0] += found.before
    odd = np.flatnonzero(counts != found.expected)
    # A blank line is no row (and one missing value where there is one column, which is as expected).
    found.is_even = all(_is_blank(values, int(ends[place]), found) for place in odd)


def _is_blank(values: Bytes, end: int, found: Survey) -> bool:
    before = bytes(values[max(end - 2, 0) : end])
    before = (found.last + before)[-2:] if end < 2 else before
    return before.endswith(b"\n") or before == b"\n\r" or (before.endswith(b"\r") and values[end] != NEWLINE)


def _find_codes(values: Bytes, delimiters: Positions, ends: Positions, dialect: Dialect, found: Survey) -> None:
    """The columns of fields that begin with 0 and one more digit."""
    if found.last in b"\r\n" and values[0] == ZERO and len(values) > 1 and ZERO <= values[1] <= NINE:
        found.coded.add(0)
    begins = (values[:-2] == ord(dialect.delimiter)) | (values[:-2] == NEWLINE) | (values[:-2] == RETURN)
    begins |= values[:-2] == QUOTE
    if dialect.blanks:
        begins |= values[:-2] == ord(" ")
    begins &= (values[1:-1] == ZERO) & (values[2:] >= ZERO) & (values[2:] <= NINE)
    spots = np.flatnonzero(begins) + 1
    if len(spots):
        row_starts = np.concatenate(([0], np.searchsorted(delimiters, ends)))
        rows = np.searchsorted(ends, spots)
        columns = np.searchsorted(delimiters, spots) - row_starts[rows]
        columns[rows == 0] += found.before
        found.coded.update(np.unique(columns).tolist())


def _after_last(delimiters: Positions, ends: Positions, found: Survey) -> int:
    if not len(ends):
        return found.before + len(delimiters)
    return int(len(delimiters) - np.searchsorted(delimiters, ends[-1]))


def _blank_end(block: bytes, found: Survey) -> int:
    rest = len(block.rstrip(b"\r\n"))
    ends = block[rest:].replace(b"\r\n", b"\n")
    return max(len(ends) - 1, 0) if rest else found.blank_end + len(ends)


def _nul(text: Text) -> BadTable:
    with text.lines() as lines:
        line = next((number for number, line in enumerate(lines, 1) if "\0" in line), 0)
    return BadTable(f"{text.title} has a NUL byte in line {line}, so it is no text", "Save it again as CSV (UTF-8).")


def _explain(text: Text, head: Head) -> None:
    """Count exactly, and raise the error of the first row that is not as the header."""
    expected = len(head.names)
    with text.lines() as lines:
        for record in records(lines, head.dialect):
            if record.unclosed:
                what = f"{text.title} has a quote in line {record.unclosed} that never closes"
                raise BadTable(what, "Close it, or take it out.")
            if record.line <= head.header_line or record.is_blank:
                continue
            if record.fields != expected:
                raise _ragged(text, head, record.line, record.fields)


def _ragged(text: Text, head: Head, line: int, fields: int) -> BadTable:
    delimiter = head.dialect.delimiter
    what = (
        f"{text.title} has {_fields(fields)} in line {line}, and its header (line {head.header_line}) has "
        f"{len(head.names)}, divided by {delimiter!r}"
    )
    cure = f"Quote values that hold {delimiter!r}, or mend the line" if fields > len(head.names) else "Mend the line"
    return BadTable(what, f"{cure}.")


def _fields(count: int) -> str:
    return "1 field" if count == 1 else f"{count} fields"
