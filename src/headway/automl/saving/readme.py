"""What stands in ``README``: for whoever finds the file and not us."""

from __future__ import annotations

import headway
from headway.automl.saving.record import Record

KINDS = {
    "numerical": "a number",
    "categorical": "a category, as text",
    "datetime": "a date",
    "text": "text",
    "id": "an identifier",
}


def readme(record: Record, own_types: tuple[str, ...], onnx: str) -> bytes:
    """The text; ``onnx`` says what ``model.onnx`` is, or why there is none."""
    paragraphs = [
        _what(record),
        _how(own_types),
        _columns(record),
        _files(onnx),
    ]
    return ("\n\n".join(paragraphs) + "\n").encode("utf-8", "backslashreplace")


def _what(record: Record) -> str:
    parts = ", ".join(record.members)
    classes = f"\nClasses: {', '.join(map(repr, record.labels))}" if record.labels else ""
    measured = ""
    if record.score is not None:
        measured = f"\nMeasured on rows that it had not seen: {record.metric} {record.score:.6g}"
    return (
        f"A model of Headway {headway.__version__}: {record.name}\n"
        f"It predicts {record.target!r} ({record.type}).\n"
        f"Made of: {parts}{classes}{measured}"
    )


def _how(own_types: tuple[str, ...]) -> str:
    trust = f", trust={list(own_types)}" if own_types else ""
    return (
        'To load it:  pip install "headway[automl]"\n\n'
        "    from headway import automl\n"
        f'    model = automl.load("FILE"{trust})\n'
        '    model.predict("TABLE.csv")'
    )


def _columns(record: Record) -> str:
    names = record.layout.features
    width = max((len(name) for name in names), default=0)
    lines = [f"    {name:<{width}}  {KINDS[record.schema[name].kind]}" for name in names]
    return "\n".join(["The columns that it needs (in any order; missing values may be left empty):", *lines])


def _files(onnx: str) -> str:
    return "\n".join(
        [
            "In this zip (no pickle: reading it runs nothing of its own):",
            "    schema.json    the columns, the classes, weights and thresholds",
            "    versions.json  the format, and the libraries that it was made with",
            "    model.skops    what prepares the columns, and the fitted models (skops)",
            "    parts/         what boosters and forests have learnt, in their own formats",
            f"    model.onnx     {onnx}",
        ]
    )
