"""Context variables in another process: the same name there finds the same variable.

One that stands in a module which can be imported is found there. Any other (a script's, a notebook's) is made anew, once in
each process, and known by a key.
"""

from __future__ import annotations

import os
import sys
from contextvars import Context, ContextVar
from typing import Any

from headway.backends.travel.names import imported, place_of_value

_known: dict[str, ContextVar[Any]] = {}
_keys: dict[ContextVar[Any], tuple[Any, tuple[Any, ...]]] = {}


def reduce_variable(variable: ContextVar[Any]) -> Any:
    """How a context variable is pickled."""
    reduced = _keys.get(variable)
    if reduced is None:
        place = place_of_value(variable, sys.modules)
        if place is not None:
            reduced = imported, place
        else:
            key = f"{os.getpid()}-{len(_known)}"
            _known[key] = variable
            reduced = variable_of, (key, variable.name, *_default(variable))
        _keys[variable] = reduced
    return reduced


def variable_of(key: str, name: str, *default: Any) -> ContextVar[Any]:
    """The variable that goes by this key, made with this name and default where it is not known yet."""
    variable = _known.get(key)
    if variable is None:
        variable = _known[key] = ContextVar(name, default=default[0]) if default else ContextVar(name)
        _keys[variable] = variable_of, (key, name, *default)
    return variable


def _default(variable: ContextVar[Any]) -> tuple[Any, ...]:
    """Its default, if it has one: what it says in an empty context."""
    try:
        return (Context().run(variable.get),)
    except LookupError:
        return ()
