"""A file into a model: names and sizes first, then the format, the plain values, and the pipelines last."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from headway.automl.results.model import Model
from headway.automl.saving import pipelines
from headway.automl.saving.archive import CURE, Archive, opened
from headway.automl.saving.pipelines import Fitted
from headway.automl.saving.plain import Malformed, parsed
from headway.automl.saving.record import Record, from_json
from headway.automl.saving.trusted import with_own
from headway.automl.saving.versions import check
from headway.automl.search.ensemble import Ensemble, Stack
from headway.automl.search.fitting import Member
from headway.errors import BadModelFile

NEEDED = ("versions.json", "schema.json", "model.skops")
_PART = re.compile(r"parts/\d+-\d+\.(txt|json|cbm|npz)")


def load(path: Any, trust: Any = ()) -> Model:
    """The model of a file that :meth:`Model.save` wrote.

    Nothing of the file is run: it holds arrays, text and names of types, and these are made only where they stand in a
    list of Headway's own or in ``trust``. What boosters wrote is looked through before their libraries read it; a file
    that was made to harm may still bring one of these to end the process, so load files of strangers in one of its own.

    Args:
        path: the file's.
        trust: types of your own that the model has in it, or their dotted names ("shop.Nearest").

    Raises:
        UntrustedType: the file holds other types; they are named.
        BadModelFile: it is no model, a broken one, or one of a newer format.
        MissingExtra: a library that has a part in the model is not installed.
        BadOption: something in ``trust`` that is no type.

    Warns:
        HeadwayWarning: a library has another version than when the model was saved.
    """
    trusted = with_own(trust)
    with opened(path) as archive:
        archive.check_names(NEEDED[:1], lambda name: True)
        try:
            check(parsed(archive.read("versions.json"), "versions.json"), archive.file)
            archive.check_names(NEEDED, _is_known)
            record = from_json(parsed(archive.read("schema.json"), "schema.json"))
        except Malformed as error:
            raise BadModelFile(f"{archive.file} holds no model that can be read: {error}", CURE) from error
        parts = {name: archive.read(name) for name in archive.names if name.startswith(pipelines.FOLDER)}
        fitted = pipelines.load(archive.read("model.skops"), parts, trusted, archive.file)
        _check_fits(record, fitted, archive)
        return _model(record, fitted)


def _is_known(name: str) -> bool:
    return name in (*NEEDED, "README", "model.onnx") or _PART.fullmatch(name) is not None


def _check_fits(record: Record, fitted: Fitted, archive: Archive) -> None:
    folds = {name: len(members) for name, members in record.members.items()}
    most = max(fold.transformer for members in record.members.values() for fold in members)
    stacked = isinstance(record.ensemble, Stack)
    if (
        folds != {name: len(models) for name, models in fitted.models.items()}
        or list(folds) != list(fitted.models)
        or most >= len(fitted.transformers)
        or stacked != hasattr(fitted.stack, "predict")
    ):
        raise BadModelFile(f"{archive.file}: what it has learnt is not what its schema.json names", CURE)


def _model(record: Record, fitted: Fitted) -> Model:
    return Model(
        name=record.name,
        target=record.target,
        type=record.type,
        labels=record.labels,
        schema=record.schema,
        layout=record.layout,
        members={name: _members(record, name, fitted) for name in record.members},
        ensemble=_ensemble(record.ensemble, fitted.stack),
        thresholds=record.thresholds,
        typical=record.typical,
        metric=record.metric,
        score=record.score,
    )


def _members(record: Record, name: str, fitted: Fitted) -> tuple[Member, ...]:
    return tuple(
        Member(
            Pipeline([("prepare", fitted.transformers[fold.transformer]), ("model", model)]),
            record.type,
            max(1, len(record.labels)),
            np.array(fold.present, dtype=np.int64),
        )
        for fold, model in zip(record.members[name], fitted.models[name], strict=True)
    )


def _ensemble(ensemble: Ensemble | None, stack: Any) -> Ensemble | None:
    return replace(ensemble, model=stack) if isinstance(ensemble, Stack) else ensemble
