"""What a value is made of, as pickling sees it: each part with the step that leads to it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from types import FunctionType, MethodType
from typing import Any, NamedTuple

from headway.backends.travel.captures import global_names
from headway.backends.travel.names import place_of, plain_of
from headway.core.arguments import LEAVES

_SHOWN = 40  # characters of a key
_ATOMS = (str, bytes, int, float, bool, complex, type(None))


class Path(NamedTuple):
    """The way to a part. Text for people: ``head`` and ``tail`` around the steps, and where a function was met."""

    head: str
    steps: str = ""
    tail: str = ""
    context: str = ""

    def __str__(self) -> str:
        return f"{self.head}{self.steps}{self.tail}" + (f" (in {self.context})" if self.context else "")

    def step(self, step: str) -> Path:
        """One step further."""
        return self._replace(steps=self.steps + step)

    def of_function(self, head: str, tail: str) -> Path:
        """Something that a function reaches; ``context`` keeps where the first of such functions was found."""
        is_outermost = not self.tail and self.head != FUNCTION
        return Path(head, "", tail, f"{self.head}{self.steps}" if is_outermost else self.context)


FUNCTION = "the function"
Parts = Iterator[tuple[Path, Any]]


def parts(value: Any, path: Path) -> Parts:
    """The parts of a value that are pickled with it; none for one that is a leaf, or that goes by its name.

    Raises whatever the value's own code raises.
    """
    plain = plain_of(value)
    if plain is not None:
        if place_of(plain) is None:
            yield from _of_function(plain, path)
    elif isinstance(value, (FunctionType, type)):
        if place_of(value) is None:
            yield from _of_function(value, path) if isinstance(value, FunctionType) else _of_class(value, path)
    elif isinstance(value, MethodType):
        yield path.step(".__self__"), value.__self__
        yield path.step(".__func__"), value.__func__
    elif isinstance(value, partial):
        yield path.step(".func"), value.func
        yield from ((path.step(f".args[{at}]"), item) for at, item in enumerate(value.args))
        yield from ((path.step(f".keywords[{name!r}]"), item) for name, item in value.keywords.items())
    elif type(value) in (dict, list, tuple, set, frozenset):
        yield from _of_container(value, path)
    else:
        yield from _of_table(value, path)
        yield from _of_instance(value, path)


def _of_container(value: Any, path: Path) -> Parts:
    if isinstance(value, dict):
        yield from ((path.step(f"[{shown(key)}]"), item) for key, item in value.items() if type(item) not in LEAVES)
        yield from ((path.step(".keys()"), key) for key in value if type(key) not in LEAVES)
    elif isinstance(value, (set, frozenset)):
        yield from ((path.step("{…}"), item) for item in value if type(item) not in LEAVES)
    else:
        yield from ((path.step(f"[{at}]"), item) for at, item in enumerate(value) if type(item) not in LEAVES)


def _of_function(function: FunctionType, path: Path) -> Parts:
    name = f"`{function.__name__}`"
    for variable, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield path.of_function(f"the variable `{variable}`", f" that {name} closes over"), cell.cell_contents
        except ValueError:  # it has no value yet
            continue
    for variable in sorted(global_names(function.__code__)):
        if variable in function.__globals__:
            item = function.__globals__[variable]
            yield path.of_function(f"the global `{variable}`", f" that {name} uses"), item
    positional = function.__code__.co_varnames[: function.__code__.co_argcount]
    defaults = function.__defaults__ or ()
    for variable, item in [
        *zip(positional[len(positional) - len(defaults) :], defaults, strict=True),
        *(function.__kwdefaults__ or {}).items(),
    ]:
        yield path.of_function(f"the default of `{variable}`", f" in {name}"), item
    for variable, item in function.__dict__.items():
        yield path.of_function(f"the attribute `{variable}`", f" of {name}"), item


def _of_class(kind: type, path: Path) -> Parts:
    name = f"the class `{kind.__name__}`"
    for attribute, item in kind.__dict__.items():
        if attribute in ("__dict__", "__weakref__"):
            continue
        if isinstance(item, (staticmethod, classmethod)):
            item = item.__func__
        for part in (item.fget, item.fset, item.fdel) if isinstance(item, property) else (item,):
            yield path.of_function(f"the attribute `{attribute}`", f" of {name}"), part
    for base in kind.__bases__:
        yield path.of_function(f"the base `{base.__name__}`", f" of {name}"), base


def _of_table(value: Any, path: Path) -> Parts:
    """The cells of numpy arrays and pandas tables that hold objects, under the names that their users know."""
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if numpy is not None and isinstance(value, numpy.ndarray) and value.dtype.hasobject:
        for at, item in numpy.ndenumerate(value):
            yield path.step(f"[{', '.join(map(str, at))}]"), item
    elif pandas is not None and isinstance(value, pandas.DataFrame):
        for at, name in enumerate(value.columns):
            yield path.step(f"[{shown(name)}]"), value.iloc[:, at]
    elif pandas is not None and isinstance(value, pandas.Series) and value.dtype == object:
        for at, item in enumerate(value):
            yield path.step(f".iloc[{at}]"), item


def _of_instance(value: Any, path: Path) -> Parts:
    """What an object's own way of being pickled consists of."""
    reduced = value.__reduce_ex__(5)
    if not isinstance(reduced, tuple) or not 2 <= len(reduced) <= 6:
        return
    whole: tuple[Any, ...] = (*reduced, *[None] * (6 - len(reduced)))
    _, arguments, state, items, pairs, _ = whole
    if isinstance(state, tuple) and len(state) == 2 and all(part is None or isinstance(part, dict) for part in state):
        state = {**(state[0] or {}), **(state[1] or {})}  # what __dict__ and what __slots__ hold
    if isinstance(state, dict):
        yield from ((path.step(f".{name}"), item) for name, item in state.items())
    elif state is not None:
        yield path.step(".__getstate__()"), state
    yield from ((path.step(f"[{at}]"), item) for at, item in enumerate(items or ()))
    yield from ((path.step(f"[{shown(key)}]"), item) for key, item in pairs or ())
    own = {id(item): name for name, item in getattr(value, "__dict__", {}).items()}
    for at, item in enumerate(arguments if isinstance(arguments, tuple) else ()):
        yield path.step(f".{own[id(item)]}" if id(item) in own else f".__reduce__()[1][{at}]"), item


def shown(key: Any) -> str:
    """The key of a dict, as it stands in a path."""
    text = repr(key) if type(key) in _ATOMS else f"<{type(key).__name__}>"
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 2]}…{text[-1]}"
