"""Finding tasks among the arguments of a call, and putting their values in their place.

Searched, at any depth: exactly list, tuple (named ones too), the values of dict, set, frozenset, and instances of
dataclasses. A container without tasks passes as it is. One with tasks is copied at the call, so that what happens
to the caller's list afterwards changes nothing, and rebuilt with values when the task runs.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import lru_cache
from typing import Any

from headway.core.outcome import Cell
from headway.errors import CycleError, NestingTooDeep, TaskIsNotAValue

Children = Callable[[Any], Iterator[Any]]
Rebuild = Callable[[Any, Callable[[Any], Any]], Any]


class Nested:
    """A container argument with tasks in it, copied at the call."""

    __slots__ = ("container",)

    def __init__(self, container: Any) -> None:
        self.container = container


def _dict_children(container: dict[Any, Any]) -> Iterator[Any]:
    for key in container:
        if isinstance(key, Cell):
            raise TaskIsNotAValue(
                name_of(key), "as the key of a dict", "use its name as the key, the task as the value"
            )
    return iter(container.values())


def _rebuild_dataclass(container: Any, fill: Callable[[Any], Any]) -> Any:
    twin = copy.copy(container)
    for name in _fields_of(container):
        object.__setattr__(twin, name, fill(getattr(container, name)))
    return twin


def _dataclass_children(container: Any) -> Iterator[Any]:
    return iter([getattr(container, name) for name in _fields_of(container)])


def _fields_of(container: Any) -> list[str]:
    return [field.name for field in fields(container) if hasattr(container, field.name)]


@lru_cache(maxsize=1024)
def _container(kind: type) -> tuple[Children, Rebuild] | None:
    """How a type is searched and rebuilt; None where it is a leaf."""
    if kind is list:
        return iter, lambda box, fill: [fill(x) for x in box]
    if kind is tuple:
        return iter, lambda box, fill: tuple([fill(x) for x in box])
    if kind is dict:
        return _dict_children, lambda box, fill: {k: fill(v) for k, v in box.items()}
    if kind is set or kind is frozenset:
        return iter, lambda box, fill: kind([fill(x) for x in box])
    if issubclass(kind, tuple) and hasattr(kind, "_fields") and hasattr(kind, "_make"):
        return iter, lambda box, fill: kind._make([fill(x) for x in box])  # pyright: ignore[reportAttributeAccessIssue]
    if hasattr(kind, "__dataclass_fields__"):
        return _dataclass_children, _rebuild_dataclass
    return None


LEAVES = frozenset({int, float, str, bool, bytes, type(None), complex, bytearray, range})


def cells_in(container: Any) -> list[Cell]:
    """All tasks in a container, at any depth, each as often as it stands there. No recursion, so no depth is too deep.

    Raises :class:`TaskIsNotAValue` for a task used as the key of a dict.
    """
    found: list[Cell] = []
    seen: set[int] = set()
    stack: list[Iterator[Any]] = [iter((container,))]
    while stack:
        for item in stack[-1]:
            if isinstance(item, Cell):
                found.append(item)
            elif type(item) not in LEAVES and id(item) not in seen:
                children = _children_worth_a_look(item)
                if children is not None:
                    seen.add(id(item))
                    stack.append(children)
                    break
        else:
            stack.pop()
    return found


def _children_worth_a_look(item: Any) -> Iterator[Any] | None:
    """The children of a container, or None where there is nothing to look for: a million numbers are passed over in C."""
    how = _container(type(item))  # type: ignore[arg-type]
    if how is None:
        return None
    is_dict = type(item) is dict
    kinds = set(map(type, item.values() if is_dict else how[0](item)))
    if is_dict:
        kinds.update(map(type, item))
    return None if kinds <= LEAVES else how[0](item)


def snapshot(argument: Any, needs: list[Cell]) -> Any:
    """The argument as the call keeps it; the tasks found in it are added to ``needs``."""
    if type(argument) in LEAVES or _container(type(argument)) is None:  # type: ignore[arg-type]
        return argument
    cells = cells_in(argument)
    if not cells:
        return argument
    needs.extend(cells)
    return Nested(_copied(argument, lambda cell: cell))


def filled(argument: Any) -> Any:
    """The argument as the function gets it: values where the call had tasks. All of them are done by now."""
    if isinstance(argument, Cell):
        return argument._value
    if isinstance(argument, Nested):
        return _copied(argument.container, lambda cell: cell._value)
    return argument


def _copied(container: Any, leaf: Callable[[Cell], Any]) -> Any:
    """A copy of a container in which each task is replaced by ``leaf(task)``; parts without tasks are kept.

    Raises :class:`CycleError` when a container with tasks holds itself, :class:`NestingTooDeep` beyond Python's own
    recursion limit.
    """
    path: set[int] = set()
    twins: dict[int, Any] = {}  # what is held twice stays one
    replaced = 0

    def fill(item: Any) -> Any:
        nonlocal replaced
        if isinstance(item, Cell):
            replaced += 1
            return leaf(item)
        if type(item) in LEAVES or (how := _container(type(item))) is None:  # type: ignore[arg-type]
            return item
        if id(item) in twins:
            replaced += twins[id(item)] is not item
            return twins[id(item)]
        if id(item) in path:
            raise CycleError((type(item).__name__, type(item).__name__))
        path.add(id(item))
        before = replaced
        twin = how[1](item, fill)
        path.discard(id(item))
        twins[id(item)] = item if replaced == before else twin
        return twins[id(item)]

    try:
        return fill(container)
    except RecursionError:
        raise NestingTooDeep("an argument holds tasks in containers", "put them into a flat list") from None


def name_of(cell: Cell) -> str:
    """The name of a task, wherever it stands."""
    found = cell._record
    if isinstance(found, tuple):
        found = found[1]
    return str(found.name)
