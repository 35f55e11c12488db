"""The ten real tables that may lie beside a checkout, in ../shared/data/automl, and their fixed splits."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cell import ROOT
from benchmarks.peers.base import NotOffered

FOLDER = ROOT.parent / "shared" / "data" / "automl"
NAMES = (
    "titanic", "adult12k", "german", "breast_cancer", "pima", "digits", "wine_white", "abalone", "diamonds15k", "mpg",
)  # fmt: skip
SPLIT = "_split"


@dataclass(frozen=True)
class Given:
    """A table as its contestants get it, and the answers that they do not get.

    Attributes:
        task: "binary", "multiclass" or "regression".
        train, test: files; the second has no target.
        answers: the target of the second, as written.
    """

    target: str
    task: str
    metric: str
    train: Path
    test: Path
    answers: list[str]


def give(name: str, folder: Path) -> Given:
    """Split a table into two files in a folder.

    Raises:
        NotOffered: the tables are not there.
    """
    if not (FOLDER / "manifest.json").exists():
        raise NotOffered("needs the real tables in ../shared/data/automl, which are not part of the repository")
    about = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))[name]
    with (FOLDER / "tabular" / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        head, *rows = csv.reader(source)
    parts = {
        part: _without(head, [row for row in rows if row[head.index(SPLIT)] == part], SPLIT)
        for part in ("train", "test")
    }
    head, test = parts["test"]
    answers = [row[head.index(about["target"])] for row in test]
    given = Given(about["target"], about["task"], about["metric"], folder / "train.csv", folder / "test.csv", answers)
    _write(given.train, *parts["train"])
    _write(given.test, *_without(head, test, given.target))
    return given


def _without(head: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> tuple[list[str], list[list[str]]]:
    """The same table without one column."""
    gone = head.index(name)
    left = [index for index in range(len(head)) if index != gone]
    return [head[index] for index in left], [[row[index] for index in left] for row in rows]


def _write(path: Path, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows(rows)
