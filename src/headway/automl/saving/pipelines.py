"""The fitted parts of a model through skops: plain arrays and types by name, read only where every type is trusted.

Boosters and forests stand beside them, in formats of their own (``natives``).
"""

from __future__ import annotations

import copy
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from sklearn.exceptions import InconsistentVersionWarning

from headway.automl.saving.archive import CURE, check_sizes
from headway.automl.saving.natives import native_of
from headway.automl.saving.sound import check_sound
from headway.automl.saving.trusted import TRUSTED
from headway.automl.search.fitting import Member
from headway.errors import BadModelFile, MissingExtra, UntrustedType

FOLDER = "parts/"  # where what has a format of its own stands


@dataclass(frozen=True, eq=False)
class Fitted:
    """The fitted parts of a model.

    ``transformers`` prepare rows; ``models``, of each candidate one for each fold, take prepared rows; ``stack`` is the
    linear model of their predictions, where there is one.
    """

    transformers: list[Any]
    models: dict[str, list[Any]]
    stack: Any


@dataclass(frozen=True, eq=False)
class Dumped:
    """Fitted parts as bytes: of skops, and of what has a format of its own, by its name in the zip.

    ``own_types`` are those that whoever loads it must trust; ``modules`` the boosters' libraries.
    """

    skops: bytes
    parts: dict[str, bytes]
    own_types: tuple[str, ...]
    modules: set[str]


def fitted_of(members: Mapping[str, Sequence[Member]], stack: Any) -> Fitted:
    """The fitted parts of a model's members, a transformer that several share once."""
    shared = {id(fold.transformer): fold.transformer for folds in members.values() for fold in folds}
    models = {name: [fold.pipeline.steps[-1][1] for fold in folds] for name, folds in members.items()}
    return Fitted(list(shared.values()), models, stack)


def dump(fitted: Fitted) -> Dumped:
    """Fitted parts as bytes.

    Raises:
        BadModelFile: an estimator that skops can't write, or that could not be found again by its name.
        MissingExtra: skops is not installed.
    """
    _check_skops()
    from skops.io import dumps, get_untrusted_types

    parts: dict[str, bytes] = {}
    modules: set[str] = set()
    try:
        models = {
            name: [_emptied(model, f"{FOLDER}{at}-{k}", parts, modules) for k, model in enumerate(folds)]
            for at, (name, folds) in enumerate(fitted.models.items())
        }
        written = dumps({"transformers": fitted.transformers, "models": models, "stack": fitted.stack})
        types = get_untrusted_types(data=written)
    except Exception as error:
        raise BadModelFile(
            f"the model can't be written without pickle: {error}", "Leave the estimator that this is about out of it"
        ) from error
    own = tuple(name for name in types if name not in TRUSTED)
    for name in own:
        _check_found(name)
    return Dumped(written, parts, own, modules)


def _emptied(model: Any, name: str, parts: dict[str, bytes], modules: set[str]) -> Any:
    """The model as skops is to write it; what it has learnt goes into ``parts`` where that has a format of its own."""
    native = native_of(model)
    if native is None:
        return model
    if native.module:
        modules.add(native.module)
    empty, content = native.take(model)
    if native.suffix:
        parts[name + native.suffix] = content
    return empty


def _check_found(name: str) -> None:
    """Whether a type can be found by its name, as loading will have to."""
    module, _, last = name.rpartition(".")
    try:
        found = hasattr(import_module(module), last)
    except (ImportError, ValueError):
        found = False
    if not found and "." in module:  # a method: Type.method
        outer, _, kind = module.rpartition(".")
        found = find_spec(outer) is not None and hasattr(getattr(import_module(outer), kind, None), last)
    if not found:
        raise BadModelFile(
            f"the model can't be written: its {last} could not be found again as {name}",
            "Define it at the top of a module, not inside a function",
        )


def load(skops: bytes, parts: Mapping[str, bytes], trusted: Sequence[str], file: str) -> Fitted:
    """The fitted parts that these bytes hold.

    Raises:
        UntrustedType: there are types in it that are not trusted; nothing of it was made.
        BadModelFile: it can't be read.
        MissingExtra: skops is not installed.
    """
    _check_skops()
    try:
        _check_inner(skops, file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InconsistentVersionWarning)  # told by versions.py
            fitted = _read(_made(skops, tuple(trusted), file), parts)
            check_sound([fitted.transformers, fitted.models, fitted.stack])
    except (BadModelFile, MissingExtra):
        raise
    except Exception as error:  # what a broken or made-up file may raise has no end
        raise BadModelFile(f"{file}: what it has learnt can't be read: {_in_words(error)}", CURE) from error
    return fitted


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _read(found: Any, parts: Mapping[str, bytes]) -> Fitted:
    models = {
        name: [_filled(model, f"{FOLDER}{at}-{k}", parts) for k, model in enumerate(folds)]
        for at, (name, folds) in enumerate(found["models"].items())
    }
    for each in found["transformers"]:
        _check_does(each, "transform")
    for each in (model for folds in models.values() for model in folds):
        _check_does(each, "predict")
    return Fitted(list(found["transformers"]), models, found["stack"])


def _check_does(fitted: Any, verb: str) -> None:
    if not callable(getattr(fitted, verb, None)):
        raise TypeError(f"a {type(fitted).__name__} can't {verb}")


def _made(skops: bytes, trusted: tuple[str, ...], file: str) -> Any:
    from skops.io import get_untrusted_types, loads
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        return loads(skops, trusted=list(trusted))
    except UntrustedTypesFoundException as error:
        types = tuple(name for name in get_untrusted_types(data=skops) if name not in trusted)
        raise UntrustedType(file, types) from error


def _filled(empty: Any, name: str, parts: Mapping[str, bytes]) -> Any:
    """The model with what it had learnt."""
    native = native_of(empty)
    if native is None:
        return empty
    if native.suffix and name + native.suffix not in parts:
        raise LookupError(f"there is no {name + native.suffix}")
    return native.give(copy.copy(empty), parts.get(name + native.suffix, b""))


def _check_inner(skops: bytes, file: str) -> None:
    """The sizes of the zip within the zip, and of the zips of sparse matrices within that."""
    with zipfile.ZipFile(BytesIO(skops)) as inner:
        check_sizes(inner, file)
        for name in inner.namelist():
            if name.endswith(".npz"):
                with zipfile.ZipFile(BytesIO(inner.read(name))) as innermost:
                    check_sizes(innermost, file)


def _check_skops() -> None:
    if find_spec("skops") is None:
        raise MissingExtra("saving and loading models", "automl", "skops")
