"""Ctrl-C at random moments of graphs that run in worker processes: no worker left, no hang, the next task answers."""

from __future__ import annotations

import json
import random
import signal
from pathlib import Path
from time import monotonic

import pytest
from tests.engine.helpers import SOON_S
from tests.processes.helpers import Program

import headway

ROUNDS = Path(__file__).parent / "ctrl_c_rounds.py"


def press(rounds: int, seed: int, timeout_s: float) -> None:
    """So many in one program: each is seen as a KeyboardInterrupt, and the engine is as good as new after it."""
    program = Program(ROUNDS, environment={"ROUNDS": str(rounds), "SEED": str(seed)}).end(timeout_s)
    assert program.status == 0, program.err
    counts = json.loads(next(line for line in program.out.splitlines() if line.startswith("counts "))[7:])
    print(counts, program.err, sep="\n")
    assert counts["wrong"] == []
    assert counts["sent"] == counts.get("seen", 0) + counts.get("seen at the end", 0) == rounds
    assert counts["seen"] >= rounds / 3, "most came too late to try anything"
    faults = [line for line in program.err.splitlines() if str(Path(headway.__file__).parent) in line]
    assert faults == [], program.err


def test_the_engine_is_as_good_as_new_after_a_ctrl_c() -> None:
    press(rounds=8, seed=1, timeout_s=60.0)


@pytest.mark.full
def test_the_engine_is_as_good_as_new_after_two_hundred() -> None:
    press(rounds=200, seed=2, timeout_s=110.0)


PROGRAM = """
import time
from headway import Session, gather, task
@task(on="process")
def work(n, *more):
    time.sleep(0.001 * (n % 5))
    return n + 1
@task(on="process")
def outer(n):
    return gather(*work.map(range(n))).result()
print("now", flush=True)
while True:
    with Session(workers=2):
        row = work.map(range(20))
        row = [work(each, *row) for each in row]
        gather(*row, outer(5), work(300)).result()
"""


def press_one(moments: random.Random) -> None:
    """A Ctrl-C at a moment between the program's first call and some hundreds of tasks later."""
    program = Program("-c", PROGRAM)
    program.read_until("now")
    moment = monotonic() + moments.random() * moments.choice([0.05, 0.3, 0.8])
    while monotonic() < moment:
        pass
    program.kill(signal.SIGINT)
    program.end(SOON_S)
    # Python's own number for it is 1 where any code was evaluated from text on the way out.
    assert program.status in (-signal.SIGINT, 1), program.err
    # One, and no other's: it may come while Python itself handles an error, which is then printed above it.
    assert sum(line.startswith("KeyboardInterrupt") for line in program.err.splitlines()) == 1, program.err


def test_a_ctrl_c_ends_the_program_and_all_its_workers() -> None:
    moments = random.Random(1)
    for _ in range(5):
        press_one(moments)


@pytest.mark.full
def test_forty_times_a_ctrl_c_ends_the_program_and_all_its_workers() -> None:
    moments = random.Random(2)
    for _ in range(40):
        press_one(moments)
