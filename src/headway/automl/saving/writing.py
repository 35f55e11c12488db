"""A model into a file."""

from __future__ import annotations

from typing import Any

from headway.automl.saving.archive import checked_path, packed, write
from headway.automl.saving.pipelines import dump, fitted_of
from headway.automl.saving.plain import written
from headway.automl.saving.readme import readme
from headway.automl.saving.record import record_of, to_json
from headway.automl.saving.saveable import Saveable
from headway.automl.saving.versions import versions_of
from headway.automl.search.ensemble import Stack


def save(model: Saveable, path: Any) -> None:
    """Write a model into a zip without pickle, to be read by :func:`headway.automl.load`.

    The file is written as a whole or not at all; one that was there before stays until then.

    Args:
        model: the model.
        path: the file's; a folder is refused.

    Raises:
        BadOption: the path is no file's.
        BadModelFile: the model has an estimator that can't be written without pickle.
    """
    file = checked_path(path)
    fitted = fitted_of(model.members, model.ensemble.model if isinstance(model.ensemble, Stack) else None)
    record = record_of(model, fitted.transformers)
    dumped = dump(fitted)
    members = {
        "README": readme(record, dumped.own_types, "not there"),
        "versions.json": written(versions_of(dumped.modules)),
        "schema.json": written(to_json(record)),
        "model.skops": dumped.skops,
        **dumped.parts,
    }
    write(file, packed(members))
