"""Runs a module in another environment, on two processors, and watches how long it takes and what it holds."""

import json
import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import tree
from benchmarks.cell import ROOT, Outcome, first_words

CORES = 2
EVERY_S = 0.05
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "LOKY_MAX_CPU_COUNT")


@dataclass(frozen=True)
class Ran:
    """What the module has said in `outcome.json`, and what was seen from outside.

    Attributes:
        wall_s: from the start of its process to its end.
        peak_bytes: the most that it and all below it held at once (their proportional shares of pages, summed).
    """

    outcome: Outcome
    wall_s: float
    peak_bytes: int


def run(interpreter: str, module: str, folder: Path) -> Ran:
    """Run `interpreter -m module` in a folder of its own, which is where it writes.

    Raises:
        RuntimeError: it left no outcome; the last line that it wrote.
    """
    log, out = folder / "log", folder / "outcome.json"
    began = time.perf_counter()
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(
            [interpreter, "-m", module], cwd=folder, env=_environment(folder), stdin=subprocess.DEVNULL,
            stdout=written, stderr=written,
        )  # fmt: skip
        peak = 0
        while process.poll() is None:
            peak = max(peak, tree.pss_bytes([process.pid, *tree.below(process.pid)]))
            time.sleep(EVERY_S)
    wall_s = time.perf_counter() - began
    if not out.exists():
        last = log.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
        raise RuntimeError(f"ended with {process.returncode}: {first_words(last)}")
    return Ran(json.loads(out.read_text(encoding="utf-8")), wall_s, peak)


def _environment(folder: Path) -> dict[str, str]:
    """Ours, with as many threads as processors, and with files left behind only in the folder."""
    return {
        **os.environ, **dict.fromkeys(THREADS, str(CORES)), "PYTHONPATH": str(ROOT), "TMPDIR": str(folder),
        "PYTHONHASHSEED": "0",
    }  # fmt: skip


def ask(folder: Path, job: Mapping[str, Any]) -> None:
    """Leave a job in a folder."""
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")


def asked() -> dict[str, Any]:
    """The job that lies in this folder."""
    job: dict[str, Any] = json.loads(Path("job.json").read_text(encoding="utf-8"))
    return job


def enter() -> None:
    """Called first in the process that is watched: no more than two processors."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def leave(outcome: Outcome) -> None:
    """Write the outcome, whole or not at all."""
    half = Path("outcome.half")
    half.write_text(json.dumps(outcome), encoding="utf-8")
    half.replace("outcome.json")
