"""A large CSV file, written and trained on: `python -m benchmarks.automl.large_csv [write FOLDER]`, in its folder.

Fields have fixed widths, so that a file of a gigabyte takes seconds: blocks of rows are arrays of bytes.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.automl import arena
from benchmarks.cell import Outcome, captured

NUMBERS, SITES, KINDS = 12, 40, 5
BLOCK_ROWS = 100_000


def write(path: Path, megabytes: int) -> None:
    """Numbers of six decimals, two columns of categories, and a target that depends on some of them."""
    import numpy as np

    dice = np.random.default_rng(0)
    numbers = np.array([f"{value:.6f},".encode() for value in np.linspace(0, 0.999999, 1_000_000)])
    sites = np.array([f"site-{site:03},".encode() for site in range(SITES)])
    kinds = np.array([f"kind-{kind},".encode() for kind in range(KINDS)])
    with path.open("wb") as out:
        out.write(",".join([*(f"x{i}" for i in range(NUMBERS)), "site", "kind", "is_large"]).encode() + b"\n")
        while out.tell() < megabytes * 1_000_000:
            drawn = dice.integers(0, len(numbers), (BLOCK_ROWS, NUMBERS))
            site, kind = dice.integers(0, SITES, BLOCK_ROWS), dice.integers(0, KINDS, BLOCK_ROWS)
            level = (drawn[:, 0] + drawn[:, 1] * (kind == 1)) / 1e6 + site / SITES + dice.normal(0, 0.3, BLOCK_ROWS)
            answers = np.where(level > 1.2, b"1\n", b"0\n")
            fields = [*(numbers[drawn[:, i]] for i in range(NUMBERS)), sites[site], kinds[kind], answers]
            out.write(np.hstack([_as_bytes(field) for field in fields]).tobytes())


def _as_bytes(field: Any) -> Any:
    """Rows of single bytes."""
    return field.view("uint8").reshape(len(field), -1)


def train(budget_s: float, file_mb: int) -> Outcome:
    """Upload and train; seconds of both, and how many models there are."""
    from headway import automl

    client = automl.Client()
    began = time.perf_counter()
    table = client.upload("train.csv").result()
    uploaded = time.perf_counter()
    experiment = client.train(table, target="is_large", budget_s=budget_s, seed=0).result()
    ended = time.perf_counter()
    return {
        "upload_s": [uploaded - began], "train_s": [ended - uploaded], "models": [len(experiment.leaderboard)],
        "asked_mb": file_mb,
    }  # fmt: skip


def main() -> None:
    """Write the file into a folder, or train on the one in this folder, as its `job.json` asks."""
    if sys.argv[1:2] == ["write"]:
        os.chdir(sys.argv[2])
        write(Path("train.csv"), arena.asked()["file_mb"])
    else:
        arena.enter()
        arena.leave(captured(lambda: train(**arena.asked())))


if __name__ == "__main__":
    main()
