"""Measure Headway and its peers in one run: `python -m benchmarks`, `python benchmarks/run.py` or `make bench`.

Needs nothing but an interpreter: the peers get an environment of their own (`environment`). Keep the machine quiet.
A run that is stopped goes on where it was when it is started again, unless code, lock or options have changed.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # run as a file, Python looks for modules in this folder instead of the one above
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks import environment, machine, measures, plan, report
from benchmarks.automl import lasting
from benchmarks.cell import ROOT, Cell
from benchmarks.results import Results
from benchmarks.suites import SUITES, Suite

RESULTS = ROOT / "benchmarks" / "results"
PARTIAL = ROOT / "benchmarks" / ".partial"
CONTESTS = {name: suite.name for suite in SUITES.values() if suite.is_contest for name in suite.measures}


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=(__doc__ or "").partition("\n")[0],
        epilog="example: python -m benchmarks --only overhead --only 'headway inline' --quick",
    )
    parser.add_argument(
        "suites", nargs="*", metavar="SUITE", help=f"what to measure: {', '.join(SUITES)} (default: all of them)"
    )
    parser.add_argument("--quick", action="store_true", help="small numbers, seconds: shows only that everything runs")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help=f"a figure ({', '.join(measures.NAMES)}) or a library, or a part of its name; may be repeated",
    )
    parser.add_argument("--json", action="store_true", help="print the raw figures instead of the table")
    parser.add_argument("--python", default=sys.executable, help="the interpreter to measure with (default: this one)")
    parser.add_argument(
        "--here", action="store_true", help="measure with --python as it is, without the peers that it lacks"
    )
    parser.add_argument(
        "--fresh", action="store_true", help="measure again what a stopped run, or of automl any run, has measured"
    )
    parser.add_argument(
        "--kept", action="store_true", help="measure nothing: the table of what runs that were stopped have measured"
    )
    parser.add_argument(
        "--out", type=Path, help="the folder for table and raw figures (default: benchmarks/results for a whole run)"
    )
    asked = parser.parse_args(arguments)
    if unknown := set(asked.suites) - set(SUITES):
        parser.error(f"no suite is called {', '.join(sorted(unknown))}; there are {', '.join(SUITES)}")
    return asked


def chosen(only: Sequence[str], quick: bool, suites: Sequence[str] = ()) -> list[Cell]:
    """The cells of the figures and libraries that are named; of all in the suites, when none is."""
    names = [name for suite in SUITES.values() if suite.name in (suites or SUITES) for name in suite.measures]
    cells = [cell for name in names for cell in measures.load(name).cells(quick)]
    figures = [name for name in only if name in measures.NAMES]
    libraries = [name for name in only if name not in measures.NAMES]
    found = [
        cell
        for cell in cells
        if (not figures or cell.measure in figures) and (not libraries or any(name in cell.peer for name in libraries))
    ]
    if not found:
        known = sorted({cell.peer for cell in cells})
        raise SystemExit(
            f"--only {' --only '.join(only)} leaves nothing to measure.\nFigures: {', '.join(names)}\n"
            f"Libraries: {', '.join(known)}"
        )
    return found


def fingerprint(asked: argparse.Namespace, described: object) -> str:
    """Changes when figures of a stopped run are no longer those of this one."""
    digest = hashlib.sha256(repr((asked.quick, asked.here, described)).encode())
    for folder in (ROOT / "src", ROOT / "benchmarks"):
        for source in sorted(folder.rglob("*.py")):
            if ".venv" not in source.parts:
                digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def assigned(cells: Sequence[Cell], python: str) -> list[Cell]:
    """The cells of contests, each with the interpreter of its library's environment."""
    found: list[Cell] = []
    for room in dict.fromkeys(CONTESTS[cell.measure] for cell in cells):
        here = [cell for cell in cells if CONTESTS[cell.measure] == room]
        found += import_module(f"benchmarks.{room}.environments").assigned(here, python, plan.say)
    return found


def lasting_name(cell: Cell, machine: dict[str, Any]) -> str:
    """What the outcome of a contest's cell is kept under."""
    name: str = import_module(f"benchmarks.{CONTESTS[cell.measure]}.lasting").name(cell, machine)
    return name


def commit() -> str:
    """The commit that is measured, and whether the tree differs from it."""
    try:
        said = subprocess.run(
            ["git", "describe", "--always", "--dirty"], cwd=ROOT, check=True, capture_output=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return said.stdout.strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write; 1 when Headway itself failed somewhere."""
    asked = options(arguments)
    cells = chosen(asked.only, asked.quick, asked.suites)
    contests = [cell for cell in cells if cell.measure in CONTESTS]
    engine = [cell for cell in cells if cell.measure not in CONTESTS]
    python = environment.ready(asked.python, plan.say) if engine and not asked.here else asked.python
    described = machine.described_by(python, ROOT)
    major, minor = (int(part) for part in described["python"].split()[1].split(".")[:2])
    version = f"python{major}.{minor}"
    started_with = fingerprint(asked, described)
    kept = plan.Kept(PARTIAL / f"{started_with}.json")
    outlasting = plan.Kept(PARTIAL / "automl.json", partial(lasting_name, machine=described), lasting.is_final)
    contests = contests if asked.here else assigned(contests, asked.python)
    asked_for = len(cells)
    if asked.kept:
        engine, contests = kept.measured(engine), outlasting.measured(contests)
        cells = [*engine, *contests]
        plan.say(f"{len(cells)} of {asked_for} cells have been measured")
        if not cells:
            return 1
    if asked.fresh:
        kept.drop(engine)
        outlasting.drop(contests)
    load_before = os.getloadavg()[0]
    outcomes = plan.run(engine, python, kept, plan.say) | plan.run(contests, python, outlasting, plan.say)
    results = Results(((cell, outcomes[cell.key]) for cell in cells), python=(major, minor))
    run = {
        "date": date.today().isoformat(),
        "command": command(asked, version),
        "commit": commit(),
        "quick": asked.quick,
        "only": asked.only,
        "left_out": asked_for - len(cells),
        "code_changed": fingerprint(asked, described) != started_with,
        "machine": described,
        "load_before": load_before,
        "load_after": os.getloadavg()[0],
    }
    parts = [(suite, part) for suite in SUITES.values() if (part := results.taken(suite.measures)).pairs]
    print(shown(parts, run, as_json=asked.json), end="")
    folder = asked.out or (None if asked.quick or asked.only else RESULTS)
    for suite, part in parts if folder else ():
        for path in report.write(folder, stem(asked, run["date"], suite, version), suite, run, part):
            plan.say(f"written: {path.name}")
    if not asked.kept:
        kept.path.unlink(missing_ok=True)
    failed = [key for key, outcome in outcomes.items() if "headway" in key and "fails" in outcome]
    return 1 if failed else 0


def shown(parts: Sequence[tuple[Suite, Results]], run: dict[str, Any], *, as_json: bool) -> str:
    """What is printed: the tables, or the raw figures (of several suites a list)."""
    if not as_json:
        return "\n".join(report.as_markdown(suite, run, part) for suite, part in parts)
    raw = [report.as_json(run, part) for _, part in parts]
    return raw[0] if len(raw) == 1 else "[" + ",\n".join(raw) + "]"


def stem(asked: argparse.Namespace, day: str, suite: Suite, version: str) -> str:
    """The name of the files: the day, the suite, and the Python where it was chosen."""
    return f"{day}-{suite.name}" + (f"-{version}" if asked.python != sys.executable else "")


def command(asked: argparse.Namespace, version: str) -> str:
    """The command as anybody could give it: without a path of this machine."""
    words = ["python", "-m", "benchmarks", *asked.suites]
    words += [f"--{flag}" for flag in ("quick", "here", "fresh", "kept") if getattr(asked, flag)]
    words += [f"--only {name!r}" for name in asked.only]
    if asked.python != sys.executable:
        words.append(f"--python {version}")
    return " ".join(words)


if __name__ == "__main__":
    sys.exit(main())
