"""The end of a kernel: shut down or restarted with work under way, it is gone at once, and so is all that it started."""

import time
from pathlib import Path

import pytest
from tests.cases import some_in_short
from tests.notebooks.kernel import Kernel

pytestmark = pytest.mark.kernel

GONE_S = 30.0  # no process is left after three seconds; ten times that on a busy machine
WORK = {
    "nothing": "nap(0).result()",
    "threads": "@task\ndef stubborn(): time.sleep(120)\nwork = stubborn.options(serial=True)(), *[stubborn() for _ in range(8)]",
    "coroutines": "work = [anap(120) for _ in range(8)]",
    "the kernel's loop": "async def main(): return anap(120)\nwork = await main()",
    "a session left open": "session = Session().__enter__()\nwork = nap.map([120] * 8)",
    "a card": "nap(120)",
}


def processes_of(group: int) -> list[str]:
    """The processes of a process group, zombies aside."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
        if int(after_name[2]) == group and after_name[0] != "Z":
            found.append(stat.parent.name)
    return found


@pytest.mark.parametrize("work", some_in_short(WORK, "threads", "a session left open"))
def test_shut_down_kernel_leaves_no_process(new_kernel: Kernel, work: str) -> None:
    assert new_kernel.run(work).error is None
    group = new_kernel.pid
    assert processes_of(group) == [str(group)]
    new_kernel.manager.request_shutdown()
    began = time.monotonic()
    while processes_of(group):
        assert time.monotonic() - began < GONE_S, "the kernel waits for its tasks"
        time.sleep(0.05)


def test_restarted_kernel_starts_afresh(new_kernel: Kernel) -> None:
    new_kernel.run("work = nap.map([120] * 8)")
    old = new_kernel.pid
    new_kernel.restart()
    assert processes_of(old) == []
    new_kernel.forget()
    assert new_kernel.value("nap(0, 7).result()") == "7"
    assert new_kernel.value("'work' in globals()") == "False"
