"""With which versions of what a model was saved; another one is told, and a newer format is refused."""

from __future__ import annotations

import platform
import warnings
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import headway
from headway.automl.saving.plain import Malformed, named, part, text, whole
from headway.errors import BadModelFile, HeadwayWarning, MissingExtra

FILE = "versions.json"
FORMAT = 1  # of the file: it grows when an older Headway could not read what a newer one writes
ALWAYS = ("numpy", "pandas", "scikit-learn", "scipy", "skops")
# The library of each module that an estimator may come from, and the extra that brings it.
BOOSTERS = {
    "catboost": (("catboost",), "catboost"),
    "lightgbm": (("lightgbm",), "automl"),
    "xgboost": (("xgboost-cpu", "xgboost"), "xgboost"),
}


def versions_of(modules: set[str]) -> dict[str, Any]:
    """What ``versions.json`` says; ``modules`` are the boosters that have a part in the model."""
    return {
        "format": FORMAT,
        "headway": headway.__version__,
        "python": platform.python_version(),
        "libraries": {
            **{name: version(name) for name in ALWAYS},
            **{module: _installed(module) for module in sorted(modules)},
        },
    }


def check(given: Mapping[str, Any], file: str) -> None:
    """Whether a model with these versions can be read here.

    Raises:
        BadModelFile: its format is newer than this Headway.
        MissingExtra: a booster that has a part in it is not installed.
        Malformed: these are no versions.

    Warns:
        HeadwayWarning: a library has another version here; patches of one release count as the same.
    """
    their_format = whole(part(given, "format", FILE), "format")
    theirs = text(part(given, "headway", FILE), "headway")
    if their_format > FORMAT:
        raise BadModelFile(
            f"{file} was saved by Headway {theirs}, in a format that this one ({headway.__version__}) does not know yet",
            "Update: pip install -U headway",
        )
    if their_format != FORMAT:
        raise Malformed("format", their_format, str(FORMAT))
    libraries = named(part(given, "libraries", FILE), "libraries", text)
    ours = {name: _here(name) for name in libraries if name in (*ALWAYS, *BOOSTERS)}
    others = [
        f"{name} {libraries[name]} (here {here})"
        for name, here in ours.items()
        if _release(here) != _release(libraries[name])
    ]
    if others:
        warnings.warn(
            f"{file} was saved with {', '.join(others)}: its predictions may differ, or fail",
            HeadwayWarning,
            stacklevel=3,
        )


def _here(name: str) -> str:
    if name not in BOOSTERS:
        return version(name)
    found = _installed(name)
    if not found:
        distributions, extra = BOOSTERS[name]
        raise MissingExtra("this model", extra, distributions[0])
    return found


def _installed(module: str) -> str:
    """The version of a booster, whichever distribution brought it; empty where none did."""
    for distribution in BOOSTERS[module][0]:
        try:
            return version(distribution)
        except PackageNotFoundError:
            continue
    return ""


def _release(number: str) -> list[str]:
    return number.split(".")[:2]
