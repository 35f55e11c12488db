"""Running a solver that is a command, in a folder of its own that goes with it.

The command leads a session of its own, so that all that it starts is ended with it. It is given its own limit of time and
is trusted with it for a moment; after that, or once the solve is cancelled, it is killed.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from time import monotonic
from typing import Any

from headway.errors import BadOption
from headway.optimize.solvers.base import Progress, Wish, relative_gap

TICK_S = 0.05  # between two looks at whether it is cancelled
GRACE_S = 2.0  # after its own limit, in which it may write what it has
TELL_EVERY_S = 0.5
TAIL = 4096  # bytes of what it printed last, in which it says how far it is
_OPTION = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

End = Enum("End", "ITS_OWN CANCELLED LATE")
# From what a solver of an integer programme printed last: its best objective and its bound, None where there is none yet.
Standing = Callable[[str], tuple[float | None, float | None]]


@dataclass(frozen=True)
class Ended:
    """How a command ended, with its exit status and what it printed."""

    how: End
    code: int
    log: str


def run(
    command: Sequence[str], folder: Path, wish: Wish, limit_s: float | None, standing: Standing | None = None
) -> Ended:
    """Run a command in a folder until it ends, the wish is cancelled, or its limit is well over.

    ``standing`` reads progress from what it prints, of which the wish is told.
    """
    log = folder / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            how = _watch(process, wish, limit_s, _Teller(log, wish, standing))
        finally:
            _end(process)
    return Ended(how, process.returncode, log.read_text(encoding="utf-8", errors="replace"))


class _Teller:
    """Tells of progress, by a look at the log now and then."""

    def __init__(self, log: Path, wish: Wish, standing: Standing | None) -> None:
        self._log, self._wish, self._standing = log, wish, standing
        self._began = self._told = monotonic()

    def tell(self) -> None:
        now = monotonic()
        if self._standing is None or now - self._told < TELL_EVERY_S:
            return
        self._told = now
        with self._log.open("rb") as file:
            file.seek(max(0, self._log.stat().st_size - TAIL))
            incumbent, bound = self._standing(file.read().decode("utf-8", "replace"))
        if incumbent is not None or bound is not None:
            self._wish.tell(Progress(now - self._began, incumbent, bound, relative_gap(incumbent, bound)))


def _watch(process: subprocess.Popen[bytes], wish: Wish, limit_s: float | None, teller: _Teller) -> End:
    last = None if limit_s is None else monotonic() + limit_s + GRACE_S
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(TICK_S)
            return End.ITS_OWN
        if wish.is_cancelled():
            return End.CANCELLED
        if last is not None and monotonic() > last:
            return End.LATE
        teller.tell()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill it and what it has started, and wait until it is gone."""
    if process.returncode is None:  # not waited for yet: nobody else can have its number
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def options_as_words(dash: str, options: Mapping[str, Any]) -> list[str]:
    """Options as a command takes them; one that is True or None has no value.

    >>> options_as_words("--", {"cuts": True, "seed": 3})
    ['--cuts', '--seed', '3']

    Raises:
        BadOption: a name that can be none.
    """
    words: list[str] = []
    for name, value in options.items():
        if not _OPTION.fullmatch(name):
            raise BadOption(name, value, "the name of an option, without dashes before it")
        words.append(f"{dash}{name}")
        if value is not True and value is not None:
            words.append(str(value))
    return words
