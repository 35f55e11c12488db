"""An environment for each library that trains, made from its lock in `locks/`, and made again when that has changed.

A lock is resolved for all Pythons at once, and holds hashes but no registry's address. In `locks/`:

    uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
        --override overrides.txt flaml.in -o flaml.lock

and for Headway's own, with what its extras bring: `… --extra automl --extra xgboost --extra catboost
../../../pyproject.toml headway.in -o headway.lock`.
"""

import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks import environment
from benchmarks.automl.contestants import ENTRIES
from benchmarks.cell import ROOT, Cell

LOCKS = ROOT / "benchmarks" / "automl" / "locks"


def assigned(cells: Iterable[Cell], python: str, say: Callable[[str], None]) -> list[Cell]:
    """The same cells, each with the interpreter of its library's environment.

    Raises:
        subprocess.CalledProcessError: an environment could not be made; its own words are on the error stream.
    """
    cells = list(cells)
    names = dict.fromkeys(ENTRIES[cell.peer].environment for cell in cells)
    ready = {name: _ready(name, python, say) for name in names}
    return [replace(cell, interpreter=ready[ENTRIES[cell.peer].environment]) for cell in cells]


def _ready(name: str, python: str, say: Callable[[str], None]) -> str:
    lock = LOCKS / f"{name}.lock"
    is_ours = name == "headway"
    sources = [lock, ROOT / "pyproject.toml"] if is_ours else [lock]
    return environment.made(f"automl-{name}", python, sources, partial(_install, lock, is_ours), say)


def _install(lock: Path, is_ours: bool, installer: list[str]) -> None:
    """The lock is complete: what stands in for a library under another name satisfies nobody's requirement."""
    subprocess.run([*installer, "--no-deps", "--require-hashes", "-r", str(lock)], check=True)
    if is_ours:
        subprocess.run([*installer, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
