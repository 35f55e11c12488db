"""Bodies that can be imported: workers find them by name."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import resource
import signal
import time
from collections.abc import Callable
from typing import Any

from headway import current, task

PATIENCE_S = 30.0


def note(path: str | os.PathLike[str], word: object) -> None:
    """Append a line to a file, in one piece."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{word}\n".encode())
    os.close(descriptor)


def wait_for(path: str | os.PathLike[str]) -> None:
    """Wait until a file is there."""
    deadline = time.monotonic() + PATIENCE_S
    while not os.path.exists(path):
        assert time.monotonic() < deadline, f"{path} never came"
        time.sleep(0.002)


@task(on="process")
def add(a: int, b: int) -> int:
    return a + b


@task(on="process")
def pid() -> int:
    return os.getpid()


@task(on="process")
def noted(path: str, word: Any) -> Any:
    note(path, word)
    return word


@task(on="process")
def at_the_door(folder: str, word: Any) -> Any:
    """Say that it is here, and wait until the door is opened."""
    note(f"{folder}/inside", word)
    wait_for(f"{folder}/door")
    return word


def pass_door(folder: str, word: Any) -> Any:
    note(f"{folder}/inside", f"{word} {os.getpid()} {current().attempt}")
    wait_for(f"{folder}/door")
    return word


# ---- ends --------------------------------------------------------------------------------------------------------------


def kill_9() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def segfault() -> None:
    ctypes.string_at(0)


def segfault_in_a_thread() -> None:
    import threading

    threading.Thread(target=segfault).start()
    time.sleep(PATIENCE_S)


def abort() -> None:
    os.abort()


def stack_overflow() -> None:
    faulthandler._stack_overflow()  # type: ignore[attr-defined]


def exit_3() -> None:
    os._exit(3)


def exit_0() -> None:
    os._exit(0)


def terminate() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE_S)


def out_of_memory_in_c() -> None:
    """What C++ code does that gets no memory: it aborts."""
    resource.setrlimit(resource.RLIMIT_AS, (1, 1))
    os.abort()


def out_of_time_of_the_system() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    while True:
        pass


def close_all_descriptors() -> None:
    os.closerange(0, 256)


def close_its_sockets() -> None:
    os.closerange(3, 256)
    time.sleep(PATIENCE_S)


def hold_the_gil() -> None:
    """C code that keeps the interpreter's lock, and hears nothing."""
    ctypes.PyDLL(None).sleep(int(PATIENCE_S))


def spin() -> None:
    while True:
        pass


def stop_itself() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def sleep_long() -> None:
    time.sleep(PATIENCE_S)


DEATHS: dict[str, tuple[Callable[[], None], str]] = {
    "kill -9": (kill_9, "SIGKILL"),
    "a segfault": (segfault, "SIGSEGV"),
    "a segfault in a thread": (segfault_in_a_thread, "SIGSEGV"),
    "a stack overflow in C": (stack_overflow, "SIGSEGV"),
    "an abort": (abort, "SIGABRT"),
    "no memory in C code": (out_of_memory_in_c, "SIGABRT"),
    "os._exit(3)": (exit_3, "status 3"),
    "os._exit(0)": (exit_0, "status 0"),
    "SIGTERM": (terminate, "SIGTERM"),
    "the system's limit of CPU time": (out_of_time_of_the_system, "SIG"),
}
