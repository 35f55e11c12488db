"""Why a value can't be sent: the way to the smallest part that fails by itself, and what to do.

Looked for only when something has failed already, and for a bounded time: the way then ends a little early.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from itertools import islice
from time import monotonic
from typing import Any

from headway.backends.travel.parts import Path, parts
from headway.backends.travel.pickling import dumps
from headway.core.arguments import LEAVES, name_of
from headway.core.outcome import Cell
from headway.errors import HeadwayError, NotPicklable, TaskIsNotAValue

DEEPEST = 64  # steps of a path
MOST_PARTS = 200_000
LONGEST_S = 2.0
_TOO_DEEP = "it is nested too deep for Python to follow"
_CURES = {
    "generator": "Make a list of it",
    "TextIOWrapper": "Pass its path and open it there",
    "BufferedReader": "Pass its path and open it there",
    "BufferedWriter": "Pass its path and open it there",
}


def refusal(value: Any, error: BaseException, part: str, task: str, body: Callable[..., Any] | None) -> HeadwayError:
    """The error that says which part of a value can't be sent, and why; :class:`Packer` tells what the rest means."""
    deadline = monotonic() + LONGEST_S
    roots = [(Path(part), value)] if body is None else _arguments(value, body)
    found = _first_bad(roots, deadline)
    if found is None:  # it went well now, or there is no time: what is known is told
        path, culprit, why = Path(part), value, error
    else:
        (path, culprit), why = _descend(*found, deadline)
    if isinstance(culprit, Cell):
        hidden = f"it is hidden in {path}" + (f" of task `{task}`" if task else "")
        return TaskIsNotAValue(name_of(culprit), hidden, "pass it as an argument, or in lists, dicts or dataclasses")
    if isinstance(why, HeadwayError):
        return why
    cure = _CURES.get(type(culprit).__name__, "Return" if part == "the result" else "Pass")
    cure = cure if " " in cure else f"{cure} what it is made from"
    if _is_too_deep(why):
        cure = "Make it flatter"
    what = f"task `{task}`" if task else ""
    if what and path.tail:  # "of" would say that of the function which uses it
        path, what = path._replace(context=f"{path.context} of {what}" if path.context else what), ""
    return NotPicklable(what, str(path), _reason(why), f'{cure}, or use on="thread".')


def _arguments(value: Any, body: Callable[..., Any]) -> list[tuple[Path, Any]]:
    """The arguments of a call, by their names, and the context variables that go along."""
    args, named, *carried = value
    try:
        parameters = list(inspect.signature(body).parameters.values())
    except (TypeError, ValueError):  # a builtin that does not tell
        parameters = []
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    found = [
        (Path(f"argument `{names[at]}`" if at < len(names) else f"argument {at + 1}"), item)
        for at, item in enumerate(args)
    ]
    found += [(Path(f"argument `{name}`"), item) for name, item in named.items()]
    return found + [(Path(f"the context variable `{one.name}`"), item) for each in carried for one, item in each]


def _descend(path: Path, value: Any, why: BaseException, deadline: float) -> tuple[tuple[Path, Any], BaseException]:
    """The smallest part of ``value`` that fails by itself, with what it raises."""
    on_the_way: list[Any] = []  # kept alive, so that an identity means the same object until the end
    while len(on_the_way) < DEEPEST and not isinstance(value, Cell) and not _is_too_deep(why):
        on_the_way.append(value)
        passed = {id(one) for one in on_the_way}
        try:
            within = [(way, part) for way, part in islice(parts(value, path), MOST_PARTS) if id(part) not in passed]
        except BaseException:  # its own code can't even say what it is made of: nothing smaller can be named
            break
        found = _first_bad(within, deadline)
        if found is None:
            break
        path, value, why = found
    return (path, value), why


def _first_bad(candidates: list[tuple[Path, Any]], deadline: float) -> tuple[Path, Any, BaseException] | None:
    """The first that can't be pickled by itself, found by halving; with what it raises."""
    candidates = [candidate for candidate in candidates if type(candidate[1]) not in LEAVES]
    why = _failure([part for _, part in candidates])
    if why is None:
        return None
    while len(candidates) > 1:
        if monotonic() > deadline:
            return None
        half = candidates[: len(candidates) // 2]
        fault = _failure([part for _, part in half])
        candidates = candidates[len(half) :] if fault is None else half
    path, value = candidates[0]
    fault = _failure(value)
    return None if fault is None else (path, value, fault)


def _failure(value: Any) -> BaseException | None:
    try:
        dumps(value, [])
    except BaseException as error:  # the user's own pickling code may raise anything
        return BaseException.with_traceback(error, None)  # whose frames would keep the value alive
    return None


def _is_too_deep(error: BaseException) -> bool:
    return isinstance(error, RecursionError) or isinstance(error.__cause__, RecursionError)


def _reason(error: BaseException) -> str:
    if _is_too_deep(error):
        return _TOO_DEEP
    text = str(error).strip().split("\n", 1)[0]
    return (
        text if type(error).__name__ in ("TypeError", "PicklingError") and text else f"{type(error).__name__}: {text}"
    )
