"""The processes below one: what they hold together, and their end. Linux only: it reads /proc.

    python -m benchmarks.tree PID

watches the memory of PID and all below it: for each line that it reads it prints how many bytes they hold, and the most
that they held since the line before.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PROC = Path("/proc")
EVERY_S = 0.002
PR_SET_CHILD_SUBREAPER = 36
GONE = (FileNotFoundError, ProcessLookupError)


def adopt_orphans() -> None:
    """From now on this process is the parent of every process below it whose own parent ends: none is lost."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def below(top: int, without: int = 0) -> list[int]:
    """The processes below one, at any depth, nearest first; `without` one of them and what is below it."""
    children: dict[int, list[int]] = {}
    for folder in PROC.glob("[0-9]*"):
        with suppress(*GONE):
            after_name = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if after_name[0] not in "ZX":
                children.setdefault(int(after_name[1]), []).append(int(folder.name))
    found = [top]
    for pid in found:
        found += [child for child in children.get(pid, ()) if child != without]
    return found[1:]


def end_all_below(top: int) -> list[int]:
    """End every process below one, also those that are started meanwhile; what was found there at first."""
    first = left = below(top)
    while left:
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
        left = below(top)
    return first


def held_bytes(pids: list[int]) -> int:
    """What processes hold: their own pages, their share of mapped files, and shared memory once, mapped or not.

    Shared memory (segments, memfd, files in /dev/shm) is the whole machine's: others must be quiet.
    """
    return _kilobytes(PROC / "meminfo", b"Shmem:") * 1024 + sum(_own_bytes(pid) for pid in pids)


def pss_bytes(pids: list[int]) -> int:
    """What processes hold, each its proportional share of what it maps together with others."""
    total = 0
    for pid in pids:
        with suppress(*GONE):
            total += _kilobytes(PROC / str(pid) / "smaps_rollup", b"Pss:") * 1024
    return total


def _own_bytes(pid: int) -> int:
    with suppress(*GONE):
        return _kilobytes(PROC / str(pid) / "smaps_rollup", b"Pss_Anon:", b"Pss_File:") * 1024
    return 0


def _kilobytes(path: Path, *names: bytes) -> int:
    return sum(int(line.split()[1]) for line in path.read_bytes().splitlines() if line.startswith(names))


class Watcher:
    """Watches this process and all below it, from a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def held_and_most(self) -> tuple[int, int]:
        """Bytes held now, and the most since this was asked before."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        held, most = self.process.stdout.readline().split()
        return int(held), int(most)


@contextmanager
def watched() -> Iterator[Watcher]:
    """Watch while the block runs."""
    command = [sys.executable, "-m", "benchmarks.tree", str(os.getpid())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        watcher = Watcher(process)
        watcher.held_and_most()
        try:
            yield watcher
        finally:
            process.kill()


def watch(top: int) -> None:
    """Sample until the input ends."""
    most = 0
    while True:
        held = held_bytes([top, *below(top, without=os.getpid())])
        most = max(most, held)
        if select.select([0], [], [], EVERY_S)[0]:
            if not os.read(0, 1):
                return
            print(held, most, flush=True)
            most = 0


if __name__ == "__main__":
    watch(int(sys.argv[1]))
