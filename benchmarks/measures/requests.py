"""Many requests to a server that takes 50 ms for each: does a library find out by itself how many to have open?"""

import time

from benchmarks import peers, server
from benchmarks.cell import Cell, Outcome
from benchmarks.plan import Asked, rounds
from benchmarks.results import Claim, Found, Results, number, ratio, table

POOLS = [64, 128, 256]
SMALL_POOLS = [8, 16, 32]
UNTUNED = "default"
SAMPLE = 40
LIMIT_S = 90


def cells(quick: bool) -> list[Cell]:
    count = 100 if quick else 2_000

    def asked(peer: str, *at_most: int | str, runs: int = 2, count: int = count) -> list[Asked]:
        return [(peer, {"count": count, "at_most": limit, "runs": runs}) for limit in at_most]

    once = [
        *asked("plain loop", 1, runs=1, count=min(count, SAMPLE)),
        *asked("concurrent.futures", UNTUNED, *SMALL_POOLS, runs=1),
        *asked("joblib threads", *POOLS),
        *asked("dask threaded", *POOLS),
    ]
    often = [
        *asked("concurrent.futures", *POOLS),
        *asked("headway auto", UNTUNED),
        *asked("headway thread", UNTUNED),
        *asked("asyncio + aiohttp", UNTUNED, 0),
        *asked("asyncio + aiohttp + uvloop", 0),
        *asked("headway async def + aiohttp", UNTUNED, 0),
    ]
    return rounds("requests", once, 1, LIMIT_S) + rounds("requests", often, 1 if quick else 3, LIMIT_S)


def measure(cell: Cell) -> Outcome:
    """Seconds for all requests: first cold, pool or session included, then once more in the same process."""
    limit, numbers = cell.options["at_most"], range(cell.options["count"])
    at_most = None if limit == UNTUNED else limit
    peer = peers.make(cell.peer)
    taken: list[float] = []
    with server.running() as port:
        for _ in range(cell.options["runs"]):
            start = time.perf_counter()
            answers = peer.fetch_all(port, numbers, at_most)
            taken.append(time.perf_counter() - start)
            if answers != list(numbers):
                raise AssertionError("the answers are not the numbers asked for")
    return {"first_s": taken[:1], "second_s": taken[1:]}


def section(results: Results) -> list[str]:
    count = max(results.options("requests", "count"))
    rows = [
        _row(results, peer, limit)
        for peer in results.peers("requests")
        for limit in results.options("requests", "at_most", peer)
    ]
    return [
        f"## {count:,} requests to a server that takes {server.DELAY_S * 1e3:.0f} ms",
        "",
        "Seconds, best / median over rounds. Cold: in a fresh process, pool, loop or session made inside; again: a "
        "second time in that process. Threads use `http.client`, a connection a request; coroutines aiohttp (its own "
        f"limit is 100 connections). The plain loop is {SAMPLE} requests, scaled. Times: cold, to the tuned pool's.",
        "",
        *table(["", "at most", "cold", "again", "times tuned"], rows),
    ]


def claims(results: Results) -> list[Claim]:
    tuned, size = _tuned(results)
    return [
        Claim(
            kind,
            f"requests, {peer}, untuned ÷ concurrent.futures with {size} threads",
            _ratios(results.of("requests", peer, at_most=UNTUNED), tuned),
            1.0,
            " ×",
        )
        for kind, peer in (("bar", "headway auto"), ("aim", "headway thread"))
    ]


def _tuned(results: Results) -> tuple[Found, int | None]:
    """The pool whose median is the least, and its size."""
    sizes = [size for size in results.options("requests", "at_most", "concurrent.futures") if size != UNTUNED]
    pools = [(results.of("requests", "concurrent.futures", at_most=size), size) for size in sizes]
    measured = [(median, size, pool) for pool, size in pools if (median := pool.median("first_s")) is not None]
    if not measured:
        return Found([]), None
    _, size, pool = min(measured, key=lambda entry: entry[0])
    return pool, size


def _ratios(ours: Found, tuned: Found) -> dict[str, float | None]:
    return {
        "best": ratio(ours.best("first_s"), tuned.best("first_s")),
        "median": ratio(ours.median("first_s"), tuned.median("first_s")),
    }


def _row(results: Results, peer: str, limit: int | str) -> list[str]:
    found = results.of("requests", peer, at_most=limit)
    tuned, size = _tuned(results)
    shown = {0: "all"}.get(limit, str(limit)) if isinstance(limit, int) else limit
    if (peer, limit) == ("concurrent.futures", size):
        shown += " (tuned)"
    if not found.numbers("first_s"):
        return [peer, shown, found.trouble, "", ""]
    scale = max(results.options("requests", "count")) / results.options("requests", "count", peer)[0]
    times = ratio(found.median("first_s"), tuned.median("first_s"))
    return [peer, shown, *(found.best_and_median(name, scale) for name in ("first_s", "second_s")),
            number(None if times is None else times * scale)]  # fmt: skip
