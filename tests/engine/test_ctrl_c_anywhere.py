"""Ctrl-C at random moments of running graphs.

"With a KeyboardInterrupt at random points, callers that drained the core themselves left locks held for ever or swallowed
the Ctrl-C as a task's failure …, the SimpleQueue 0 of 3,000."
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.engine.helpers import Script

import headway

PROGRAM = (Path(__file__).parent / "ctrl_c_rounds.py").read_text()


def press(rounds: int, seed: int) -> None:
    """So many rounds in one process: none swallowed, nothing else raised, the engine as good as new after each."""
    script = Script(PROGRAM, ROUNDS=str(rounds), SEED=str(seed)).end(timeout_s=230.0)
    assert script.status == 0, script.err
    counts = json.loads(script.out)
    print(counts, script.err, sep="\n")
    assert counts.pop("wrong") == []
    assert counts["sent"] == counts["seen"] + counts["seen at the end"] == rounds
    assert counts["seen"] >= rounds / 3, "most signals came too late to try anything"
    assert counts["sessions left open"] == 0
    assert counts["most threads"] <= 64
    faults = [line for line in script.err.splitlines() if str(Path(headway.__file__).parent) in line]
    assert faults == [], script.err


def test_ctrl_c_at_random_moments() -> None:
    press(rounds=204, seed=1)


@pytest.mark.full
@pytest.mark.timeout(240)
def test_ctrl_c_at_three_thousand_random_moments() -> None:
    press(rounds=3060, seed=2)
