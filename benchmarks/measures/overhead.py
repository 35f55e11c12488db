"""Microseconds that a library adds to a call: tiny bodies, three shapes, results checked against the plain loop."""

import gc
import time

from benchmarks import machine, peers, shapes
from benchmarks.cell import Cell, Outcome
from benchmarks.plan import each, rounds
from benchmarks.results import Claim, Found, Results, number, ratio, table

PEERS = [
    "plain loop", "asyncio", "asyncio eager", "asyncio + uvloop", "graphlib + threads by hand", "concurrent.futures",
    "concurrent.futures, callbacks", "joblib threads", "dask threaded", "parsl threads", "headway inline",
    "headway thread", "headway auto", "headway inline, observed", "headway inline, from async code",
    "headway async def", "headway async def, from sync code",
]  # fmt: skip
ENOUGH_S = 1.0


def cells(quick: bool) -> list[Cell]:
    tasks, repeats = (400, 2) if quick else (10_000, 7)
    options = [{"shape": shape, "tasks": tasks, "repeats": repeats} for shape in shapes.NAMES]
    return rounds("overhead", each(PEERS, options), count=1 if quick else 3, limit_s=60)


def measure(cell: Cell) -> Outcome:
    """Microseconds a task, as often as asked, or until enough time has been spent."""
    shape, tasks, repeats = (cell.options[name] for name in ("shape", "tasks", "repeats"))
    peer = peers.make(cell.peer)
    expected = shapes.expected(shape, tasks)
    taken: list[float] = []
    with peer.opened(cell.options.get("workers", machine.cores())):
        run = getattr(peer, shape)
        run(100)  # threads started, code loaded
        while len(taken) < repeats and sum(taken) < ENOUGH_S:
            gc.collect()
            start = time.perf_counter()
            values = run(tasks)
            taken.append(time.perf_counter() - start)
            if values != expected:
                raise AssertionError("the results differ from the plain loop's")
    return {"us": [seconds / tasks * 1e6 for seconds in taken]}


def section(results: Results) -> list[str]:
    tasks = results.options("overhead", "tasks")[0]
    found = {peer: _by_shape(results, peer) for peer in results.peers("overhead")}
    return [
        "## Overhead",
        "",
        f"Microseconds a task, best / median, {tasks:,} tasks a shape, {machine.cores()} workers; bodies add whole "
        "numbers; set-up (pool, loop, session) is left out, describing the calls and collecting the results is in.",
        "",
        *table(
            ["", *shapes.NAMES],
            [[peer, *(by[shape].best_and_median("us") for shape in shapes.NAMES)] for peer, by in found.items()],
        ),
        "Times asyncio, and times the plain loop (best by best):",
        "",
        *table(
            ["", *shapes.NAMES],
            [[peer, *(_ratios(results, by, shape) for shape in shapes.NAMES)] for peer, by in found.items()],
        ),
    ]


def claims(results: Results) -> list[Claim]:
    bars = [
        Claim("bar", f"`on=\"inline\"` below asyncio, {shape}", _to_asyncio(results, "headway inline", shape), 1.0, " ×",
              strict=True)
        for shape in shapes.NAMES
    ]  # fmt: skip
    aims = [
        _aim(results, "headway inline", "independent", 2.0),
        _aim(results, "headway inline", "layered", 3.0),
        _aim(results, "headway inline", "chain", 2.0),
        _aim(results, "headway inline, observed", "independent", 2.5),
        _aim(results, "headway inline, observed", "chain", 2.5),
        _aim(results, "headway thread", "chain", 4.0),
    ]
    times = 1.5 if results.python >= (3, 12) else 3.0
    coroutines = [
        Claim("aim", f"`async def` bodies ÷ asyncio, {shape}", _to_asyncio(results, "headway async def", shape), times,
              " ×")
        for shape in shapes.NAMES
    ]  # fmt: skip
    return bars + aims + coroutines


def _by_shape(results: Results, peer: str) -> dict[str, Found]:
    return {shape: results.of("overhead", peer, shape=shape) for shape in shapes.NAMES}


def _ratios(results: Results, by_shape: dict[str, Found], shape: str) -> str:
    best = by_shape[shape].best("us")
    asyncio, plain = (results.of("overhead", peer, shape=shape).best("us") for peer in ("asyncio", "plain loop"))
    return f"{number(ratio(best, asyncio))} · {number(ratio(best, plain))}"


def _to_asyncio(results: Results, peer: str, shape: str) -> dict[str, float | None]:
    ours, asyncio = (results.of("overhead", name, shape=shape) for name in (peer, "asyncio"))
    return {
        "best": ratio(ours.best("us"), asyncio.best("us")),
        "median": ratio(ours.median("us"), asyncio.median("us")),
    }


def _aim(results: Results, peer: str, shape: str, limit_us: float) -> Claim:
    found = results.of("overhead", peer, shape=shape)
    values = {"best": found.best("us"), "median": found.median("us")}
    return Claim("aim", f"{peer}, {shape}", values, limit_us, " µs")
