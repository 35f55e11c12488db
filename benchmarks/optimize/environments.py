"""An environment for each library that hands models over, made from its lock in `locks/`, again when that has changed.

A lock is resolved for all Pythons at once, and holds hashes but no registry's address. In `locks/`:

    uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header linopy.in -o linopy.lock

and for Headway's own, with what its extra brings: `… --extra optimize ../../../pyproject.toml headway.in -o headway.lock`; for
`pulp4` the same with `--python-version 3.12`, which PuLP 4 needs.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from benchmarks import environment
from benchmarks.cell import ROOT, Cell
from benchmarks.optimize.contestants import ENTRIES

LOCKS = ROOT / "benchmarks" / "optimize" / "locks"
OURS = ("headway", "pulp4")  # with this tree's Headway
NEWER = ("python3.12", "python3.13", "python3.14")


def assigned(cells: Iterable[Cell], python: str, say: Callable[[str], None]) -> list[Cell]:
    """The same cells, each with the interpreter of its library's environment; without one where no Python is new enough.

    Raises:
        subprocess.CalledProcessError: an environment could not be made; its own words are on the error stream.
    """
    cells = list(cells)
    names = dict.fromkeys(ENTRIES[cell.peer].environment for cell in cells)
    ready = {name: _ready(name, python, say) for name in names}
    return [replace(cell, interpreter=ready[ENTRIES[cell.peer].environment]) for cell in cells]


def _ready(name: str, python: str, say: Callable[[str], None]) -> str:
    base = newer(python) if name == "pulp4" else python
    if not base:
        return ""
    lock = LOCKS / f"{name}.lock"
    sources = [lock, ROOT / "pyproject.toml"] if name in OURS else [lock]
    install = partial(_install, name)
    return environment.made(f"optimize-{name}", base, sources, install, say)


def newer(python: str) -> str:
    """This interpreter if it is of Python 3.12 or later, else one that is on the path; empty where there is none."""
    candidates = [python, *(found for name in NEWER if (found := shutil.which(name)))]
    return next((each for each in candidates if is_newer(each)), "")


def is_newer(python: str) -> bool:
    """Whether it runs, and is of Python 3.12 or later."""
    ask = [python, "-c", "import sys; sys.exit(sys.version_info < (3, 12))"]
    return subprocess.run(ask, check=False, capture_output=True).returncode == 0


def _install(name: str, installer: list[str]) -> None:
    subprocess.run([*installer, "--no-deps", "--require-hashes", "-r", str(LOCKS / f"{name}.lock")], check=True)
    if name in OURS:
        subprocess.run([*installer, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
