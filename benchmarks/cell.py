"""One figure of one library, measured in a process of its own: `python -m benchmarks.cell OUT CELL` (JSON).

A cell is what is run, retried and kept; its outcome is a JSON object: what the measure returned, or why there is
nothing: `none` (the library has no form for it), `missing` (it is not installed), `fails`.
"""

import json
import os
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks import tree
from benchmarks.peers.base import NotOffered

Outcome = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cell:
    """A measure, the library it is taken of, what the measure is given, and how often it is repeated.

    Attributes:
        round: the cell's turn; rounds go through the libraries forwards and backwards, so that a drift of the
            machine's speed meets all of them.
        limit_s: seconds after which the process is ended, and the library said to fail.
        interpreter: of the library's own environment, where the measure starts it there; else empty.
    """

    measure: str
    peer: str
    options: Mapping[str, Any] = field(default_factory=dict)
    round: int = 0
    limit_s: float = 60.0
    interpreter: str = ""

    @property
    def key(self) -> str:
        """What tells it from every other cell of a run."""
        options = " ".join(f"{name}={value}" for name, value in sorted(self.options.items()))
        return f"{self.measure} | {self.peer} | {options} | {self.round}"

    def as_json(self) -> str:
        """The form in which it travels to its process."""
        return json.dumps(asdict(self))


def outcome(cell: Cell) -> Outcome:
    """Measure; every way to fail is an outcome."""
    return captured(lambda: import_module(f"benchmarks.measures.{cell.measure}").measure(cell))


def captured(measure: Callable[[], Outcome]) -> Outcome:
    """What a call returns; what it raises as an outcome."""
    try:
        return measure()
    except NotOffered as reason:
        return {"none": str(reason)}
    except ModuleNotFoundError as error:
        return {"missing": str(error.name)}
    except Exception as error:  # noqa: BLE001  a library that fails is a result, and stands in the table
        return {"fails": first_words(f"{type(error).__name__}: {error}")}


def first_words(said: str) -> str:
    """An error's first line, short, and without a path of this machine."""
    for place, name in ((str(ROOT), "."), (sys.prefix, "PYTHON"), (sys.base_prefix, "PYTHON")):
        said = said.replace(place, name)
    return said.partition("\n")[0][:160]


def allow_open_files() -> None:
    """2,000 connections at once need more descriptors than the usual 1,024."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8_192) if hard > 0 else 8_192, hard))


def main() -> None:
    """Measure the cell given as JSON, and write its outcome to the file named first."""
    allow_open_files()
    tree.adopt_orphans()
    out, cell = sys.argv[1:]
    measured = outcome(Cell(**json.loads(cell)))
    Path(out).write_text(json.dumps(measured), encoding="utf-8")
    tree.end_all_below(os.getpid())  # some libraries leave servers behind


if __name__ == "__main__":
    main()
