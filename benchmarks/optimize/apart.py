"""Runs a module of this room in another environment: nothing watches it, so that its CPU is its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.automl import arena
from benchmarks.cell import ROOT, Cell, Outcome, first_words
from benchmarks.optimize.contestants import ENTRIES
from benchmarks.peers.base import NotOffered


def outcome(cell: Cell, module: str, job: Mapping[str, Any]) -> Outcome:
    """What the module leaves in a folder of its own, given the job.

    Raises:
        NotOffered: the library needs a Python that is not here.
        RuntimeError: it left no outcome; the last line that it wrote.
    """
    if not cell.interpreter and ENTRIES[cell.peer].environment == "pulp4":
        raise NotOffered("needs Python 3.12 or later, which is not here")
    with TemporaryDirectory(prefix="optimize", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        arena.ask(folder, job)
        command = [cell.interpreter or sys.executable, "-m", f"benchmarks.optimize.{module}"]
        ran = subprocess.run(command, cwd=folder, env=_environment(folder), check=False, capture_output=True, text=True)
        out = folder / "outcome.json"
        if not out.exists():
            last = ran.stderr.strip().rpartition("\n")[2]
            raise RuntimeError(f"ended with {ran.returncode}: {first_words(last)}")
        left: Outcome = json.loads(out.read_text(encoding="utf-8"))
        return left


def _environment(folder: Path) -> dict[str, str]:
    """Ours, with files left behind only in the folder, and one thread where libraries ask."""
    threads = dict.fromkeys(arena.THREADS, "1")
    return {**os.environ, **threads, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), "PYTHONHASHSEED": "0"}
