"""Outcomes that outlast a run: kept until what they depend on has changed, not whenever any code has.

An outcome depends on the cell, the machine, the library's lock and its file in `contestants/`, and the scripts that take it;
one of Headway's on its sources too.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.cell import ROOT, Cell
from benchmarks.optimize.contestants import ENTRIES
from benchmarks.optimize.environments import LOCKS

HERE = ROOT / "benchmarks" / "optimize"
SCRIPTS = {
    "optimize_handover": ("cpu", "instances", "in_pulp", "handing"),
    "optimize_sweep": ("cpu", "instances", "in_pulp", "sweeping"),
    "optimize_instances": ("known",),
}


def name(cell: Cell, machine: dict[str, Any]) -> str:
    """What an outcome is kept under."""
    place = f"{machine['python'].rpartition('.')[0]} {machine['processor']} {machine['cores']} {machine['memory_gb']}"
    where = "own environment" if cell.interpreter else "here"
    return f"{cell.key} | {where} | {place} | {_digest(sources(cell))}"


def sources(cell: Cell) -> list[Path]:
    """The files that an outcome depends on."""
    entry = ENTRIES[cell.peer]
    scripts = [HERE / f"{name}.py" for name in SCRIPTS[cell.measure]]
    contestant = [
        HERE / "contestants" / f"{name}.py" for name in dict.fromkeys(("base", "highspy_", "pulp_", entry.file))
    ]
    is_ours = "headway" in entry.distributions
    library = sorted((ROOT / "src").rglob("*.py")) if is_ours else []
    return [LOCKS / f"{entry.environment}.lock", *scripts, *contestant, *library]


def _digest(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
