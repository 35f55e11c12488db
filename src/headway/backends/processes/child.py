"""One worker process, seen from its parent: how it is started, known to live, ended, and what its death was.

It is a fresh ``python -m headway.worker``, never a fork. It gets four descriptors: a socket for calls and
their results, a socket for everything that is said while a body runs, a socket on which nothing is ever said (the
kernel kills the worker when the parent's end of it closes, however the parent ends), and a page of shared memory in
which it notes, without a system call, the call that it is in, and the last that it began on the stack of another.
"""

from __future__ import annotations

import errno
import mmap
import os
import resource
import signal
import socket
import sys
from codecs import getincrementaldecoder
from contextlib import suppress

from headway.backends.processes.wire import Channel

MODULE = "headway.worker"
OWN_PATH = "HEADWAY_WORKER_PYTHONPATH"  # carries the user's own PYTHONPATH past the start of the interpreter
DATA, CONTROL, LIFE, PAGE = 3, 4, 5, 6  # their numbers in the worker; the page is the last
_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_MAX_THREADS",
    "NUMEXPR_NUM_THREADS",
    "RAYON_NUM_THREADS",
    "POLARS_MAX_THREADS",
)


class Child:
    """A worker process. ``output`` is the reading end of what its C code writes to descriptors 1 and 2."""

    def __init__(self, number: int, native_threads: int) -> None:
        self.name = f"process-{number}"
        self.cpu_s: float | None = None  # what its last body computed
        ours_data, data = socket.socketpair()
        ours_control, control = socket.socketpair()
        self._life, life = socket.socketpair()
        self.output, output = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        page = os.memfd_create("headway-page", os.MFD_CLOEXEC)
        os.ftruncate(page, mmap.PAGESIZE)
        self._page = mmap.mmap(page, mmap.PAGESIZE)
        self.words = memoryview(self._page).cast("Q")
        os.set_blocking(output, True)
        self.decode = getincrementaldecoder("utf-8")("replace").decode  # what comes out of it
        given = [data.fileno(), control.fileno(), life.fileno(), page]
        try:
            self.pid = _spawn(given, output, native_threads)
        finally:
            for end in (data, control, life):
                end.close()
            os.close(page)
            os.close(output)
        self._handle: int | None = os.pidfd_open(self.pid)
        self.data, self.control = Channel(ours_data), Channel(ours_control)

    def __repr__(self) -> str:
        return self.name

    def fileno(self) -> int:
        """A descriptor that becomes readable when the process has ended."""
        assert self._handle is not None
        return self._handle

    @property
    def current(self) -> int:
        """The number of the call that it is in; 0 between calls."""
        return int(self.words[0])

    @property
    def begun_above(self) -> int:
        """The number of the last call that it began on the stack of another."""
        return int(self.words[1])

    def kill(self) -> None:
        """End it at once, whatever it does, and what it has started (its process group: it leads a session of its own)."""
        if self._handle is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            self._kill_group()

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def bury(self) -> str:
        """After its end: what it died of, in words. What it had started ends, too."""
        self._kill_group()  # as long as it is not waited for, nobody else has its number
        try:
            _, status = os.waitpid(self.pid, 0)
        except ChildProcessError:  # the program waits for children of its own, any of them
            return "it ended"
        code = os.waitstatus_to_exitcode(status)
        if code >= 0:
            return f"it exited with status {code}"
        return f"it was killed by {_signal_name(-code)}"

    def close(self) -> None:
        """Let go of everything. The process, if it lives, is killed by that."""
        if self._handle is not None:
            self._life.close()
            self.data.close()
            self.control.close()
            self.words.release()
            self._page.close()
            os.close(self.output)
            os.close(self._handle)
            self._handle = None


def _signal_name(number: int) -> str:
    hints = {"SIGKILL": " (kill -9, or the system was out of memory)", "SIGSEGV": " (a fault in C code)"}
    try:
        name = signal.Signals(number).name
        return name + hints.get(name, "")
    except ValueError:
        return f"signal {number}"


def _spawn(given: list[int], output: int, native_threads: int) -> int:
    """Start the interpreter with these descriptors from number 3 on."""
    nothing = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    high = max(DATA + len(given), *given, output, nothing) + 1
    if high + len(given) >= resource.getrlimit(resource.RLIMIT_NOFILE)[0]:
        os.close(nothing)
        raise OSError(errno.EMFILE, "too many open files; raise the limit (ulimit -n), or close some")
    moves: list[tuple[int, int, int]] = []
    # First out of the way, then into place: a descriptor may have a number that another is to have.
    moves += [(os.POSIX_SPAWN_DUP2, descriptor, high + at) for at, descriptor in enumerate([*given, output])]
    moves += [(os.POSIX_SPAWN_DUP2, high + at, DATA + at) for at in range(len(given))]
    moves += [(os.POSIX_SPAWN_DUP2, high + len(given), target) for target in (1, 2)]
    moves += [(os.POSIX_SPAWN_CLOSE, high + at, 0)[:2] for at in range(len(given) + 1)]  # type: ignore[misc]
    moves.append((os.POSIX_SPAWN_DUP2, nothing, 0))
    try:
        return os.posix_spawn(
            sys.executable,
            [sys.executable, *_interpreter_options(), "-m", MODULE, *map(str, sys.argv)],
            _environment(native_threads),
            file_actions=moves,
            setsid=True,  # a Ctrl-C at the terminal is for the parent
            setsigmask=[],
            setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE, signal.SIGCHLD],
        )
    finally:
        os.close(nothing)


def _interpreter_options() -> list[str]:
    """What changes how code runs or what it finds, as this interpreter was started with."""
    flags = sys.flags
    options = ["-P"]  # the folder that it is started in is not a place for modules unless it is one here
    options += ["-O"] * flags.optimize + ["-B"] * flags.dont_write_bytecode
    options += ["-s"] * flags.no_user_site + ["-E"] * flags.ignore_environment + ["-S"] * flags.no_site
    for name, value in sys._xoptions.items():
        options += ["-X", name if value is True else f"{name}={value}"]
    for warning in sys.warnoptions:
        options.append(f"-W{warning}")
    return options


def _environment(native_threads: int) -> dict[str, str]:
    """This process's environment, with no more native threads (BLAS, OpenMP …) a worker than its share of the cores."""
    environment = dict(os.environ)
    for name in _THREAD_VARIABLES:
        given = environment.get(name, "")
        if not given.isdigit() or int(given) > native_threads:
            environment[name] = str(native_threads)
    environment[OWN_PATH] = environment.get(
        "PYTHONPATH", ""
    )  # for what a body starts: it is to find what it found here
    found = [entry or folder() for entry in sys.path if isinstance(entry, str)]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, found))
    return environment


def folder() -> str:
    """The current folder; nothing where it was removed."""
    try:
        return os.getcwd()
    except OSError:
        return ""
