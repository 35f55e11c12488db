"""A program: Ctrl-C at a random moment of a running graph of process tasks, again and again. Counts are printed as JSON.

A round arms one signal, and runs a piece of a user's program. The signal must come out of it as a KeyboardInterrupt, or
in the sleep behind it. Then the next task must answer, and nothing may be unfinished.
"""

from __future__ import annotations

import faulthandler
import json
import os
import random
import signal
import sys
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from headway import HeadwayWarning, Session, as_completed, gather, task
from headway.engine import ENGINE

SOON_S = 10.0


@task(on="process")
def plus_one(n=0, *more):
    return n + 1


@task(on="process", retries=1)
def careful(n):
    return n


@task(on="process")
def doze(seconds=0.002):
    time.sleep(seconds)


@task(on="process")
def speak(text):
    print(text * 100)
    return text * 20_000


@task(on="process")
def nest(depth):
    return 0 if depth == 0 else nest(depth - 1).result() + 1


def independent() -> None:
    gather(*plus_one.map(range(300))).result()


def chain() -> None:
    last = plus_one()
    for _ in range(100):
        last = plus_one(last)
    last.result()


def layers() -> None:
    row = plus_one.map(range(10))
    for _ in range(5):
        row = [plus_one(each, *row) for each in row]
    gather(*row).result()


def sessions() -> None:
    for _ in range(3):
        with Session(workers=2):
            careful.map(range(20))
            doze.map([0.001] * 10)


def long_bodies() -> None:
    with Session(workers=2):
        gather(*doze.map([0.2] * 3)).result()


def values() -> None:
    for done in as_completed(speak.map("abcdef")):
        done.result()


def nested() -> None:
    with Session(workers=2):
        gather(nest(5), nest(3)).result()


def starting() -> None:
    """Workers that have just been killed are started anew."""
    for seat in list(ENGINE._processes._seats):
        seat.child.kill()
    gather(*plus_one.map(range(20))).result()


PIECES: tuple[Callable[[], None], ...] = (
    independent,
    chain,
    layers,
    sessions,
    long_bodies,
    values,
    nested,
    starting,
)


def once(piece: Callable[[], None], within_s: float, counts: Counter[str], wrong: list[str]) -> None:
    main, moment, has_ended = threading.main_thread().ident, random.uniform(0.0, within_s), False
    press = threading.Thread(target=lambda: (time.sleep(moment), signal.pthread_kill(main, signal.SIGINT)), daemon=True)
    try:
        press.start()
        piece()
        has_ended = True
        for _ in range(500):  # in slices: a signal that comes just before a sleep does not end it
            time.sleep(0.02)
        wrong.append(f"{piece.__name__}: the signal never came out")
    except KeyboardInterrupt:
        counts["seen at the end" if has_ended else "seen"] += 1
    except BaseException as error:
        wrong.append(f"{piece.__name__}: {type(error).__name__}: {error}")
    press.join()
    counts["sent"] += 1


def check(piece: str, wrong: list[str]) -> None:
    ENGINE.ask(lambda now: [ENGINE.cancel_run(run, "the round is over", now) for run in list(ENGINE.runs)])
    try:
        if plus_one(1).result(SOON_S) != 2:
            wrong.append(f"{piece}: the next task gives something else")
    except Exception as error:
        wrong.append(f"{piece}: afterwards {type(error).__name__}: {error}")
    deadline = time.monotonic() + 3 * SOON_S  # a worker may have to be started first
    while any(run.unfinished for run in list(ENGINE.runs)) or ENGINE._processes._flights:
        if time.monotonic() > deadline:
            wrong.append(f"{piece}: {unfinished()}")
            return
        time.sleep(0.001)


def unfinished() -> str:
    """What is not over, and what the workers do that have it."""
    flights = list(ENGINE._processes._flights.values())
    with_workers = [(flight.number, flight.record.calls.name, str(flight.child)) for flight in flights]
    workers = [Path(f"/proc/{child.pid}/stat").read_text() for child in {flight.child for flight in flights}]
    return f"unfinished {[(run.name, run.unfinished) for run in ENGINE.runs]}, with workers {with_workers}: {workers}"


def main() -> None:
    faulthandler.enable()
    warnings.simplefilter("ignore", HeadwayWarning)
    ENGINE.on_lost = None  # failures whose handles were lost to a Ctrl-C
    random.seed(int(os.environ["SEED"]))
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    typical_s = {}
    for piece in PIECES:
        for _ in range(2):
            began = time.perf_counter()
            piece() if piece is not starting or ENGINE._processes else None
            typical_s[piece] = time.perf_counter() - began
    for number in range(int(os.environ["ROUNDS"])):
        faulthandler.dump_traceback_later(6 * SOON_S, exit=True)
        piece = PIECES[number % len(PIECES)]
        once(piece, 1.2 * typical_s[piece], counts, wrong)
        check(piece.__name__, wrong)
        if len(wrong) > 2:
            break
    faulthandler.cancel_dump_traceback_later()
    print("counts", json.dumps({**counts, "wrong": wrong}), file=sys.__stdout__, flush=True)


main()
