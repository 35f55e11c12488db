"""Outcomes that outlast a run: kept until what they depend on has changed, not whenever any code has.

An outcome depends on the cell, the machine, the library's lock and its file in `contestants/`; one of Headway's on its
sources too.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.automl.contestants import ENTRIES
from benchmarks.automl.environments import LOCKS
from benchmarks.cell import ROOT, Cell, Outcome

HERE = ROOT / "benchmarks" / "automl"
SCRIPTS = {"automl_flow": "flow.py", "automl_memory": "large_csv.py"}


def name(cell: Cell, machine: dict[str, Any]) -> str:
    """What an outcome is kept under."""
    entry = ENTRIES[cell.peer]
    sources = [LOCKS / f"{entry.environment}.lock", HERE / "contestants" / f"{entry.file}.py"]
    if entry.environment == "headway":
        sources += sorted((ROOT / "src").rglob("*.py"))
    if script := SCRIPTS.get(cell.measure):
        sources.append(HERE / script)
    place = f"{machine['python'].rpartition('.')[0]} {machine['processor']} {machine['cores']} {machine['memory_gb']}"
    where = "own environment" if cell.interpreter else "here"
    return f"{cell.key} | {where} | {place} | {_digest(sources)}"


def is_final(outcome: Outcome) -> bool:
    """Whether it stays: what was missing, or failed, is tried again by the next run."""
    return not {"missing", "none", "fails"} & set(outcome)


def _digest(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
