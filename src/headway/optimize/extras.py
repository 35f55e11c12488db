"""What is loaded when it is used, and may be missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from headway.errors import MissingExtra


def load(module: str, what: str) -> Any:
    """The module, for ``what`` the user has asked for.

    Raises:
        MissingExtra: it is not installed.

    >>> load("math", "a root").sqrt(4.0)
    2.0
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        raise MissingExtra(what, "optimize", module) from None
