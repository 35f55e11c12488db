"""Bytes that a task holds which has been called and waits for another."""

import gc
import os
import sys
import time
import tracemalloc
from pathlib import Path

from benchmarks import peers
from benchmarks.cell import Cell, Outcome
from benchmarks.results import Claim, Results, table

PEERS = ["asyncio", "concurrent.futures", "dask delayed", "headway auto", "headway inline", "headway async def"]
SAME_AS_AUTO = ["headway inline", "headway async def"]  # shown at the smaller number only
WORKERS = 2
BAR_BYTES = 400.0


def cells(quick: bool) -> list[Cell]:
    few, many = (1_000, 3_000) if quick else (100_000, 1_000_000)
    asked = [
        *((peer, few, "resident") for peer in PEERS),
        *((peer, few, "traced") for peer in PEERS if peer != "dask delayed"),  # takes a minute under tracemalloc
        *((peer, many, "resident") for peer in PEERS if peer not in SAME_AS_AUTO),
    ]
    return [Cell("memory", peer, {"tasks": tasks, "way": way}, limit_s=180) for peer, tasks, way in asked]


def measure(cell: Cell) -> Outcome:
    """Bytes a task, with and without the list that holds the handles; then the gate opens and the values are checked."""
    tasks = cell.options["tasks"]
    peer = peers.make(cell.peer)
    with peer.opened(WORKERS):
        peer.pending(10).finish()
        if cell.options["way"] == "traced":
            tracemalloc.start()
        gc.collect()
        gc.disable()  # it changes no figure, and takes most of the time of a million
        before = held_bytes()
        pending = peer.pending(tasks)
        gc.enable()
        gc.collect()
        grown = settled_bytes() - before
        tracemalloc.stop()
        if set(pending.finish()) != {2}:
            raise AssertionError("a value is wrong")
        listed = sys.getsizeof(pending.handles)
    return {"bytes": [grown / tasks], "bytes_without_list": [(grown - listed) / tasks]}


def settled_bytes() -> int:
    """What is held once that has stopped changing: a library may take tasks in behind the caller's back."""
    held, seen = held_bytes(), -1
    while abs(held - seen) > held / 10_000:
        time.sleep(0.3)
        held, seen = held_bytes(), held
    return held


def held_bytes() -> int:
    """What Python holds when it is traced, else the process's resident memory."""
    if tracemalloc.is_tracing():
        return tracemalloc.get_traced_memory()[0]
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def section(results: Results) -> list[str]:
    ways = list(
        dict.fromkeys((c.options["tasks"], c.options["way"]) for c, _ in results.pairs if c.measure == "memory")
    )
    rows = []
    for peer in results.peers("memory"):
        found = [results.of("memory", peer, tasks=tasks, way=way) for tasks, way in ways]
        rows.append([peer, *(one.shown("bytes", "bytes_without_list") for one in found)])
    return [
        "## Memory of a pending task",
        "",
        "Bytes a task: with the list that holds the handles / without it. Each task waits for one that has not ended; "
        "a fresh process a figure. Resident: growth of the process; traced: by `tracemalloc`, Python's objects alone. "
        "asyncio's tasks and Headway's own have been started; Dask's are only described.",
        "",
        *table(["", *(f"{tasks:,} {way}" for tasks, way in ways)], rows),
    ]


def claims(results: Results) -> list[Claim]:
    return [
        Claim(
            "bar",
            f"a pending task, {tasks:,} of them, the list of handles included",
            {"resident": results.of("memory", "headway auto", tasks=tasks, way="resident").median("bytes")},
            BAR_BYTES,
            " B",
        )
        for tasks in results.options("memory", "tasks")
    ]
