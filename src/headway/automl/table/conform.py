"""A table with the columns and the kinds of another's schema, for predictions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from headway.automl.schema import Column, Schema
from headway.automl.table.assembly import make_frame
from headway.automl.table.columns import Inferred
from headway.automl.table.dates import EITHER, TWINS, swap_day_and_month
from headway.automl.table.recast import as_kind
from headway.errors import BadTable

FEW = 5
Conformed = tuple[Any, Schema, dict[str, int], tuple[str, ...]]


def conformed(frame: Any, own: Schema, decimals: Mapping[str, int], schema: Schema, target: str | None) -> Conformed:
    """What :meth:`Table.conform` gives: frame, schema, how numbers were written, and more notes."""
    _refuse_missing(own, schema, target)
    wanted = [column for column in schema if column.name in own]
    notes = [*_left_out(own, schema)]
    found = {}
    for column in wanted:
        found[column.name], note = _as_trained(
            frame[column.name], own[column.name], column, decimals.get(column.name, 0)
        )
        notes.extend(filter(None, [note]))
    columns = make_frame({name: column.values for name, column in found.items()})
    written = {name: column.decimals for name, column in found.items()}
    return columns, Schema(tuple(column.column for column in found.values())), written, tuple(notes)


def _refuse_missing(own: Schema, schema: Schema, target: str | None) -> None:
    lacking = [c.name for c in schema if c.name not in own and c.name != target and c.kind != "id"]
    if not lacking:
        return
    lowered = {name.lower(): name for name in own.names if name not in schema}
    near = {name: get_close_matches(name.lower(), lowered, 1, 0.7) for name in lacking}
    renames = ", ".join(f"{lowered[found[0]]!r} to {name!r}" for name, found in near.items() if found)
    what = f"the table lacks {_named(lacking)}, which {'were' if len(lacking) > 1 else 'was'} there in training"
    raise BadTable(what, f"Rename {renames}?" if renames else "Add what is missing, empty where it is unknown.")


def _named(names: list[str]) -> str:
    shown = ", ".join(map(repr, names[:FEW])) + (f" and {len(names) - FEW} more" if len(names) > FEW else "")
    return f"column{'s' if len(names) > 1 else ''} {shown}"


def _left_out(own: Schema, schema: Schema) -> list[str]:
    extra = [name for name in own.names if name not in schema]
    if not extra:
        return []
    shown = _named(extra).partition(" ")[2]
    if len(extra) == 1:
        return [f"a column that was not in training was left out: {shown}"]
    return [f"{len(extra)} columns that were not in training were left out: {shown}"]


def _as_trained(values: Any, own: Column, trained: Column, decimals: int) -> tuple[Inferred, str]:
    if own.kind == trained.kind == "datetime" and _is_other_order(own, trained):
        turned = swap_day_and_month(values)
        return Inferred(turned, replace(own, note=trained.note)), f"dates of {own.name!r} were read as in training"
    if own.kind == trained.kind:
        return Inferred(values, own, decimals), ""
    found, odd = as_kind(values, own, trained.kind, decimals)
    if odd and found.column.missing == own.rows:
        what = (
            f"column {own.name!r} was {trained.kind} in training, and no value of it is so here, as {next(iter(odd))!r}"
        )
        raise BadTable(what, "Give it the values that it had in training, or none.")
    column = replace(found.column, note=f"{trained.kind}, as in training")
    return replace(found, column=column), _odd_note(own, trained, odd)


def _odd_note(own: Column, trained: Column, odd: Mapping[str, int]) -> str:
    if not odd:
        return ""
    count = sum(odd.values())
    return (
        f"column {own.name!r} was {trained.kind} in training: {count} value{'s' if count > 1 else ''} that can't be so, "
        f"as {next(iter(odd))!r}, mean missing"
    )


def _is_other_order(own: Column, trained: Column) -> bool:
    """Whether these dates, which can be read in two orders, were read in the one that training did not have."""
    here, there = (re.search(r"dates as (\d\d[/.-]\d\d[/.-]\d+)", column.note) for column in (own, trained))
    return bool(here and there and EITHER in own.note and TWINS.get(here[1]) == there[1])
