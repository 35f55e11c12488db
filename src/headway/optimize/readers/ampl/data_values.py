"""What the data of one set or parameter come to, once the number of its subscripts is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from headway.optimize.readers.ampl.data_syntax import Columns, Plain, Range, Record, Slice, Table, Value
from headway.optimize.readers.ampl.lexer import Token
from headway.optimize.readers.ampl.source import STEPS_A_MEMBER, Source

Key = tuple[Value, ...]
Entry = tuple[Key, Value | None, int]  # None: a dot


def stars(count: int, line: int) -> Slice:
    """The slice that leaves all open, which data begin with."""
    return Slice((None,) * count, line)


def members(name: str, records: Sequence[Record], start: Slice, source: Source) -> Iterator[tuple[Key, int]]:
    """The members of a set, each with its line, in the order of the text.

    Raises:
        UnreadableModel: they don't have as many parts as the set.
    """
    here, count = start, len(start.parts)
    for record in records:
        if isinstance(record, Slice):
            _check_parts(name, record, count, source)
            here = record
        elif isinstance(record, Table):
            yield from ((here.filled(pair), line) for pair, line in _ticked(name, record, here, source))
        elif isinstance(record, Range):
            _check_free(name, here, 1, record.low.line, source)
            yield from ((here.filled((value,)), record.low.line) for value in numbers(record, source))
        else:
            yield from ((here.filled(values), line) for values, line in _grouped(name, record, here, source))


def entries(name: str, records: Sequence[Record], start: Slice, source: Source) -> Iterator[Entry]:
    """The values of a parameter by their subscripts, each with its line.

    Raises:
        UnreadableModel: they don't have as many subscripts as the parameter.
    """
    here, count = start, len(start.parts)
    for record in records:
        if isinstance(record, Slice):
            _check_parts(name, record, count, source)
            here = record
        elif isinstance(record, Table):
            _check_free(name, here, 2, record.line, source)
            for row, column, cell in _cells(name, record, source):
                yield here.filled((row, column)), _cell(cell, source), cell.line
        elif isinstance(record, Plain):
            words = [word for word in record.words if isinstance(word, Token)]
            for key, (cell,), line in records_of(name, words, here.free, 1, source):
                yield here.filled(key), _cell(cell, source), line


def rows(table: Columns, count: int, source: Source) -> Iterator[tuple[Key, list[Value | None], int]]:
    """The rows of a table of several parameters of ``count`` subscripts."""
    what = table.set_name or table.params[0]
    for key, cells, line in records_of(what, table.cells, count, len(table.params), source):
        yield key, [_cell(cell, source) for cell in cells], line


def records_of(
    name: str, words: Sequence[Token], free: int, values: int, source: Source
) -> Iterator[tuple[Key, Sequence[Token], int]]:
    """Words cut into subscripts and values."""
    width = free + values
    if width and len(words) % width:
        last = words[len(words) - len(words) % width]
        raise source.fail(
            last.line, f"the data of `{name}` end amid {_counted(free, 'subscript')} and {_counted(values, 'value')}"
        )
    for at in range(0, len(words), width or 1):
        key = tuple(_subscript(word, source) for word in words[at : at + free])
        yield key, words[at + free : at + width], words[at].line


def numbers(record: Range, source: Source) -> list[float]:
    """The numbers of a range."""
    ends = [record.low, record.high, *([record.step] if record.step else [])]
    for token in ends:
        if not isinstance(token.value, float) or abs(token.value) > 1e15:
            raise source.fail(token.line, f"{token} stands where an end of a range is expected")
    low, high, step = *(float(token.value) for token in ends), *([] if record.step else [1.0])
    return list(arithmetic(low, high, step, record.low.line, source))


def arithmetic(low: float, high: float, step: float, line: int, source: Source) -> Iterator[float]:
    """``low..high by step``."""
    if step == 0:
        raise source.fail(line, "a range has a step of 0")
    room = (high - low) / step
    size = int(min(room, 1e18) + 1e-9) + 1 if room >= 0 else 0
    source.check_size(size, line, "a range")
    source.spend(STEPS_A_MEMBER * size, line)
    return (low + k * step for k in range(size))


def _check_parts(name: str, record: Slice, count: int, source: Source) -> None:
    if len(record.parts) != count:
        raise source.fail(
            record.line,
            f"a slice of {len(record.parts)} stands in the data of `{name}`, which has {_counted(count, 'subscript')}",
        )


def _check_free(name: str, here: Slice, count: int, line: int, source: Source) -> None:
    if here.free != count:
        raise source.fail(
            line,
            f"`{name}` has {_counted(here.free, 'subscript')} to give here, and the data have {count}",
            "Name a slice.",
        )


def _grouped(name: str, record: Plain, here: Slice, source: Source) -> Iterator[tuple[Key, int]]:
    """Members: each in parentheses, or a part after the other."""
    if any(isinstance(word, tuple) for word in record.words):
        for word in record.words:
            parts = word if isinstance(word, tuple) else (word,)
            _check_free(name, here, len(parts), parts[0].line, source)
            yield tuple(_subscript(part, source) for part in parts), parts[0].line
        return
    words = [word for word in record.words if isinstance(word, Token)]
    if not here.free:
        raise source.fail(words[0].line if words else 1, f"a slice of `{name}` leaves nothing open")
    for key, _, line in records_of(name, words, here.free, 0, source):
        yield key, line


def _cells(name: str, table: Table, source: Source) -> Iterator[tuple[Value, Value, Token]]:
    """Row, column and cell, turned round where the table is."""
    columns = [_subscript(token, source) for token in table.columns]
    if not columns:
        raise source.fail(table.line, f"a table of `{name}` has no columns")
    for (row,), cells, _ in records_of(name, table.cells, 1, len(columns), source):
        for column, cell in zip(columns, cells, strict=True):
            yield (column, row, cell) if table.is_transposed else (row, column, cell)


def _ticked(name: str, table: Table, here: Slice, source: Source) -> Iterator[tuple[Key, int]]:
    _check_free(name, here, 2, table.line, source)
    for row, column, cell in _cells(name, table, source):
        if not cell.is_mark("+", "-"):
            raise source.fail(cell.line, f"{cell} stands where `+` or `-` is expected")
        if cell.is_mark("+"):
            yield (row, column), cell.line


def _subscript(token: Token, source: Source) -> Value:
    if token.kind == "mark":
        raise source.fail(token.line, f"{token} stands where a subscript is expected")
    return token.value


def _cell(token: Token, source: Source) -> Value | None:
    if token.is_mark("."):
        return None
    if token.kind == "mark":
        raise source.fail(token.line, f"{token} stands where a value is expected")
    return token.value


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
