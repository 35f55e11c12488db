"""Data brought to the sets and parameters that a model declares."""

from __future__ import annotations

from headway.optimize.readers.ampl import data_values
from headway.optimize.readers.ampl.data_syntax import Columns, Declared, ParamData, SetData, Statement
from headway.optimize.readers.ampl.entities import Named, ParamEntity, SetEntity
from headway.optimize.readers.ampl.source import Source
from headway.optimize.readers.ampl.values import Members, Value


def fill(names: dict[str, Named], statement: Statement, source: Source) -> None:
    """Give the data of a statement to what it names.

    Raises:
        UnreadableModel: the model declares no such thing, defines it itself, or has data of it already.
    """
    if isinstance(statement, Declared):
        _fill_default(names, statement, source)
    elif isinstance(statement, SetData):
        _fill_set(_set(names, statement.name, statement.line, source), statement, source)
    elif isinstance(statement, ParamData):
        _fill_param(_param(names, statement.name, statement.line, source), statement, source)
    else:
        _fill_columns(names, statement, source)


def _fill_default(names: dict[str, Named], stated: Declared, source: Source) -> None:
    """``param NAME default v;`` gives a default and no value; anything else of the kind is for the model to say."""
    if stated.kind == "set" or stated.index or stated.default is None:
        raise source.fail(stated.line, f"`{stated.name}` is declared among the data", "Declare it in the model.")
    _set_default(_param(names, stated.name, stated.line, source), stated.default, stated.line, source)


def _set(names: dict[str, Named], name: str, line: int, source: Source) -> SetEntity:
    entity = names.get(name)
    if not isinstance(entity, SetEntity):
        raise source.fail(line, f"the model declares no set `{name}`", "Declare it before its data.")
    if entity.defined and not entity.is_default:
        raise source.fail(line, f"the model itself says what `{name}` is", "Take one of the two away.")
    return entity


def _param(names: dict[str, Named], name: str, line: int, source: Source) -> ParamEntity:
    entity = names.get(name)
    if not isinstance(entity, ParamEntity):
        raise source.fail(line, f"the model declares no parameter `{name}`", "Declare it before its data.")
    if entity.defined:
        raise source.fail(line, f"the model itself says what `{name}` is", "Take one of the two away.")
    return entity


def _fill_set(entity: SetEntity, data: SetData, source: Source) -> None:
    if len(data.subscripts) != entity.subscripts:
        raise source.fail(
            data.line, f"`{entity.name}` has {entity.subscripts} subscripts, and its data {len(data.subscripts)}"
        )
    start = data_values.stars(entity.dimen, data.line)
    found = [member for member, _ in data_values.members(entity.name, data.records, start, source)]
    _give(entity, data.subscripts, Members(found), data.line, source)


def _give(entity: SetEntity, key: tuple[Value, ...], members: Members, line: int, source: Source) -> None:
    if key in entity.given:
        raise source.fail(line, f"`{entity.shown(key)}` has data already")
    entity.given[key] = members


def _fill_param(entity: ParamEntity, data: ParamData, source: Source) -> None:
    _set_default(entity, data.default, data.line, source)
    start = data_values.stars(entity.subscripts, data.line)
    for key, value, line in data_values.entries(entity.name, data.records, start, source):
        _put(entity, key, value, line, source)


def _fill_columns(names: dict[str, Named], table: Columns, source: Source) -> None:
    entities = [_param(names, name, table.line, source) for name in table.params]
    indexed = _set(names, table.set_name, table.line, source) if table.set_name else None
    counts = {entity.subscripts for entity in entities} | ({indexed.dimen} if indexed else set())
    if len(counts) != 1:
        raise source.fail(
            table.line, "the set and the parameters of a table have as many subscripts each, or none is named"
        )
    for entity in entities:
        _set_default(entity, table.default, table.line, source)
    keys = []
    for key, values, line in data_values.rows(table, counts.pop(), source):
        keys.append(key)
        for entity, value in zip(entities, values, strict=True):
            _put(entity, key, value, line, source)
    if indexed:
        _give(indexed, (), Members(keys), table.line, source)


def _set_default(entity: ParamEntity, default: Value | None, line: int, source: Source) -> None:
    if default is None:
        return
    if isinstance(default, str) and not entity.is_symbolic:
        raise source.fail(line, f"the default of `{entity.name}` is {default!r} and not a number")
    entity.default = lambda scope: default


def _put(entity: ParamEntity, key: tuple[Value, ...], value: Value | None, line: int, source: Source) -> None:
    """One value; a dot is none, and leaves the default."""
    if value is None:
        return
    if key in entity.given:
        raise source.fail(line, f"`{entity.shown(key)}` has a value already")
    entity.given[key] = value, source, line
