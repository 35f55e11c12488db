"""What training on a large CSV file holds, in units of the file."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.automl import arena
from benchmarks.cell import ROOT, Cell, Outcome
from benchmarks.results import Claim, Results, table

NAME, OURS = "automl_memory", "headway"
MOST = 4.0


def cells(quick: bool) -> list[Cell]:
    options = {"file_mb": 20, "budget_s": 10} if quick else {"file_mb": 1_000, "budget_s": 120}
    return [Cell(NAME, OURS, options, limit_s=1_200)]


def measure(cell: Cell) -> Outcome:
    """Times the file's size that the process and all below it held at most; pages of the file itself are not theirs."""
    python = cell.interpreter or sys.executable
    with TemporaryDirectory(prefix="automl", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        arena.ask(folder, dict(cell.options))
        subprocess.run([python, "-m", "benchmarks.automl.large_csv", "write", str(folder)], cwd=ROOT, check=True)
        size = (folder / "train.csv").stat().st_size
        ran = arena.run(python, "benchmarks.automl.large_csv", folder)
    if "train_s" not in ran.outcome:
        return ran.outcome
    return {**ran.outcome, "peak_mb": [ran.peak_bytes / 1e6], "times": [ran.peak_bytes / size]}


def section(results: Results) -> list[str]:
    rows = []
    budgets = " or ".join(f"{budget} s" for budget in results.options(NAME, "budget_s"))
    for size in results.options(NAME, "file_mb"):
        found = results.of(NAME, OURS, file_mb=size)
        what = ("peak_mb", "times", "upload_s", "train_s", "models")
        shown = [found.trouble, *["—"] * 4] if found.trouble else [found.shown(name) for name in what]
        rows.append([f"{size:,} MB", *shown])
    return [
        "## Memory of a large CSV file",
        "",
        f"Twelve columns of numbers, two of categories and a target of two classes; read from its path, trained on in {budgets}. "
        "MB: the most that the process and all below it held at once (summed PSS).",
        "",
        *table(["file", "MB", "× the file", "upload s", "train s", "models"], rows),
    ]


def claims(results: Results) -> list[Claim]:
    return [
        Claim(
            "bar",
            f"memory ÷ size of a CSV of {size:,} MB",
            {"most": results.of(NAME, OURS).median("times")},
            MOST,
            " ×",
        )
        for size in results.options(NAME, "file_mb")
    ]
