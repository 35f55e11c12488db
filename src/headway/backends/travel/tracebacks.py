"""Tracebacks that cross processes: rows of plain values there, real traceback objects here.

Python prints a traceback from its frames' code objects: file, function, line, columns. So frames are made here whose
code has the same of these, and nothing else: no local variables, nothing that runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from types import CodeType, FrameType, FunctionType, TracebackType
from typing import Any, TypeAlias

MOST_ROWS = 200  # of a longer one the first and the last half travel
# file, function, its qualified name, its first line, the line, the last line, first and last column, the module
Row: TypeAlias = "tuple[str, str, str, int, int, int | None, int | None, int | None, str]"


def rows_of(traceback: TracebackType | None) -> list[Row]:
    """A traceback as plain values, from the outermost frame to the one that raised."""
    found: list[TracebackType] = []
    while traceback is not None:
        found.append(traceback)
        traceback = traceback.tb_next
    if len(found) <= MOST_ROWS:
        return [_row(one) for one in found]
    half = MOST_ROWS // 2
    name = f"… {len(found) - MOST_ROWS} more calls …"
    return [*map(_row, found[:half]), ("", name, name, 0, 0, None, None, None, ""), *map(_row, found[-half:])]


def _row(traceback: TracebackType) -> Row:
    code, line = traceback.tb_frame.f_code, traceback.tb_lineno or 0
    _, last, start, end = next(islice(code.co_positions(), max(traceback.tb_lasti, 0) // 2, None), (None,) * 4)
    module = traceback.tb_frame.f_globals.get("__name__")
    module = module if type(module) is str else ""
    return code.co_filename, code.co_name, code.co_qualname, code.co_firstlineno, line, last, start, end, module


def traceback_of(rows: list[Row]) -> TracebackType | None:
    """A traceback that prints as the one did from which the rows were made."""
    traceback = None
    for row in reversed(rows):
        traceback = TracebackType(traceback, _frame(row), 0, row[4])
    return traceback


def _never_started() -> Iterator[Any]:
    yield


def _frame(row: Row) -> FrameType:
    file, name, qualified, first, line, last, start, end, module = row
    code = _never_started.__code__
    code = code.replace(
        co_filename=file,
        co_name=name,
        co_qualname=qualified,
        co_firstlineno=first,
        co_linetable=_locations(code, line - first, (last or line) - line, start, end),
    )
    # The frame of a generator that never began: no caller hangs on it, as it would on the frame of a finished call.
    generator = FunctionType(code, {"__name__": module, "__file__": file})()
    frame: FrameType = generator.gi_frame
    return frame


def _locations(code: CodeType, delta: int, lines: int, start: int | None, end: int | None) -> bytes:
    """A table that puts all of a code object at one place; its format is in CPython's Objects/locations.md."""
    columns = b"" if start is None or end is None else _varint(lines) + _varint(start + 1) + _varint(end + 1)
    kind = 14 if columns else 13
    table, left = bytearray(), len(code.co_code) // 2
    while left > 0:
        units = min(left, 8)
        table += bytes([0x80 | kind << 3 | units - 1]) + _varint(-delta << 1 | 1 if delta < 0 else delta << 1) + columns
        left, delta = left - units, 0
    return bytes(table)


def _varint(number: int) -> bytes:
    written = bytearray()
    while number >= 64:
        written.append(number & 63 | 64)
        number >>= 6
    return bytes([*written, number])
