"""Timelines made by hand, and by hypothesis: what the faces are tried on."""

import os
import random
from collections.abc import Callable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from headway.core.states import State
from headway.core.timeline import Entry, Timeline

# No deadline: this is about what comes out, not about when.
tried = settings(max_examples=400 if os.environ.get("HEADWAY_FULL") == "1" else 40, deadline=None)

HOSTILE = [
    '<script>alert("&amp;")</script>',
    "a & b < c > d \"e\" 'f'",
    "nul\x00 bell\x07 escape\x1b[31m red\x1b[0m",
    "two\nlines\r\nand\ttabs",
    "lone \ud800 surrogate, \ufffe, \uffff",
    "right-to-left \u202e override",
    "🚀🔥 训练 préparer",
    "]]> --> <!-- <![CDATA[",
    "",
    "   ",
    "x" * 500,
]


def entry(
    id: int,
    name: str = "fit",
    start: float | None = 0.0,
    end: float | None = 1.0,
    *,
    worker: str = "thread-1",
    state: State = State.DONE,
    needs: Sequence[int] = (),
    mechanism: str = "thread",
    parent: int | None = None,
    error: str | None = None,
    attempts: int = 1,
    waited: float = 0.0,
) -> Entry:
    """An entry; ready when it started."""
    return Entry(id, name, state, mechanism, worker, start, start, end, attempts, tuple(needs), parent, error, waited)


def timeline(*entries: Entry, unfinished: Sequence[Entry] = (), workers: int = 2, **more: object) -> Timeline:
    """A timeline of these entries."""
    return Timeline("run", entries, tuple(unfinished), workers=workers, cores=2, **more)  # type: ignore[arg-type]


def three() -> Timeline:
    """Two tables prepared side by side, then a fit that needs both: 3 s instead of 4."""
    return timeline(
        entry(1, "prepare", 0.0, 1.0),
        entry(2, "prepare", 0.0, 1.0, worker="thread-2"),
        entry(3, "fit", 1.0, 3.0, needs=(1, 2)),
    )


def of_every_state() -> Timeline:
    """Each state once at least, a nested task, a retry, and tasks that never ran."""
    return timeline(
        entry(1, "load", 0.0, 1.0),
        entry(2, "fit", 0.2, 1.6, worker="thread-2", state=State.CANCELLED, needs=(1,)),
        entry(3, "late", None, 1.6, worker="", state=State.CANCELLED, needs=(2,)),
        entry(4, "needs_bad", None, 2.0, worker="", state=State.SKIPPED, needs=(5,)),
        entry(5, "bad", 1.0, 2.0, state=State.FAILED, needs=(1,), error="KeyError: 'price'", attempts=3),
        entry(6, "unsent", None, 0.5, worker="", state=State.FAILED, error="NotPicklable: lambda"),
        entry(7, "outer", 1.7, 4.0, worker="thread-2", needs=(1,), waited=2.0),
        entry(8, "inner", 1.8, 3.0, worker="thread-3", parent=7),
        unfinished=[
            entry(9, "train", 3.1, None, worker="thread-3", state=State.RUNNING, needs=(8,)),
            entry(10, "predict", None, None, worker="", state=State.WAITING, needs=(9,)),
        ],
        workers=3,
        elapsed_s=5.0,
        notes=("`plot` uses pyplot: it runs serially",),
    )


def many(tasks: int = 5000, workers: int = 8, failed_every: int = 211) -> Timeline:
    """Thousands of tasks of five functions in three layers, some of which fail."""
    chance = random.Random(5)
    free = [0.0] * workers
    entries = []
    for id in range(tasks):
        layer = min(2, id // (tasks // 3))
        name = ["read", chance.choice(["clean", "encode", "split"]), "fit"][layer]
        needs = [chance.randrange(tasks // 3 * before, tasks // 3 * (before + 1)) for before in range(layer)]
        worker = min(range(workers), key=free.__getitem__)
        start = free[worker]
        free[worker] = end = start + chance.lognormvariate(-4, 1)
        bad = id % failed_every == min(5, failed_every - 1)
        entries.append(
            entry(
                id,
                name,
                start,
                end,
                worker=f"thread-{worker + 1}",
                needs=needs,
                state=State.FAILED if bad else State.DONE,
                error=f"ValueError: row {id} is bad" if bad else None,
            )
        )
    return timeline(*sorted(entries, key=lambda e: e.ended_s or 0.0), workers=workers)


def crowded(tasks: int = 2000, failed_every: int = 300) -> Timeline:
    """An event loop with hundreds of requests at once, some of which fail."""
    chance = random.Random(1)
    entries = []
    for id in range(tasks):
        start = chance.uniform(0, 0.4)
        bad = id % failed_every == min(7, failed_every - 1)
        entries.append(
            entry(
                id,
                "fetch",
                start,
                start + chance.lognormvariate(-3, 0.4),
                worker="loop",
                mechanism="loop",
                state=State.FAILED if bad else State.DONE,
                error=f"ClientError: page {id}" if bad else None,
            )
        )
    return timeline(*sorted(entries, key=lambda e: e.ended_s or 0.0))


names = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40), st.sampled_from(["load", "fit", "fit 1", "fit 2"]))
seconds = st.one_of(
    st.sampled_from([0.0, 1e-9, 1e-6, 1.0, 3600.0]), st.floats(0, 1e5, allow_nan=False, allow_subnormal=False)
)


@st.composite
def timelines(draw: st.DrawFn, most: int = 25) -> Timeline:
    """Any timeline: hostile names, zero lengths, overlaps, every state, prerequisites that are gone."""
    entries, unfinished = [], []
    for id in range(draw(st.integers(0, most))):
        state = draw(st.sampled_from(list(State)))
        start = draw(st.none() | seconds)
        if state in (State.DONE, State.RUNNING) and start is None:
            start = 0.0
        if state in (State.WAITING, State.READY):
            start = None
        end = (start or 0.0) + draw(seconds) if state.is_final else None
        made = entry(
            id,
            draw(names),
            start,
            end,
            worker=draw(st.sampled_from(["", "loop", "thread-1", "thread-2", "<w>"])),
            state=state,
            mechanism=draw(st.sampled_from(["thread", "loop", "inline"])),
            needs=draw(st.lists(st.integers(-2, id - 1), max_size=3, unique=True)),
            parent=draw(st.none() | st.integers(-1, id - 1)),
            error=draw(st.none() | names) if state is State.FAILED else None,
            attempts=draw(st.integers(0, 3)),
            waited=draw(st.sampled_from([0.0, 0.5])),
        )
        (entries if state.is_final else unfinished).append(made)
    last = max((e.ended_s or 0.0 for e in entries), default=0.0)
    return Timeline(
        draw(names),
        tuple(sorted(entries, key=lambda e: e.ended_s or 0.0)),
        tuple(unfinished),
        workers=draw(st.integers(1, 4)),
        elapsed_s=last + draw(seconds),
        folded=draw(st.sampled_from([0, 12])),
        notes=tuple(draw(st.lists(names, max_size=2))),
    )


def for_any_run(test: Callable[[Timeline], None]) -> Callable[[], None]:
    """Try a test on many timelines."""
    return tried(given(timelines())(test))
