"""A model into a file."""

from __future__ import annotations

from typing import Any, Literal

from headway.automl.saving.archive import checked_path, packed, write
from headway.automl.saving.graph import Impossible, check_installed, exported
from headway.automl.saving.pipelines import dump, fitted_of
from headway.automl.saving.plain import written
from headway.automl.saving.readme import readme
from headway.automl.saving.record import record_of, to_json
from headway.automl.saving.saveable import Saveable
from headway.automl.saving.versions import versions_of
from headway.automl.search.ensemble import Stack
from headway.errors import BadOption, MissingExtra

GRAPH = "a graph of ONNX that says the same: inputs by the columns' names, numbers as float32, categories as text"


def save(model: Saveable, path: Any, *, onnx: Literal["auto"] | bool = "auto") -> None:
    """Write a model into a zip without pickle, to be read by :func:`headway.automl.load`.

    The file is written as a whole or not at all; one that was there before stays until then.

    Args:
        model: the model.
        path: the file's; a folder is refused.
        onnx: whether ``model.onnx`` is written, a graph of the whole model, checked against it row by row. "auto" writes
            it where that is possible and takes no more than a few seconds; the README says why there is none.

    Raises:
        BadOption: the path is no file's; or a graph is asked for and the model can't be one.
        BadModelFile: the model has an estimator that can't be written without pickle.
        MissingExtra: a graph is asked for, and the extra "onnx" is not installed.
    """
    if onnx not in (True, False, "auto"):
        raise BadOption("onnx", onnx, "True, False or 'auto'")
    file = checked_path(path)
    fitted = fitted_of(model.members, model.ensemble.model if isinstance(model.ensemble, Stack) else None)
    record = record_of(model, fitted.transformers)
    dumped = dump(fitted)
    graph, why_not = _graph(model, onnx)
    members = {
        "README": readme(record, dumped.own_types, GRAPH if graph else why_not),
        "versions.json": written(versions_of(dumped.modules)),
        "schema.json": written(to_json(record)),
        "model.skops": dumped.skops,
        **dumped.parts,
        **({"model.onnx": graph} if graph else {}),
    }
    write(file, packed(members))


def _graph(model: Saveable, onnx: Literal["auto"] | bool) -> tuple[bytes, str]:
    """The graph; or nothing, and why there is none."""
    if onnx is False:
        return b"", "not there: it was not wanted"
    try:
        check_installed()
        return exported(model, soon=onnx == "auto"), ""
    except MissingExtra as error:
        if onnx is True:
            raise
        return b"", f"not there: {error}"
    except Impossible as error:
        if onnx is True:
            raise BadOption("onnx", True, f"'auto' or False for this model: {error}") from error
        return b"", f"not there: {error}"
