"""CPU time that an import costs over a bare interpreter."""

import os
import subprocess
import sys

from benchmarks.cell import Cell, Outcome
from benchmarks.results import Claim, Results, table

STATEMENTS = [
    "import headway",
    "import asyncio",
    "from concurrent.futures import ThreadPoolExecutor",
    "import joblib",
    "import dask",
]
BAR_MS = 60.0


def cells(quick: bool) -> list[Cell]:
    return [
        Cell("imports", statement, {"pairs": 2 if quick else 15}, limit_s=90)
        for statement in STATEMENTS
    ]  # fmt: skip


def measure(cell: Cell) -> Outcome:
    """Milliseconds of user and system CPU over a bare interpreter's, one difference per pair run in turn."""
    cpu_ms(cell.peer)  # compiles what is not compiled yet
    return {"ms": [cpu_ms(cell.peer) - cpu_ms("pass") for _ in range(cell.options["pairs"])]}


def cpu_ms(statement: str) -> float:
    """CPU milliseconds of an interpreter that runs one statement."""
    # Compiled files are kept, as in any installation, whatever this shell says of them.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen([sys.executable, "-P", "-c", statement], stderr=subprocess.PIPE, env=environment)
    assert process.stderr is not None
    said = process.stderr.read().decode(errors="replace").strip()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if "ModuleNotFoundError" in said:
        raise ModuleNotFoundError(said, name=statement)
    if process.returncode:
        raise RuntimeError(said.rpartition("\n")[2])
    return (usage.ru_utime + usage.ru_stime) * 1e3


def section(results: Results) -> list[str]:
    rows = []
    for statement in results.peers("imports"):
        found = results.of("imports", statement)
        rows.append([f"`{statement}`", found.best_and_median("ms")])
    return [
        "## Import",
        "",
        "Milliseconds of CPU (user and system) over a bare interpreter, best / median of alternated pairs.",
        "",
        *table(["", "ms"], rows),
    ]


def claims(results: Results) -> list[Claim]:
    found = results.of("imports", "import headway")
    return [Claim("bar", "`import headway`", {"median": found.median("ms")}, BAR_MS, " ms")]
