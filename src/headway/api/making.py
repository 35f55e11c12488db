"""From a callable and its options to a core Function: everything that can be wrong with either is found here.

What is decorated becomes a :class:`TaskFunction` in ``function.py``; this knows nothing of calls.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from headway.backends import choose
from headway.core.function import Function, Limit, fits_a_float
from headway.errors import BadOption, BadTaskFunction, HeadwayWarning, UnknownOption

OPTIONS = ("on", "retries", "backoff_s", "timeout_s", "serial", "uses", "limit", "name")


def make_function(fn: Any, options: Mapping[str, Any]) -> Function:
    """A core Function of a callable and its options, all checked."""
    unknown = options.keys() - set(OPTIONS)
    if unknown:
        raise UnknownOption("options", min(unknown), OPTIONS)
    if isinstance(getattr(fn, "_function", None), Function):  # a TaskFunction, which stands above this room
        raise BadTaskFunction(f"{fn!r}", "it is a task function already; use .options(…) for a variant")
    _refuse_unfit(fn)
    given = checked(options)
    name = given.pop("name", None) or getattr(fn, "__name__", type(fn).__name__)
    is_coroutine = inspect.iscoroutinefunction(fn) or inspect.iscoroutinefunction(type(fn).__call__)
    on = given.get("on", "auto")
    if is_coroutine and on not in ("auto", "loop"):
        raise BadOption("on", on, f'"auto" or "loop": `{name}` is a coroutine function, and coroutines run on a loop')
    if on == "loop" and not is_coroutine:
        raise BadOption("on", on, f'"auto", "inline" or "thread": `{name}` is no coroutine function (async def)')
    if given.get("serial") and is_coroutine:
        raise BadOption("serial", True, f"a plain function; `{name}` is a coroutine function: use limit=Limit(…, 1)")
    shared = None if is_coroutine or given.get("serial") else choose.shared_state(fn)
    if shared is not None and on == "auto":
        given["serial"] = True
        warnings.warn(
            f"task `{name}` uses {shared}, which threads would tear: its calls run one after another (serial=True)",
            HeadwayWarning,
            stacklevel=3,
        )
    limit = given.pop("limit", None)
    limits = () if limit is None else (limit,)
    return Function(name=str(name), body=fn, is_coroutine=is_coroutine, limits=limits, **given)


def _refuse_unfit(fn: Any) -> None:
    name = getattr(fn, "__qualname__", repr(fn))
    if isinstance(fn, (staticmethod, classmethod)):
        raise BadTaskFunction(f"{name}", f"put @{type(fn).__name__} above @task")
    if inspect.isclass(fn):
        raise BadTaskFunction(f"the class {name}", "decorate a function that makes the object")
    if any(inspect.isgeneratorfunction(f) or inspect.isasyncgenfunction(f) for f in (fn, type(fn).__call__)):
        raise BadTaskFunction(f"the generator function {name}", "return a list, or make each step a task of its own")
    if not callable(fn):
        raise BadTaskFunction(f"{fn!r}", "decorate a function: @task, or @task(retries=2)")


def checked(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options, each of a kind that makes sense. Raises :class:`BadOption`."""
    for name, (is_good, expected) in _EXPECTED.items():
        if name in options and not is_good(options[name]):
            raise BadOption(name, options[name], expected)
    return dict(options)


def _is_number(value: Any) -> bool:
    return fits_a_float(value) and not isinstance(value, bool) and isfinite(value)


def _is_uses(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, Mapping) and all(isinstance(k, str) and _is_number(v) and v >= 0 for k, v in value.items())


_EXPECTED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "on": (lambda v: v in choose.MECHANISMS, f"one of {', '.join(choose.MECHANISMS)}"),
    "retries": (lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 0, "a whole number, 0 or more"),
    "backoff_s": (lambda v: _is_number(v) and v >= 0, "seconds, 0 or more"),
    "timeout_s": (lambda v: v is None or (_is_number(v) and v > 0), "seconds, above 0, or None"),
    "serial": (lambda v: isinstance(v, bool), "True or False"),
    "uses": (_is_uses, 'a dict of amounts, such as {"gpu": 1, "memory_gb": 4}'),
    "limit": (lambda v: v is None or isinstance(v, Limit), 'a Limit, such as Limit("server", 4)'),
    "name": (lambda v: v is None or (isinstance(v, str) and v.strip() != ""), "a name"),
}


def arity(body: Callable[..., Any]) -> tuple[Callable[..., object], int, float]:
    """An empty function with the signature of ``body``, so that Python itself checks a call; and its counts."""
    try:
        parameters = list(inspect.signature(body).parameters.values())
    except (TypeError, ValueError):  # a builtin that does not tell its signature: its body will say
        return (lambda *args, **kwargs: None), 0, float("inf")
    name = getattr(body, "__name__", type(body).__name__)
    stub = _stub(parameters)
    stub.__name__ = name
    stub.__qualname__ = getattr(body, "__qualname__", name)
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    least = sum(p.default is p.empty for p in positional)
    if any(p.kind is p.KEYWORD_ONLY and p.default is p.empty for p in parameters):
        return stub, 0, -1  # a call without keywords is wrong whatever the count
    return stub, least, float("inf") if any(p.kind is p.VAR_POSITIONAL for p in parameters) else len(positional)


def _stub(parameters: list[inspect.Parameter]) -> Any:
    bare = [p.replace(annotation=p.empty, default=p.default if p.default is p.empty else None) for p in parameters]
    namespace: dict[str, Any] = {}
    exec(f"def stub{inspect.Signature(bare)}: pass", namespace)
    return namespace["stub"]
