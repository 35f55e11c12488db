"""One library does one job: `python -m benchmarks.automl.contestants` in a folder with `job.json`."""

import csv
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.automl import arena, contestants
from benchmarks.automl.contestants.base import Job
from benchmarks.cell import Outcome, captured


def play(name: str, job: Job) -> Outcome:
    """Train, predict, write the predictions; seconds of both."""
    contestant = contestants.make(name, job)
    with contestant.opened():
        began = time.perf_counter()
        contestant.fit()
        fitted = time.perf_counter()
        predicted = contestant.predict()
        ended = time.perf_counter()
        write(Path("predictions.csv"), predicted)
        return {
            "fit_s": [fitted - began],
            "predict_s": [ended - fitted],
            "winner": contestant.winner(),
            "versions": versions(contestants.ENTRIES[name].distributions),
        }


def write(path: Path, predicted: Mapping[str, Sequence[float]]) -> None:
    """A CSV file with a column for each class, or one with numbers."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(predicted)
        writer.writerows(zip(*predicted.values(), strict=True))


def versions(distributions: Sequence[str]) -> dict[str, str]:
    """Of those that are installed."""
    found = {}
    for name in distributions:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def main() -> None:
    """Play the job that lies in this folder."""
    arena.enter()
    asked = arena.asked()
    arena.leave(captured(lambda: play(asked["name"], Job(**asked["job"]))))


if __name__ == "__main__":
    main()
