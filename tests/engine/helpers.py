"""What the tests of the engine share: doors that bodies wait at, scripts run by another interpreter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from threading import Event, Lock
from time import monotonic, sleep

SOON_S = 10.0  # a deadline of behaviour: ten times and more what it takes on a busy machine


class Door:
    """A body that calls :meth:`pass_through` waits until the test opens the door."""

    def __init__(self) -> None:
        self._opened, self._lock = Event(), Lock()
        self.inside = self.most_inside = 0

    def open(self) -> None:
        """Let everybody through."""
        self._opened.set()

    def pass_through(self) -> None:
        """Wait for the door to be opened."""
        with self._lock:
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
        assert self._opened.wait(SOON_S), "nobody opened the door"
        with self._lock:
            self.inside -= 1


def until(condition: Callable[[], object], what: str = "it never came to that") -> None:
    """Wait for something that another thread brings about."""
    deadline = monotonic() + SOON_S
    while not condition():
        assert monotonic() < deadline, what
        sleep(0.001)


class Script:
    """A program of its own, run by this interpreter.

    ``out``, ``err`` and ``status`` are there once it has ended; ``seconds`` is how long it took.
    """

    def __init__(self, source: str, **environment: str) -> None:
        self._began = monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-c", textwrap.dedent(source)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        )
        self.out = self.err = ""
        self.status, self.seconds = -1, 0.0

    def read_until(self, word: str) -> None:
        """Read what it prints until a line holds this word."""
        assert self.process.stdout is not None
        while word not in (line := self.process.stdout.readline()):
            assert line, f"it ended before it said {word!r}: {self.process.communicate()}"
            self.out += line
        self.out += line

    def interrupt(self) -> None:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def end(self, timeout_s: float = 1.5 * SOON_S) -> Script:
        """Wait for its end."""
        try:
            out, err = self.process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)  # faulthandler says where each thread stands
            out, err = self.process.communicate()
            raise AssertionError(f"the script hangs\n{self.out}{out}\n{err}") from None
        self.out, self.err = self.out + out, self.err + err
        self.status, self.seconds = self.process.returncode, monotonic() - self._began
        return self


def run(source: str, **environment: str) -> Script:
    """Run a program to its end."""
    return Script(source, **environment).end()
