"""What a function that goes by value has captured, and whether that has changed since.

Captured is what its code names: globals, the variables that it closes over, its defaults, and the same of every
function and class found there that goes by value, too. A name that means another object now is a change. So is a value
that was altered in place, as long as it is small enough to be looked at before every call.
"""

from __future__ import annotations

import io
import weakref
from collections.abc import Callable
from functools import lru_cache
from pickle import PickleBuffer
from types import CodeType, FunctionType, ModuleType
from typing import Any

from headway.backends.travel.names import place_of, plain_of
from headway.backends.travel.pickling import by_value_pickler
from headway.core.arguments import LEAVES

LOOKED_AT = 1 << 16  # bytes, pickled: the most that is looked at before a call
_UNCHANGING = (LEAVES | {slice, type(Ellipsis), type(NotImplemented), ModuleType}) - {bytearray}
_NOTHING = object()

Meet = Callable[[Any], object]


class Captures:
    """What a function captures, as it is now."""

    def __init__(self, function: Any) -> None:
        self._bindings: list[tuple[Callable[[Any, str], Any], Any, str, Any]] = []
        self._classes: list[tuple[type, int]] = []
        self._values: list[Any] = []
        self._unlooked: list[Any] = []
        self._seen: set[int] = set()
        self._queue: list[Any] = []
        self._meet(function)
        self._walk()
        self._print = self._note()
        self._seen.clear()

    def have_changed(self) -> bool:
        """Whether anything is not what it was. Never raises."""
        for look, where, name, then in self._bindings:
            now = look(where, name)
            if now is not then and (now is None or type(then) is not weakref.ref or then() is not now):
                return True
        if any(len(kind.__dict__) != number for kind, number in self._classes):
            return True
        return bool(self._values) and _printed(self._values, LOOKED_AT, None) != self._print

    def _note(self) -> bytes | None:
        """What the values look like; those that are too long are dropped."""
        room = LOOKED_AT
        while self._unlooked:
            value = self._unlooked.pop()
            found = _printed([value], room, self._queue.append)
            self._walk()
            if found is not None:
                room -= len(found)
                self._values.append(value)
        return _printed(self._values, LOOKED_AT, None)

    def _walk(self) -> None:
        while self._queue:
            thing = self._queue.pop()
            if id(thing) in self._seen or place_of(thing) is not None:
                continue
            self._seen.add(id(thing))
            if isinstance(thing, FunctionType):
                self._walk_function(thing)
            else:
                self._walk_class(thing)

    def _walk_function(self, function: FunctionType) -> None:
        for name in sorted(global_names(function.__code__)):
            self._bind(_in_dict, function.__globals__, name)
        for cell in function.__closure__ or ():
            self._bind(_in_cell, cell, "")
        for attribute in ("__code__", "__defaults__", "__kwdefaults__"):
            self._bind(getattr, function, attribute)
        if function.__dict__:
            self._meet(function.__dict__)

    def _walk_class(self, kind: type) -> None:
        self._classes.append((kind, len(kind.__dict__)))
        self._queue += kind.__bases__
        for name in list(kind.__dict__):
            self._bind(_in_class, kind, name)

    def _bind(self, look: Callable[[Any, str], Any], where: Any, name: str) -> None:
        value = look(where, name)
        try:  # nothing big is kept alive for being compared
            self._bindings.append((look, where, name, weakref.ref(value)))
        except TypeError:
            self._bindings.append((look, where, name, value))
        is_of_python = look is _in_class and name.startswith("__") and name.endswith("__")
        if not is_of_python or isinstance(value, FunctionType):
            self._meet(value)

    def _meet(self, value: Any) -> None:
        plain = plain_of(value)
        if plain is not None:
            self._meet(plain)
        elif isinstance(value, (FunctionType, type)):
            self._queue.append(value)
        elif isinstance(value, (staticmethod, classmethod)):
            self._meet(value.__func__)
        elif isinstance(value, property):
            for part in (value.fget, value.fset, value.fdel):
                self._meet(part)
        elif not _is_unchanging(value) and id(value) not in self._seen:
            self._seen.add(id(value))
            self._unlooked.append(value)


def _in_dict(space: dict[str, Any], name: str) -> Any:
    return space.get(name, _NOTHING)


def _in_class(kind: type, name: str) -> Any:
    return kind.__dict__.get(name, _NOTHING)


def _in_cell(cell: Any, _: str) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # the variable has no value yet
        return _NOTHING


def _is_unchanging(value: Any) -> bool:
    kind = type(value)
    if kind is tuple or kind is frozenset:
        return len(value) < 1000 and all(_is_unchanging(item) for item in value)
    return kind in _UNCHANGING or value is _NOTHING or kind is CodeType


def global_names(code: CodeType) -> set[str]:
    """The names of the globals that some code, or code inside it, reads or writes.

    >>> global_names((lambda: print(dir)).__code__) == {"print", "dir"}
    True
    """
    import dis

    names = {
        str(instruction.argval)
        for instruction in dis.get_instructions(code)
        if instruction.opname in ("LOAD_GLOBAL", "STORE_GLOBAL", "DELETE_GLOBAL")
    }
    return names.union(*(global_names(const) for const in code.co_consts if isinstance(const, CodeType)))


class _TooLong(Exception):
    """A value is too long to be looked at before every call."""


def _printed(values: list[Any], room: int, meet: Meet | None) -> bytes | None:
    """The values pickled, with functions and classes by their identity; None where that is too long, or can't be."""
    file = _Limited(room)
    try:
        _printer()(file, meet).dump(values)
    except BaseException:  # the user's own pickling code may raise anything
        return None
    return file.getvalue()


class _Limited(io.BytesIO):
    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self.room:
            raise _TooLong
        return super().write(data)


@lru_cache(maxsize=1)
def _printer() -> Any:
    class Printer(by_value_pickler()):  # type: ignore[misc]
        def __init__(self, file: _Limited, meet: Meet | None) -> None:
            self._room, self._meet = file.room, meet
            super().__init__(file, 5, self._take)

        def _take(self, buffer: PickleBuffer) -> bool:
            if memoryview(buffer).nbytes > self._room:
                raise _TooLong
            return True

        def reducer_override(self, thing: Any) -> Any:
            if isinstance(thing, (FunctionType, type)):
                if self._meet is not None:
                    self._meet(thing)
                return id, (id(thing),)
            return super().reducer_override(thing)

    return Printer
