"""Outcomes that outlast a run: kept until what they depend on has changed, not whenever any code has.

An outcome depends on the cell, the machine, the library's lock, and this room's own code but the other libraries'; one of
Headway's on its sources too.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.cell import ROOT, Cell
from benchmarks.optimize.contestants import ENTRIES
from benchmarks.optimize.environments import LOCKS, OURS

HERE = ROOT / "benchmarks" / "optimize"


def name(cell: Cell, machine: dict[str, Any]) -> str:
    """What an outcome is kept under."""
    place = f"{machine['python'].rpartition('.')[0]} {machine['processor']} {machine['cores']} {machine['memory_gb']}"
    where = "own environment" if cell.interpreter else "here"
    return f"{cell.key} | {where} | {place} | {_digest(sources(cell))}"


def sources(cell: Cell) -> list[Path]:
    """The files that an outcome depends on."""
    entry = ENTRIES[cell.peer]
    room = [
        path for path in sorted(HERE.glob("*.py")) if path.name not in ("environments.py", "lasting.py", "__init__.py")
    ]
    files = [HERE / "contestants" / f"{entry.file}.py", HERE / "contestants" / "base.py"]
    library = (
        sorted((ROOT / "src").rglob("*.py")) if entry.environment in OURS and "headway" in entry.distributions else []
    )
    return [LOCKS / f"{entry.environment}.lock", *room, *files, *library]


def _digest(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
