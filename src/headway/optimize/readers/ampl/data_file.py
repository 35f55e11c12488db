"""A data file by itself, without the model that would say how many subscripts each thing has.

It is read as AMPL has it, and where it declares its sets and parameters as the package amply wants them, as amply does:
data of one thing may come in several statements, and a slice lasts from one statement of a parameter to the next.
"""

from __future__ import annotations

from typing import Any

from headway.optimize.readers.ampl import data_values
from headway.optimize.readers.ampl.data_syntax import (
    Columns,
    DataParser,
    Declared,
    ParamData,
    Plain,
    Record,
    SetData,
    Slice,
    Statement,
    Table,
    Value,
)
from headway.optimize.readers.ampl.lexer import Lexer, Token
from headway.optimize.readers.ampl.source import Source
from headway.optimize.readers.ampl.subscripts import Sets, subscripts_of

Gathered = tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, tuple[str, ...]]]
WHOLE = 2**53  # up to here a float without a fraction is that very int


def gather(text: str, where: str) -> Gathered:
    """Sets, parameters, defaults and index sets that a text of data states.

    Raises:
        UnreadableModel: with the line.
    """
    source = Source.of(where, text)
    found = _Gathering(source)
    statements = _statements(Lexer(text, source))
    for statement in statements:
        if isinstance(statement, Declared):
            found.declare(statement)
    for statement in statements:  # all sets first: they tell how many subscripts a parameter has
        if isinstance(statement, SetData):
            found.take_set(statement)
    for statement in statements:
        if isinstance(statement, ParamData):
            found.take_param(statement)
        elif isinstance(statement, Columns):
            found.take_columns(statement)
    return found.result()


def _statements(lexer: Lexer) -> list[Statement]:
    lexer.switch(in_data=True)
    parser, found = DataParser(lexer), list[Statement]()
    while lexer.peek().kind != "end" and not lexer.peek().is_name("end"):
        token = lexer.peek()
        if token.is_name("set", "param"):
            found.append(parser.statement())
        elif lexer.takes_name("data"):
            lexer.expect(";", "behind `data`")
        else:
            raise lexer.source.fail(token.line, f"{token} begins no statement of data", "Known are set, param and end.")
    return found


class _Gathering:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.sets: dict[str, Any] = {}
        self.params: dict[str, Any] = {}
        self.defaults: dict[str, Any] = {}
        self.declared: dict[str, Declared] = {}
        self.dimens: dict[str, int] = {}
        self.slices: dict[str, Slice] = {}

    def result(self) -> Gathered:
        index = {
            name: tuple(part for part in declared.index if isinstance(part, str))
            for name, declared in self.declared.items()
            if declared.index and all(isinstance(part, str) for part in declared.index)
        }
        sets = {
            name: {key: list(members) for key, members in held.items()}
            if self._is_indexed(name)
            else list(held.get((), {}))
            for name, held in self.sets.items()
        }
        return sets, self.params, self.defaults, index

    def _is_indexed(self, name: str) -> bool:
        declared = self.declared.get(name)
        return () not in self.sets[name] and bool(self.sets[name] or (declared and declared.index))

    def declare(self, declared: Declared) -> None:
        name = declared.name
        if name in self.declared:
            raise self.source.fail(declared.line, f"`{name}` is declared twice")
        self.declared[name] = declared
        if declared.kind == "set":
            self.sets[name] = {}
            if declared.dimen:
                self.dimens[name] = declared.dimen
        else:
            self.params[name] = {}
            if declared.default is not None:
                self.defaults[name] = _native(declared.default)

    def take_set(self, data: SetData) -> None:
        held = self.sets.setdefault(data.name, {})
        key = _key(data.subscripts) if data.subscripts else ()
        if held and (key == ()) != (() in held):
            raise self.source.fail(data.line, f"`{data.name}` stands with subscripts and without")
        start, place = self._start_of_set(data), held.setdefault(key, {})
        for member, _ in data_values.members(data.name, data.records, start, self.source):
            place[_key(member)] = None  # a dict keeps the order, and each once

    def _start_of_set(self, data: SetData) -> Slice:
        if data.name not in self.dimens and data.records:
            self.dimens[data.name] = _dimension(data.records)
        start = data_values.stars(self.dimens.get(data.name, 1), data.line)
        return start if data.subscripts else self._carried(data.name, data.records, start)

    def _carried(self, name: str, records: list[Record], start: Slice) -> Slice:
        """The slice that the statement before has left, if any; and what this one leaves."""
        before = self.slices.get(name)
        for record in records:
            if isinstance(record, Slice):
                self.slices[name] = record
        return before if before and len(before.parts) == len(start.parts) else start

    def take_param(self, data: ParamData) -> None:
        if data.default is not None:
            self.defaults[data.name] = _native(data.default)
        count = self._count(data)
        start = self._carried(data.name, data.records, data_values.stars(count, data.line))
        held = self.params.setdefault(data.name, {})
        if held and (not isinstance(held, dict) or len(_parts(next(iter(held)))) != count):
            raise self.source.fail(data.line, f"`{data.name}` has data of another number of subscripts already")
        for key, value, _ in data_values.entries(data.name, data.records, start, self.source):
            value = self._undotted(data.name, value, data.default)
            if value is None:
                continue
            if count == 0:
                self.params[data.name] = _native(value)
            else:
                held[_key(key)] = _native(value)

    def _undotted(self, name: str, value: Value | None, default: Value | None) -> Value | None:
        """A value, or what a dot stands for: the statement's default; else nothing, or 0 in a text with declarations."""
        if value is not None:
            return value
        return 0.0 if default is None and name in self.declared else default

    def _count(self, data: ParamData) -> int:
        """How many subscripts a parameter has."""
        first = next((record for record in data.records if isinstance(record, Slice)), None)
        if first:
            return len(first.parts)
        declared = self.declared.get(data.name)
        if declared and declared.index:
            return sum(part if isinstance(part, int) else self.dimens.get(part, 1) for part in declared.index)
        if any(isinstance(record, Table) for record in data.records):
            return 2
        words = [word for record in data.records if isinstance(record, Plain) for word in record.words]
        if declared:
            return int(len(words) > 1)
        flat = [word for word in words if isinstance(word, Token)]
        return subscripts_of(data.name, flat, 1, self._known(), data.line, self.source) if flat else 1

    def _known(self) -> Sets:
        return [set(held[()]) for held in self.sets.values() if () in held]

    def take_columns(self, table: Columns) -> None:
        if not table.cells:
            count = 1
        else:
            count = self._count_of_columns(table)
        names = [(name, self.params.setdefault(name, {})) for name in table.params]
        for name, held in names:
            if table.default is not None:
                self.defaults[name] = _native(table.default)
            if not isinstance(held, dict):
                raise self.source.fail(table.line, f"`{name}` has a value without subscripts already")
        members = self.sets.setdefault(table.set_name, {}).setdefault((), {}) if table.set_name else {}
        for key, values, _ in data_values.rows(table, count, self.source):
            members[_key(key)] = None
            for (_, held), value in zip(names, values, strict=True):
                value = table.default if value is None else value
                if value is not None:
                    held[_key(key)] = _native(value)
        if table.set_name:
            self.dimens.setdefault(table.set_name, count)

    def _count_of_columns(self, table: Columns) -> int:
        if table.set_name in self.dimens:
            return self.dimens[table.set_name]
        for name in table.params:
            declared = self.declared.get(name)
            if declared:
                parts = declared.index or [1]
                return sum(part if isinstance(part, int) else self.dimens.get(part, 1) for part in parts)
        what = table.set_name or table.params[0]
        return subscripts_of(what, table.cells, len(table.params), self._known(), table.line, self.source)


def _dimension(records: list[Record]) -> int:
    """How many parts the members of a set have, by its first record."""
    first = records[0]
    if isinstance(first, Slice):
        return len(first.parts)
    if isinstance(first, Plain) and first.words and isinstance(first.words[0], tuple):
        return len(first.words[0])
    return 2 if isinstance(first, Table) else 1


def _native(value: Value) -> int | float | str:
    """A number without a fraction as an int."""
    if isinstance(value, str) or not value.is_integer() or abs(value) > WHOLE:
        return value
    return int(value)


def _key(parts: tuple[Value, ...]) -> Any:
    native = tuple(_native(part) for part in parts)
    return native[0] if len(native) == 1 else native


def _parts(key: Any) -> tuple[Any, ...]:
    return key if isinstance(key, tuple) else (key,)
