"""What the tests of worker processes share: who is there, what is left behind, programs of their own."""

from __future__ import annotations

import gc
import os
import re
import signal
import subprocess
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from tests.engine.helpers import SOON_S, until

from headway import Task, wait
from headway.backends.processes.seat import Seat
from headway.engine import ENGINE

MARK = "TREE_OF_TESTS"  # in the environment of all processes that a test, or a program of a test, starts
SEGMENT = "/memfd:headway "
PAGE = "/memfd:headway-page"


# ---- who is there ------------------------------------------------------------------------------------------------------


def marked(mark: str) -> set[int]:
    """The living processes whose environment holds this mark; this process itself is not among them."""
    found = set()
    for pid in _processes():
        with suppress(OSError):
            if f"{MARK}={mark}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                found.add(pid)
    return found - {os.getpid()}


def children() -> dict[int, str]:
    """This process's children, and the state of each ("Z": dead, and nobody has asked of what)."""
    found = {}
    for pid in _processes():
        with suppress(OSError):
            state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == os.getpid():
                found[pid] = state
    return found


def is_alive(pid: int) -> bool:
    """Whether a process is there, and no zombie."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


def seats() -> list[Seat]:
    """The worker processes of this process, as its backend keeps account of them."""
    return [] if ENGINE._processes is None else list(ENGINE._processes._seats)


def pool() -> set[int]:
    """The numbers of the worker processes."""
    return {seat.child.pid for seat in seats()}


def end_workers() -> None:
    """End the idle workers: the next task starts new ones."""
    old = pool()
    for pid in old:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until(lambda: not old & pool(), "the death of idle workers was not noticed")


def _processes() -> Iterator[int]:
    return (int(name) for name in os.listdir("/proc") if name.isdigit())


# ---- what is left ------------------------------------------------------------------------------------------------------


def links(pid: int | str = "self") -> list[str]:
    """What each open descriptor of a process is."""
    found = []
    for name in _names(f"/proc/{pid}/fd"):  # none, if it ended a moment ago
        with suppress(OSError):
            found.append(os.readlink(f"/proc/{pid}/fd/{name}"))
    return found


def mapped(pid: int | str = "self") -> int:
    """How many segments a process has in its memory."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/maps").read_text().count(SEGMENT)
    return 0


class World:
    """What is open, alive and lying about at one moment."""

    def __init__(self) -> None:
        gc.collect()
        self.seats = seats()
        self.workers = {seat.child.pid: (links(seat.child.pid), mapped(seat.child.pid)) for seat in self.seats}
        self.links = self._our_links()
        self.mapped = mapped()
        self.children = children()
        self.marked = marked(os.environ.get(MARK, "none"))
        ours = [f"/dev/shm/{name}" for name in _names("/dev/shm") if "headway" in name]  # others' programs leave theirs
        self.files = {*ours, *(f"{tempfile.gettempdir()}/{name}" for name in _names(tempfile.gettempdir()))}

    def _our_links(self) -> Counter[str]:
        """The kinds of this process's descriptors, but for those that belong to its workers."""
        kinds = Counter(re.sub(r"\d+", "N", link) for link in links())
        for _ in self.seats:
            kinds.subtract({"socket:[N]": 3, "pipe:[N]": 1, "anon_inode:[pidfd]": 1})
        for page in [kind for kind in kinds if kind.startswith(PAGE)]:
            del kinds[page]
        return kinds

    def complaints(self) -> Iterator[str]:
        """What is here now that was not there then."""
        now = World()
        for kind, number in (now.links - self.links).items():
            yield f"{number} descriptors more: {kind}"
        if now.mapped > self.mapped:
            yield f"{now.mapped} segments are mapped, {self.mapped} were"
        for pid, state in now.children.items():
            if state == "Z":
                yield f"a zombie: {pid}"
            elif pid not in self.children and pid not in now.workers:
                yield f"a child that is no worker: {pid}"
        for pid in now.marked - self.marked - set(now.workers) - set(now.children):
            yield f"a process: {pid} {Path(f'/proc/{pid}/cmdline').read_bytes()!r}"
        for seat in now.seats:
            if seat.chunks or seat.stack:
                yield f"{seat.child} has work: {seat.chunks} {seat.stack}"
        yield from self._of_workers(now)
        yield from (f"a file: {file}" for file in now.files - self.files)

    def _of_workers(self, now: World) -> Iterator[str]:
        """What workers have open or mapped that they had not."""
        for pid, (open_there, mapped_there) in now.workers.items():
            open_before, mapped_before = self.workers.get(pid, ([], 0))
            if _segments(open_there) > _segments(open_before):
                yield f"worker {pid} has segments open: {open_there}"
            if open_before and len(open_there) > len(open_before):
                yield f"worker {pid} has more open than before: {open_there} after {open_before}"
            if mapped_there > mapped_before:
                yield f"worker {pid} has segments mapped: {mapped_there}"

    def check(self) -> None:
        """Wait until all is as it was."""
        deadline = monotonic() + SOON_S
        while complaints := list(self.complaints()):
            assert monotonic() < deadline, "left behind:\n" + "\n".join(complaints)
            sleep(0.02)


def _segments(open_there: list[str]) -> int:
    return sum(link.startswith("/memfd:headway") and not link.startswith(PAGE) for link in open_there)


def _names(folder: str) -> list[str]:
    with suppress(OSError):
        return os.listdir(folder)
    return []


def error_of(called: Task[Any]) -> BaseException | None:
    """The error that a task ends with."""
    wait([called]).result(SOON_S)
    assert called.outcome is not None, "it does not end"
    return called.error


# ---- programs ----------------------------------------------------------------------------------------------------------


class Program:
    """A program of its own, and all processes that it starts. ``out``, ``err`` and ``status`` are there at its end."""

    def __init__(self, *command: str | os.PathLike[str], stdin: str | None = None, **options: Any) -> None:
        self.mark = uuid.uuid4().hex
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", MARK: self.mark, **options.pop("environment", {})}
        self.began = monotonic()
        self.process = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            **options,
        )
        if stdin is not None:
            assert self.process.stdin is not None
            self.process.stdin.write(stdin)
            self.process.stdin.close()
            self.process.stdin = None
        self.out = self.err = ""
        self.status, self.seconds = -1, 0.0

    def read_until(self, word: str) -> str:
        """Read what it prints until a line holds this word; give the line."""
        assert self.process.stdout is not None
        while word not in (line := self.process.stdout.readline()):
            assert line, f"it ended before it said {word!r}: {self.process.communicate()}"
            self.out += line
        self.out += line
        return line

    @property
    def workers(self) -> set[int]:
        """The processes that it has started."""
        return marked(self.mark) - {self.process.pid}

    def kill(self, number: int = signal.SIGKILL) -> Program:
        """Send it a signal, and nobody else."""
        self.process.send_signal(number)
        return self

    def end(self, timeout_s: float = 3 * SOON_S) -> Program:
        """Wait for its end. It leaves no process behind."""
        try:
            out, err = self.process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            for pid in self.workers:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            out, err = self.process.communicate()
            raise AssertionError(f"the program hangs\n{self.out}{out}\n{err}") from None
        self.out, self.err = self.out + out, self.err + err
        self.status, self.seconds = self.process.returncode, monotonic() - self.began
        self.leaves_nobody()
        return self

    def leaves_nobody(self, within_s: float = SOON_S) -> float:
        """Its end has ended all that it had started; the seconds that this took."""
        began = monotonic()
        while left := marked(self.mark):
            if monotonic() - began > within_s:
                commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in left if is_alive(pid)}
                for pid in left:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                raise AssertionError(f"left alive after {within_s:g} s: {commands}")
            sleep(0.005)
        return monotonic() - began


def run(source: str, **options: Any) -> Program:
    """Run a program given as text to its end; it must end well."""
    program = Program("-c", source, **options).end()
    assert program.status == 0, program.err
    return program


def lines(path: str | os.PathLike[str]) -> list[str]:
    """What bodies have written to a file, a line each."""
    with suppress(FileNotFoundError):
        return Path(path).read_text().splitlines()
    return []
