"""`make soak` in a minute, and in a few seconds: random work with random deaths, and nothing grows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("numpy")
ROOT = Path(__file__).resolve().parents[2]


def soak(minutes: float, seed: int) -> None:
    """So long, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak", "--minutes", str(minutes), "--seed", str(seed)],
        cwd=ROOT, capture_output=True, text=True, timeout=60 * minutes + 120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_a_few_seconds_of_random_deaths_leave_nothing() -> None:
    soak(0.1, seed=2)


@pytest.mark.full
@pytest.mark.timeout(300)
def test_a_minute_of_random_deaths_leaves_nothing() -> None:
    soak(1.0, seed=3)
