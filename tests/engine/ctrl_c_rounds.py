"""A program: Ctrl-C at a random moment of a running graph, again and again in one process. Its counts are printed as JSON.

A round arms one signal for a random microsecond, and runs a piece of a user's program on the main thread. The signal
must come out of that piece as a KeyboardInterrupt, or, where the piece had ended before, in the sleep behind it.
After the round the engine must be as good as new.
"""

from __future__ import annotations

import asyncio
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
from contextlib import suppress

from headway import HeadwayWarning, Session, as_completed, gather, task, wait
from headway.engine import ENGINE, SESSION

SOON_S = 10.0
MOST_WRONG = 3  # then it stops: each may have waited its ten seconds


@task(on="inline")
def tiny(x=0, *more):
    return 1


@task(on="thread")
def quick(x=0, *more):
    return 1


@task(on="thread")
def doze(x=0):
    time.sleep(0.0005)
    return 1


@task
async def fetch(x=0, *more):
    await asyncio.sleep(0)
    return 1


@task
async def linger(x=0):
    await asyncio.sleep(0.0005)
    return 1


@task(on="thread")
def nest(depth):
    return 1 if depth == 0 else nest(depth - 1).result()


@task(on="inline")
def nest_inline(depth):
    return 1 if depth == 0 else nest_inline(depth - 1).result()


@task(on="thread")
def fail(x=0):
    raise ValueError("meant")


BODIES = (tiny, quick, fetch)


def calls() -> None:
    for body in BODIES:
        for _ in range(30):
            body()


def chain() -> None:
    for body in BODIES:
        last = body()
        for _ in range(30):
            last = body(last)
        last.result()


def fan() -> None:
    for body in BODIES:
        leaves = body.map(range(20))
        body(*leaves, [leaves]).result()


def results() -> None:
    for _ in range(10):
        for body in (*BODIES, doze, linger):
            body().result()


def timeouts() -> None:
    for body in (doze, linger):
        for _ in range(5):
            with suppress(TimeoutError):
                body().result(0.0003)


def gathers() -> None:
    for body in (*BODIES, doze, linger):
        gather(*body.map(range(10))).result()


def completions() -> None:
    for body in (*BODIES, doze, linger):
        for done in as_completed(body.map(range(10))):
            done.result()


def waits() -> None:
    for body in (*BODIES, doze, linger):
        wait(body.map(range(5)), first=True).result()
        wait(body.map(range(5)), timeout_s=0.0003).result()


def sessions() -> None:
    for body in (*BODIES, doze, linger):
        with Session():
            body.map(range(5))


def empty_sessions() -> None:
    for _ in range(20):
        with Session():
            pass


def sessions_of_two() -> None:
    with Session(workers=2):
        outer = quick()
        with Session(workers=2):
            inner = gather(doze(outer), fetch(outer), tiny(outer))
        doze(inner).result()


def nested() -> None:
    with Session(workers=2):
        nest(10).result()
    nest_inline(10).result()


def debugging() -> None:
    with Session(on="inline"):
        for body in BODIES:
            body(body()).result()
        nest(3).result()


def cancelling() -> None:
    for body in (doze, linger):
        called = body.map(range(6))
        for each in called:
            each.cancel()
        wait(called).result()


def looking() -> None:
    called = quick(doze())
    for _ in range(10):
        repr((called.state, called.outcome, called.prerequisites, called.seconds))
    Session.current().snapshot()
    called.result()


def failing() -> None:
    for _ in range(5):
        with suppress(ValueError):
            gather(fail(), quick()).result()
        wait([fail()]).result().done[0].outcome  # noqa: B018 - asked for


def awaiting() -> None:
    async def main() -> None:
        for body in (*BODIES, linger):
            await gather(*body.map(range(5)))
            async with Session():
                body.map(range(5))
            async for done in as_completed(body.map(range(5))):
                await done

    asyncio.run(main())


PIECES: tuple[Callable[[], None], ...] = (
    calls, chain, fan, results, timeouts, gathers, completions, waits, sessions, empty_sessions, sessions_of_two, nested,
    debugging, cancelling, looking, failing, awaiting,
)  # fmt: skip


def until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SOON_S
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.0005)
    return True


class Rounds:
    """The rounds of one process, counted."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.typical_s: dict[Callable[[], None], float] = {}
        signal.signal(signal.SIGALRM, signal.default_int_handler)

    def learn(self) -> None:
        """How long each piece takes when nobody disturbs it."""
        for piece in PIECES:
            for _ in range(3):
                began = time.perf_counter()
                piece()
                self.typical_s[piece] = time.perf_counter() - began

    def arm(self, after_s: float, is_timer: bool) -> threading.Thread | None:
        """One signal for the main thread: from the kernel's timer, or a real SIGINT from another thread."""
        if is_timer:
            signal.setitimer(signal.ITIMER_REAL, max(1e-6, after_s))
            return None
        main = threading.main_thread().ident
        assert main is not None

        def press() -> None:
            time.sleep(after_s)
            signal.pthread_kill(main, signal.SIGINT)

        return threading.Thread(target=press, daemon=True)

    def once(self, piece: Callable[[], None]) -> None:
        # A loop of asyncio's own takes SIGINT, and only that, at a moment that suits it.
        is_timer = piece is not awaiting and self.random.random() < 0.7
        after_s = self.random.uniform(0.0, 1.2 * self.typical_s[piece])
        has_ended = False
        presser = self.arm(after_s, is_timer) if not is_timer else None
        try:
            if is_timer:
                self.arm(after_s, True)
            elif presser is not None:
                presser.start()
            piece()
            has_ended = True
            for _ in range(500):  # in slices: a signal that comes just before a sleep does not end it
                time.sleep(0.02)
            self.counts["swallowed"] += 1
            self.wrong.append(f"{piece.__name__}: the signal never came out")
        except KeyboardInterrupt:
            self.counts["seen at the end" if has_ended else "seen"] += 1
        except BaseException as error:
            self.counts["other errors"] += 1
            self.wrong.append(f"{piece.__name__}: {type(error).__name__}: {error}")
            with suppress(KeyboardInterrupt):
                time.sleep(1.0)  # the signal itself may still be on its way
        self.counts["sent"] += 1
        if presser is not None:
            presser.join()
        self.check(piece.__name__)

    def check(self, piece: str) -> None:
        """The engine is as good as new."""
        # A signal may come in the moment before `__exit__` begins: then nothing of ours has run. The session ends when
        # its handle dies, and the next call finds its way out of it.
        if not until(lambda: BODIES[0]().result(SOON_S) == 1 and SESSION.get(None) is None):
            self.wrong.append(f"{piece}: a session is still current")
            SESSION.set(None)
        ENGINE.ask(lambda now: [ENGINE.cancel_run(run, "the round is over", now) for run in list(ENGINE.runs)])
        if not until(lambda: all(run.is_default for run in list(ENGINE.runs))):
            self.wrong.append(f"{piece}: a session never ended")
        open_runs = [run for run in ENGINE.runs if not run.is_default]
        if not until(lambda: all(run.unfinished == 0 for run in (ENGINE.default, *open_runs))):
            self.wrong.append(f"{piece}: {[(run.name, run.unfinished) for run in ENGINE.runs]} unfinished")
        self.counts["sessions left open"] = max(self.counts["sessions left open"], len(open_runs))
        for body in BODIES:
            try:
                if body().result(SOON_S) != 1:
                    self.wrong.append(f"{piece}: {body} gives something else")
            except Exception as error:
                self.wrong.append(f"{piece}: {body} afterwards: {type(error).__name__}: {error}")
        if not until(lambda: not ENGINE.role.is_taken()):
            self.wrong.append(f"{piece}: the role is taken")
        threads = len(os.listdir("/proc/self/task"))
        self.counts["most threads"] = max(self.counts["most threads"], threads)


def main() -> None:
    faulthandler.enable()
    warnings.simplefilter("ignore", HeadwayWarning)  # threads that outlive their session
    ENGINE.on_lost = (
        None  # failures whose handles were lost to a Ctrl-C: what is left on stderr are faults of the engine's
    )
    rounds = Rounds(seed=int(os.environ["SEED"]))
    faulthandler.dump_traceback_later(3 * SOON_S, exit=True)
    rounds.learn()
    wanted = int(os.environ["ROUNDS"])
    for number in range(wanted):
        faulthandler.dump_traceback_later(3 * SOON_S, exit=True)
        piece = PIECES[number % len(PIECES)]
        rounds.once(piece)
        if len(rounds.wrong) >= MOST_WRONG:
            break
    faulthandler.cancel_dump_traceback_later()
    json.dump({**rounds.counts, "wrong": rounds.wrong}, sys.stdout)
    sys.stdout.flush()
    os._exit(0)


main()
