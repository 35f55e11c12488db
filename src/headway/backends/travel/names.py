"""Functions that any process can import, by module and name."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import MethodType, ModuleType
from typing import Any

from headway.errors import NotPicklable


def place_of(function: Any) -> tuple[str, str] | None:
    """The module and the name under which any process can import a function; None where there is none.

    Under that name may stand the task that was made of it, as the decorator leaves it there.

    >>> import json
    >>> place_of(json.dumps)
    ('json', 'dumps')
    >>> place_of(lambda: 0) is None
    True
    """
    module_name, name = getattr(function, "__module__", None), getattr(function, "__qualname__", None)
    if not isinstance(module_name, str) or not isinstance(name, str) or isinstance(function, MethodType):
        return None
    module = sys.modules.get(module_name)
    if module_name == "__main__" or not _is_importable(module) or _goes_by_value(module_name):
        return None
    found = _found(module, name)
    if found is function:
        return module_name, name
    return (module_name, f"{name}.plain") if plain_of(found) is function else None


def place_of_value(value: Any, modules: dict[str, ModuleType]) -> tuple[str, str] | None:
    """The module that can be imported, and the name in it, under which a value stands; None where there is none."""
    for module_name, module in list(modules.items()):
        if module_name in ("__main__", "__mp_main__") or not _is_importable(module):
            continue
        for name, found in list(vars(module).items()):
            if found is value:
                return module_name, name
    return None


def plain_of(thing: Any) -> Any:
    """The function that a TaskFunction was made of; None for anything else.

    The api is above this room, so it is known by what it has.
    """
    return getattr(thing, "__dict__", {}).get("plain") if type(thing).__name__ == "TaskFunction" else None


def _is_importable(module: Any) -> bool:
    spec = getattr(module, "__spec__", None) if isinstance(module, ModuleType) else None
    return spec is not None and bool(spec.origin or spec.submodule_search_locations)


def _goes_by_value(module_name: str) -> bool:
    """Whether the user has told cloudpickle so."""
    cloudpickle = sys.modules.get("cloudpickle")
    if cloudpickle is None:
        return False
    named: set[str] = cloudpickle.list_registry_pickle_by_value()
    return any(module_name == one or module_name.startswith(f"{one}.") for one in named)


def _found(module: Any, name: str) -> Any:
    for part in name.split("."):
        module = getattr(module, part, None)
    return module


class ByName:
    """Stands for a function that can be imported; unpickled it is the function itself."""

    __slots__ = ("_place",)

    def __init__(self, place: tuple[str, str]) -> None:
        self._place = place

    def __reduce__(self) -> Any:
        return imported, self._place


def by_name(function: Callable[..., Any]) -> ByName | None:
    """What may be pickled in the place of a function that can be imported; None where it can't be."""
    place = place_of(function)
    return None if place is None else ByName(place)


def imported(module_name: str, name: str) -> Any:
    """The function of that name.

    Raises:
        NotPicklable: the module can't be imported in this process, or has no such name.
    """
    called = f"the function `{name.removesuffix('.plain')}`"
    try:
        module = importlib.import_module(module_name)
    except Exception as error:
        why = f"its module `{module_name}` can't be imported there ({type(error).__name__}: {error})"
        cure = "Install it, or put its folder on PYTHONPATH, so that every process finds it."
        raise NotPicklable("", called, why, cure) from error
    found = _found(module, name)
    if found is None:
        why = f"its module `{module_name}` has no such name there"
        raise NotPicklable("", called, why, "Define it in the module itself, whoever imports that.")
    return found
