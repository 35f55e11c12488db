"""Which cells a run has, and how they are run: one process after another, each kept as soon as it has ended."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import tree
from benchmarks.cell import ROOT, Cell, Outcome, first_words

Asked = tuple[str, Mapping[str, Any]]


def each(peers: Iterable[str], options: Sequence[Mapping[str, Any]]) -> list[Asked]:
    """Every library with every option."""
    return [(peer, option) for option in options for peer in peers]


def rounds(measure: str, asked: Sequence[Asked], count: int, limit_s: float) -> list[Cell]:
    """The libraries and options that are asked, `count` times, each second time in the opposite order."""
    return [
        Cell(measure, peer, option, turn, limit_s)
        for turn in range(count)
        for peer, option in (reversed(asked) if turn % 2 else asked)
    ]


class Kept:
    """Outcomes by cell, in a file: what a run that was stopped had measured need not be measured again.

    Args:
        name: what a cell's outcome is kept under; taken before it is measured.
        is_final: whether an outcome is to be found again.
    """

    def __init__(
        self,
        path: Path,
        name: Callable[[Cell], str] = attrgetter("key"),
        is_final: Callable[[Outcome], bool] = lambda _: True,
    ) -> None:
        self.path, self.name, self.is_final = path, name, is_final
        self.outcomes: dict[str, Outcome] = {}
        if path.exists():
            self.outcomes = json.loads(path.read_text(encoding="utf-8"))

    def measured(self, cells: Iterable[Cell]) -> list[Cell]:
        """Those of some cells whose outcomes are there."""
        return [cell for cell in cells if self.name(cell) in self.outcomes]

    def add(self, name: str, outcome: Outcome) -> None:
        """Keep an outcome, so that the file is whole at any moment."""
        if not self.is_final(outcome):
            return
        self.outcomes[name] = outcome
        self._write()

    def drop(self, cells: Iterable[Cell]) -> None:
        """Forget the outcomes of some cells."""
        for cell in cells:
            self.outcomes.pop(self.name(cell), None)
        self._write()

    def _write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        half = self.path.with_suffix(".half")
        half.write_text(json.dumps(self.outcomes), encoding="utf-8")
        half.replace(self.path)


def run(cells: list[Cell], python: str, kept: Kept, say: Callable[[str], None]) -> dict[str, Outcome]:
    """Run the cells that are not kept yet, in order; the outcomes of all."""
    started = time.monotonic()
    outcomes: dict[str, Outcome] = {}
    for number, cell in enumerate(cells, 1):
        name = kept.name(cell)
        if name in kept.outcomes:
            outcomes[cell.key] = kept.outcomes[name]
            continue
        began = time.monotonic()
        outcomes[cell.key] = outcome = run_one(cell, python)
        kept.add(name, outcome)
        now = time.monotonic()
        say(f"[{number}/{len(cells)} {now - started:5.0f} s] {cell.key}: {now - began:.1f} s{_trouble(outcome)}")
    return outcomes


def _trouble(outcome: Outcome) -> str:
    said = [f"{word}: {outcome[word]}" for word in ("none", "missing", "fails") if word in outcome]
    return "".join(f", {line}" for line in said)


def run_one(cell: Cell, python: str) -> Outcome:
    """Measure one cell in a process that is ended, with its children, when its time is over."""
    with TemporaryDirectory() as folder:
        out, log = Path(folder) / "outcome.json", Path(folder) / "log"
        command = [python, "-m", "benchmarks.cell", str(out), cell.as_json()]
        with log.open("w") as output:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},  # workers import the bodies by name
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
            try:
                process.wait(timeout=cell.limit_s)
            except subprocess.TimeoutExpired:
                return {"fails": f"not done after {cell.limit_s:.0f} s"}
            finally:
                _end(process)
        if out.exists():
            outcome: Outcome = json.loads(out.read_text(encoding="utf-8"))
            return outcome
        last = log.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
        return {"fails": f"ended with {process.returncode}: {first_words(last)}"}


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End what is left below a process, and of its session, which is its own."""
    try:
        if process.poll() is None:
            process.send_signal(signal.SIGSTOP)  # it starts nothing new
            tree.end_all_below(process.pid)
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:  # nothing is left
        return
    finally:
        process.wait()


def say(line: str) -> None:
    """Progress goes to the error stream; the table alone to the output."""
    print(line, file=sys.stderr, flush=True)
