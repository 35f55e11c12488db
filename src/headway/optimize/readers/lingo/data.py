"""The DATA section of LINGO: numbers and members for what stands in front of ``=``.

Values of several names are in columns: the first of each, then the second of each. One value alone is for all members. Between
two commas nothing may stand: that one is left for the solver (LINGO's manual, "Omitting Values in a Data Section").
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from headway.optimize.readers.lingo.sets import Attribute, Group
from headway.optimize.readers.lingo.syntax import DataStatement
from headway.optimize.readers.lingo.tokens import Token
from headway.optimize.readers.lingo.values import Values

Item = Token | float | None  # a name, a number, or nothing


def take_data(values: Values, statement: DataStatement) -> None:
    """Give sets, attributes and constants what a statement says.

    Raises:
        UnreadableModel: too many values or too few, a name where a number is expected, a name that has its values already.
    """
    keys = [name.upper() for name in statement.names]
    sets = values.sets
    if len(keys) == 1 and keys[0] in sets.groups:
        sets.fill(sets.groups[keys[0]], statement.values, statement.at)
        return
    items = _items(values, statement.values)
    if not any(sets.knows(key) for key in keys):
        _take_constants(values, statement, keys, items)
        return
    for key in keys:
        if not sets.knows(key):
            raise values.source.fail(statement.at, f"{key!r} is no attribute", "Declare it in SETS.")
    _take_columns(values, statement, keys, items)


def _items(values: Values, tokens: Sequence[Token]) -> list[Item]:
    """Values, parted by commas or blanks; None where nothing stands between two commas."""
    found, is_open, sign = list[Item](), True, 1.0
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.kind == ",":
            if is_open:
                found.append(None)
            is_open = True
        elif token.kind in ("+", "-"):
            if following is None or following.kind != "number":
                raise values.source.fail(token.at, f"a number is expected behind {token.text!r}")
            sign = -1.0 if token.kind == "-" else 1.0
        elif token.kind == "..":
            raise values.source.fail(token.at, "'..' can't stand here")
        else:
            found.append(sign * float(token.text) if token.kind == "number" else token)
            is_open, sign = False, 1.0
    if tokens and is_open:
        found.append(None)
    return found


def _take_constants(values: Values, statement: DataStatement, keys: list[str], items: list[Item]) -> None:
    if len(items) != len(keys):
        raise values.source.fail(statement.at, f"there are {len(keys)} names and {len(items)} values")
    for key, item in zip(keys, items, strict=True):
        if key in values.constants:
            raise values.source.fail(statement.at, f"{key!r} has its value already")
        if item is not None:
            values.constants[key] = _number(values, item, statement)


def _number(values: Values, item: Item, statement: DataStatement) -> float:
    if isinstance(item, float):
        return item
    at = statement.at if item is None else item.at
    raise values.source.fail(at, f"{'nothing' if item is None else repr(item.text)} stands where a number is expected")


def _take_columns(values: Values, statement: DataStatement, keys: list[str], items: list[Item]) -> None:
    """Data of attributes of one set, and of the set itself if it is among them."""
    sets, fail = values.sets, values.source.fail
    attributes = [sets.attributes[key] for key in keys if key in sets.attributes]
    groups = {id(a.group): a.group for a in attributes} | {
        id(g): g for g in (sets.groups[k] for k in keys if k in sets.groups)
    }
    if len(groups) != 1 or not attributes or len(keys) - len(attributes) > 1:
        raise fail(statement.at, "the names in front of '=' belong to more than one set", "State them apart.")
    group = next(iter(groups.values()))
    widths = [len(group.primitives) if key in sets.groups else 1 for key in keys]
    if len(keys) == len(attributes):
        count = len(sets.members(group, statement.at))
        if len(items) == len(keys):
            items = items * count
    else:
        count = len(items) // sum(widths)
    if len(items) != count * sum(widths):
        raise fail(statement.at, f"{len(items)} values stand where {count * sum(widths)} are expected: {count} of each")
    columns = _columns(items, widths)
    for key, column in zip(keys, columns, strict=True):
        if key in sets.groups:
            _fill(values, group, column, statement)
    for key, column in zip(keys, columns, strict=True):
        if key in sets.attributes:
            _give(values, sets.attributes[key], column, statement)


def _columns(items: list[Item], widths: list[int]) -> list[list[Item]]:
    """What belongs to each name, whose values stand beside each other."""
    found: list[list[Item]] = [[] for _ in widths]
    at = 0
    while at < len(items):
        for column, width in zip(found, widths, strict=True):
            column.extend(items[at : at + width])
            at += width
    return found


def _fill(values: Values, group: Group, column: list[Item], statement: DataStatement) -> None:
    names = []
    for item in column:
        if isinstance(item, float) and item.is_integer():
            item = Token("number", str(int(item)), statement.at)
        if not isinstance(item, Token):
            raise values.source.fail(statement.at, f"{item!r} stands where a member of {group.name!r} is expected")
        names.append(item)
    values.sets.fill(group, names, statement.at)


def _give(values: Values, attribute: Attribute, column: list[Item], statement: DataStatement) -> None:
    if attribute.values:
        raise values.source.fail(statement.at, f"{attribute.name!r} has its values already")
    for member, item in zip(values.sets.members(attribute.group, statement.at), column, strict=True):
        if item is not None:
            attribute.values[member] = _number(values, item, statement)
