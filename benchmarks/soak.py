"""Random work with random deaths, for minutes: memory, descriptors and shared memory have to stay flat.

    python -m benchmarks.soak --minutes 10

Every few seconds the work pauses, and what this process and its workers hold is counted. The first third is warming up;
after it nothing may grow. Exits with 1 when something does, or when a task ends otherwise than it should.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import os
import random
import signal
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from headway import HeadwayWarning, Session, TaskCancelled, TaskTimeout, WorkerDied, gather, task

PAUSE_EVERY_S = 4.0
PAUSES = 9  # at least: a segment may live on between two calls, and the lowest of three counts is without it
MAY_GROW_MB, MAY_GROW_HANDLES = 24.0, 12  # allocators keep a little; a leak of one call in a thousand is far above


@task(on="process")
def add(a: int, b: int = 1) -> int:
    """Next to nothing."""
    return a + b


@task(on="process")
def grow(array: np.ndarray) -> np.ndarray:
    """A new array of the same size."""
    return array + 1.0


@task(on="process")
def scribble(array: np.ndarray) -> float:
    """Write into the argument, which is the worker's own to write to."""
    array[:] = 7.0
    return float(array[0])


@task(on="process")
def fail(text: str) -> None:
    """An error of the user's."""
    raise ValueError(text)


@task(on="process")
def die(how: str) -> None:
    """The end of a worker, from inside."""
    if how == "exit":
        os._exit(3)
    if how == "fault":
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)  # its last words are not of interest here
        ctypes.string_at(0)
    os.kill(os.getpid(), signal.SIGKILL)


@task(on="process")
def nap(seconds: float) -> float:
    """Time goes by."""
    time.sleep(seconds)
    return seconds


@task(on="process", timeout_s=0.05)
def overrun() -> None:
    """Never in time."""
    while True:
        pass


@task(on="process", retries=2, backoff_s=0.001)
def survive(seed: int) -> int:
    """Dies now and then, and is tried again."""
    from headway import current

    if current().attempt == 1 and seed % 2:
        os._exit(1)
    return seed


@task(on="process")
def nest(depth: int) -> int:
    """Tasks that wait for tasks."""
    return 0 if depth == 0 else nest(depth - 1).result() + 1


class Wrong(Exception):
    """A task that ended otherwise than it should."""


def check(is_right: bool, what: str) -> None:
    """Stop where something is not as it should be."""
    if not is_right:
        raise Wrong(what)


def fan(dice: random.Random) -> None:
    """Many at once."""
    n = dice.randrange(1, 400)
    check(sum(gather(*add.map(range(n))).result()) == n * (n + 1) // 2, "fan")


def chain(dice: random.Random) -> None:
    """One after another."""
    n, last = dice.randrange(1, 200), add(0)
    for _ in range(n):
        last = add(last)
    check(last.result() == n + 1, "chain")


def arrays(dice: random.Random) -> None:
    """Large arguments and results, shared by several calls."""
    array = np.zeros(dice.randrange(1_000, 1_000_000))
    results = gather(*[grow(array) for _ in range(4)], scribble(array)).result()
    check(all(float(result[-1]) == 1.0 for result in results[:4]) and results[4] == 7.0, "arrays")
    check(float(array.sum()) == 0.0, "the original changed")
    check(float(grow(grow(grow(array))).result()[0]) == 3.0, "a pipeline of arrays")


def deaths(dice: random.Random) -> None:
    """Some die, their neighbours answer."""
    neighbours = add.map(range(50))
    dying = die(dice.choice(["exit", "fault", "kill"]))
    check(isinstance(dying.error if dying.error else _error(dying.result), WorkerDied), "a death")
    check([n.result() for n in neighbours] == list(range(1, 51)), "neighbours of a death")


def murder(dice: random.Random) -> None:
    """A worker is killed from outside, in whatever it does."""
    naps = nap.map([0.02] * 4)
    time.sleep(dice.random() * 0.05)
    for worker in dice.sample(workers(), k=min(1, len(workers()))):
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    ends = [_error(each.result) for each in naps]
    check(sum(isinstance(end, WorkerDied) for end in ends) <= 1, "one death cost more than one task")


def bad_ends(dice: random.Random) -> None:
    """Errors, time-outs, cancellations, second attempts."""
    check(str(_error(fail("meant").result)) == "meant", "an error")
    check(isinstance(_error(overrun().result), TaskTimeout), "a time-out")
    napping = nap.map([5.0] * 3)
    time.sleep(dice.random() * 0.02)
    for each in napping:
        each.cancel()
    check(all(isinstance(_error(each.result), TaskCancelled) for each in napping), "a cancellation")
    check([each.result() for each in survive.map(range(4))] == [0, 1, 2, 3], "a second attempt")


def nesting(dice: random.Random) -> None:
    """Tasks in tasks."""
    depth = dice.randrange(1, 6)
    check(nest(depth).result() == depth, "nesting")


KINDS: tuple[Callable[[random.Random], None], ...] = (fan, chain, arrays, deaths, murder, bad_ends, nesting)


def _error(ask: Callable[[], object]) -> Exception | None:
    try:
        ask()
    except Exception as error:  # noqa: BLE001  whatever the task raised is looked at
        return error
    return None


def workers() -> list[int]:
    """The worker processes of this process."""
    threads = Path("/proc/self/task").iterdir()
    return [int(child) for thread in threads for child in (thread / "children").read_text().split()]


@dataclass(frozen=True)
class Held:
    """What is held at one moment."""

    after_s: float
    memory_mb: float
    handles: int
    threads: int
    segments_mb: float
    workers: int

    @classmethod
    def now(cls, began: float) -> Held:
        """Count."""
        gc.collect()
        here = Path("/proc/self")
        segments: dict[int, int] = {}
        for process in (here, *(Path(f"/proc/{worker}") for worker in workers())):
            with suppress(OSError):
                for entry in (process / "fd").iterdir():
                    with suppress(OSError):
                        if "memfd:headway" in os.readlink(entry) and "page" not in os.readlink(entry):
                            found = entry.stat()
                            segments[found.st_ino] = found.st_blocks * 512
        memory = next(line for line in (here / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
        return cls(
            time.monotonic() - began, int(memory.split()[1]) / 1024, len(os.listdir(here / "fd")),
            len(os.listdir(here / "task")), sum(segments.values()) / 2**20, len(workers()),
        )  # fmt: skip


def soak(seconds: float, seed: int) -> tuple[list[Held], Counter[str]]:
    """Work for so long, and for enough pauses; what was held in these, and how often each kind was done."""
    dice, done, held = random.Random(seed), Counter[str](), list[Held]()
    began = time.monotonic()
    pause_at = began + min(PAUSE_EVERY_S, seconds / 15)
    while time.monotonic() < began + seconds or len(held) < PAUSES:
        with Session(workers=2, progress=False):
            for _ in range(5):
                kind = dice.choice(KINDS)
                kind(dice)
                done[kind.__name__] += 1
        if time.monotonic() > pause_at:
            held.append(Held.now(began))
            pause_at = time.monotonic() + min(PAUSE_EVERY_S, seconds / 15)
    return held, done


def growth(held: list[Held]) -> dict[str, float]:
    """How much each count has grown from the second third to the last: between their lowest values."""
    third = len(held) // 3
    middle, last = held[third : 2 * third], held[2 * third :]
    names = ("memory_mb", "handles", "threads", "segments_mb", "workers")
    return {name: min(getattr(h, name) for h in last) - min(getattr(h, name) for h in middle) for name in names}


def main() -> int:
    """Soak, and say what grew."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (10)")
    parser.add_argument("--seed", type=int, default=1, help="of what is done in which order (1)")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    given = parser.parse_args()
    warnings.simplefilter("ignore", HeadwayWarning)
    held, done = soak(60 * given.minutes, given.seed)
    grown = growth(held)
    is_flat = grown["memory_mb"] <= MAY_GROW_MB and grown["segments_mb"] <= 1.0
    is_flat = is_flat and grown["handles"] <= MAY_GROW_HANDLES and grown["threads"] <= 4
    if given.json:
        print(json.dumps({"flat": is_flat, "grown": grown, "done": done, "held": [asdict(h) for h in held]}))
    else:
        print(f"{sum(done.values())} rounds: {', '.join(f'{name} {n}' for name, n in sorted(done.items()))}")
        print("  after s  memory MB  descriptors  threads  segments MB  workers")
        for h in held[:: max(1, len(held) // 20)]:
            print(f"{h.after_s:9.0f}{h.memory_mb:11.1f}{h.handles:13}{h.threads:9}{h.segments_mb:13.1f}{h.workers:9}")
        print(
            "grown:",
            ", ".join(f"{name} {value:+.1f}" for name, value in grown.items()),
            "- flat" if is_flat else "- NOT FLAT",
        )
    return 0 if is_flat else 1


if __name__ == "__main__":
    sys.exit(main())
