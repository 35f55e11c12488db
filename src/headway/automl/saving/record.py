"""What a model is beside its fitted pipelines, as JSON and back: columns, labels, weights, thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from headway.automl.features import Layout
from headway.automl.learners import ProblemType
from headway.automl.saving.plain import (
    Malformed,
    mapping,
    named,
    number,
    packed,
    part,
    several,
    text,
    unpacked,
    whole,
)
from headway.automl.saving.saveable import Saveable
from headway.automl.schema import KINDS, Column, Schema
from headway.automl.search.ensemble import Blend, Ensemble, Stack

FILE = "schema.json"
TREATMENTS = ("numbers", "few", "many", "dates", "texts")


@dataclass(frozen=True)
class Fold:
    """Of a fitted fold, which transformer prepares its rows, and which classes its training rows had."""

    transformer: int
    present: tuple[int, ...]


@dataclass(frozen=True)
class Record:
    """The plain part of a model.

    ``members`` are the folds of each candidate. ``ensemble`` is a :class:`Stack` without its linear model, where it is
    one.
    """

    name: str
    target: str
    type: ProblemType
    labels: tuple[Any, ...]
    schema: Schema
    layout: Layout
    members: dict[str, tuple[Fold, ...]]
    ensemble: Ensemble | None
    thresholds: dict[str, float]
    typical: dict[str, Any]
    metric: str
    score: float | None


def record_of(model: Saveable, transformers: Sequence[Any]) -> Record:
    """The plain part of this model, whose members are prepared by these transformers."""
    places = {id(each): at for at, each in enumerate(transformers)}
    ensemble = model.ensemble
    return Record(
        name=model.name,
        target=model.target,
        type=model.type,
        labels=model.labels,
        schema=model.schema,
        layout=model.layout,
        members={
            name: tuple(Fold(places[id(fold.transformer)], tuple(int(code) for code in fold.present)) for fold in folds)
            for name, folds in model.members.items()
        },
        ensemble=replace(ensemble, model=None) if isinstance(ensemble, Stack) else ensemble,
        thresholds=dict(model.thresholds),
        typical=dict(model.typical),
        metric=model.metric,
        score=None if model.score is None else float(model.score),
    )


def to_json(record: Record) -> dict[str, Any]:
    """The record as JSON has it."""
    layout = {name: list(getattr(record.layout, name)) for name in TREATMENTS}
    return {
        "name": record.name,
        "target": record.target,
        "type": record.type,
        "labels": [packed(label) for label in record.labels],
        "columns": [
            {
                "name": column.name,
                "kind": column.kind,
                "rows": int(column.rows),
                "missing": int(column.missing),
                "distinct": int(column.distinct),
                "note": column.note,
            }
            for column in record.schema
        ],
        "layout": {**layout, "left_out": [list(pair) for pair in record.layout.left_out]},
        "members": {
            name: [{"transformer": fold.transformer, "present": list(fold.present)} for fold in folds]
            for name, folds in record.members.items()
        },
        "ensemble": _ensemble_to_json(record.ensemble),
        "thresholds": {name: float(threshold) for name, threshold in record.thresholds.items()},
        "typical": {name: packed(value) for name, value in record.typical.items()},
        "metric": record.metric,
        "score": packed(record.score),
    }


def _ensemble_to_json(ensemble: Ensemble | None) -> dict[str, Any] | None:
    if ensemble is None:
        return None
    if isinstance(ensemble, Blend):
        return {"blend": {name: float(weight) for name, weight in ensemble.weights.items()}}
    return {"stack": list(ensemble.models)}


def from_json(given: Mapping[str, Any]) -> Record:
    """The record of this JSON.

    Raises:
        Malformed: something is missing, of another type, or does not fit the rest.
    """
    problem_type = _one_of(part(given, "type", FILE), "type", get_args(ProblemType))
    score = unpacked(part(given, "score", FILE), "score")
    if not isinstance(score, float | None):
        raise Malformed("score", score, "a number or null")
    record = Record(
        name=text(part(given, "name", FILE), "name"),
        target=text(part(given, "target", FILE), "target"),
        type=problem_type,
        labels=several(part(given, "labels", FILE), "labels", _label),
        schema=Schema(several(part(given, "columns", FILE), "columns", _column)),
        layout=_layout(part(given, "layout", FILE)),
        members=named(part(given, "members", FILE), "members", lambda folds, where: several(folds, where, _fold)),
        ensemble=_ensemble(part(given, "ensemble", FILE), problem_type),
        thresholds=named(part(given, "thresholds", FILE), "thresholds", number),
        typical=named(part(given, "typical", FILE), "typical", unpacked),
        metric=text(part(given, "metric", FILE), "metric"),
        score=score,
    )
    _check(record)
    return record


def _one_of(given: Any, where: str, known: tuple[Any, ...]) -> Any:
    if given not in known:
        raise Malformed(where, given, f"one of {', '.join(map(str, known))}")
    return given


def _label(given: Any, where: str) -> Any:
    if not isinstance(given, bool | int | float | str):
        raise Malformed(where, given, "text, a number, true or false")
    return given


def _column(given: Any, where: str) -> Column:
    entries = mapping(given, where)
    return Column(
        name=text(part(entries, "name", where), f"{where}.name"),
        kind=_one_of(part(entries, "kind", where), f"{where}.kind", KINDS),
        rows=whole(part(entries, "rows", where), f"{where}.rows"),
        missing=whole(part(entries, "missing", where), f"{where}.missing"),
        distinct=whole(part(entries, "distinct", where), f"{where}.distinct"),
        note=text(part(entries, "note", where), f"{where}.note"),
    )


def _layout(given: Any) -> Layout:
    entries = mapping(given, "layout")
    names = {name: several(part(entries, name, "layout"), f"layout.{name}", text) for name in TREATMENTS}
    return Layout(**names, left_out=several(part(entries, "left_out", "layout"), "layout.left_out", _pair))


def _pair(given: Any, where: str) -> tuple[str, str]:
    entries = several(given, where, text)
    if len(entries) != 2:
        raise Malformed(where, given, "a column and a reason")
    return entries[0], entries[1]


def _fold(given: Any, where: str) -> Fold:
    entries = mapping(given, where)
    present = several(part(entries, "present", where), f"{where}.present", whole)
    return Fold(whole(part(entries, "transformer", where), f"{where}.transformer"), present)


def _ensemble(given: Any, problem_type: ProblemType) -> Ensemble | None:
    if given is None:
        return None
    entries = mapping(given, "ensemble")
    if set(entries) == {"blend"}:
        return Blend(named(entries["blend"], "ensemble.blend", number))
    if set(entries) == {"stack"}:
        return Stack(several(entries["stack"], "ensemble.stack", text), None, problem_type)
    raise Malformed("ensemble", given, "a blend, a stack or null")


def _check(record: Record) -> None:
    """What is right by itself must fit together."""
    classes = len(record.labels)
    if (record.type == "regression") != (classes == 0) or (record.type == "binary" and classes != 2):
        raise Malformed("labels", list(record.labels), f"as many as a {record.type} model has")
    parts = record.ensemble.models if record.ensemble else tuple(record.members)[:1]
    if not parts or set(parts) != set(record.members):
        raise Malformed("members", list(record.members), "those of the ensemble, or one")
    for name, folds in record.members.items():
        if not folds:
            raise Malformed(f"members[{name!r}]", [], "at least one fold")
        for codes in (list(fold.present) for fold in folds):
            if codes != sorted(set(codes)) or not codes or codes[-1] >= max(1, classes):
                raise Malformed(f"members[{name!r}]", codes, "codes of the labels, in their order")
    unknown = [name for name in record.layout.features if name not in record.schema]
    if unknown:
        raise Malformed("layout", unknown, "names of columns")
