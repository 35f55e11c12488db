"""Workers end with their parent, however it ends.

"Workers die with their parent, also when it is killed with -9 and the worker is in C code that holds the GIL."
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest
from tests.engine.helpers import SOON_S, until
from tests.processes.helpers import MARK, Program, marked, run

GONE_S = 3.0  # it takes milliseconds; "no child is left after three" seconds, on a machine with nothing else to do

START = """
import ctypes, os, signal, sys, threading, time
from headway import Session, gather, task

@task(on="process")
def pid():
    return os.getpid()

@task(on="process")
def begin(body):
    "Say so, and then do it."
    print("begun", flush=True)
    body()

def spin():
    while True:
        pass

def hold_the_gil():
    ctypes.PyDLL(None).sleep(60)

def sleep():
    time.sleep(60)

def hold_signals_back():
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    for number in (signal.SIGIO, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    spin()

def stop():
    os.kill(os.getpid(), signal.SIGSTOP)

def let_a_child_hold_the_gil():
    threading.Thread(target=hold_the_gil).start()
    spin()
"""


@pytest.mark.parametrize("body", ["spin", "sleep", "hold_the_gil", "hold_signals_back", "let_a_child_hold_the_gil"])
def test_kill_9_of_the_parent_ends_workers(body: str) -> None:
    """Whatever they do at that moment: also C code that holds the GIL, where no Python code can run."""
    program = Program("-c", f"{START}\nwith Session(workers=2):\n    begin({body}); begin({body})")
    program.read_until("begun")
    program.read_until("begun")
    assert len(program.workers) == 2
    program.kill()
    program.process.wait(SOON_S)
    assert program.leaves_nobody() < 10 * GONE_S
    program.end()


def test_kill_9_of_the_parent_ends_a_stopped_worker() -> None:
    program = Program("-c", f"{START}\nwith Session(workers=1):\n    begin(stop)")
    program.read_until("begun")
    (worker,) = program.workers
    until(lambda: Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[0] == "T")
    program.kill()
    program.process.wait(SOON_S)
    program.leaves_nobody()
    program.end()


def test_kill_9_of_the_parent_ends_idle_workers() -> None:
    program = Program("-c", f"{START}\nprint('pid', pid().result())\ntime.sleep(60)")
    program.read_until("pid")
    program.kill()
    program.process.wait(SOON_S)
    program.leaves_nobody()
    program.end()


def test_kill_9_of_the_parent_while_workers_start() -> None:
    """At moments from the first system call of a start to the first result."""
    for after_ms in range(0, 120, 12):
        program = Program(
            "-c", f"{START}\nprint('now', flush=True)\nwith Session(workers=2):\n    begin(spin); begin(spin)"
        )
        program.read_until("now")
        moment = monotonic() + after_ms / 1000
        while monotonic() < moment:
            pass
        program.kill()
        program.process.wait(SOON_S)
        program.leaves_nobody()
        program.end()


ENDS = {
    "the end of the script": ("pid().result()", 0),
    "a task that nobody waits for": ("pid()", 0),
    "sys.exit": ("pid().result()\nsys.exit(3)", 3),
    "os._exit": ("pid().result()\nos._exit(4)", 4),
    "os._exit while a body runs": ("begin(spin)\npid().result()\nos._exit(4)", 4),
    "an uncaught error": ("begin(spin)\npid().result()\nraise ValueError('meant')", 1),
    "a segfault": ("begin(spin)\npid().result()\nctypes.string_at(0)", -signal.SIGSEGV),
    "SIGTERM": ("begin(spin)\npid().result()\nos.kill(os.getpid(), signal.SIGTERM)\ntime.sleep(60)", -signal.SIGTERM),
    "SIGHUP": ("begin(spin)\npid().result()\nos.kill(os.getpid(), signal.SIGHUP)\ntime.sleep(60)", -signal.SIGHUP),
    "an error that leaves a session": ("with Session():\n    begin(spin)\n    pid().result()\n    raise ValueError", 1),
    "sys.exit in a session": ("with Session():\n    begin(spin)\n    pid().result()\n    sys.exit(6)", 6),
}


@pytest.mark.parametrize(("end", "status"), ENDS.values(), ids=ENDS.keys())
def test_workers_end_with_the_program(end: str, status: int) -> None:
    program = Program("-c", f"{START}\n{end}").end()
    assert program.status == status, program.err


def test_workers_survive_the_thread_that_started_them() -> None:
    """Its end is not their parent's."""
    run(
        f"""{START}
pids = []
for _ in range(3):
    caller = threading.Thread(target=lambda: pids.append(pid().result(30)))
    caller.start()
    caller.join()
assert len(set(pids)) == 1, pids
"""
    )


def test_a_child_that_the_program_starts_does_not_keep_workers_alive() -> None:
    """It has none of the descriptors on which their lives hang."""
    program = Program(
        "-c",
        f"""{START}
import subprocess
pid().result()
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], close_fds=False, env={{}})
begin(hold_the_gil)
print(f"child {{child.pid}}\\n", end="", flush=True)  # in one piece: `begun` comes meanwhile
time.sleep(60)
""",
    )
    child = int(program.read_until("child").split()[1])
    try:
        program.kill()
        program.process.wait(SOON_S)
        program.leaves_nobody()
    finally:
        os.kill(child, signal.SIGKILL)
    program.end()


def test_a_fork_of_the_program_does_not_keep_workers_alive() -> None:
    """The child after a fork has a copy of every descriptor, and gives these away."""
    program = Program(
        "-c",
        f"""{START}
pid().result()
begin(hold_the_gil)
child = os.fork()
if not child:
    time.sleep(60)
print(f"child {{child}}\\n", end="", flush=True)
time.sleep(60)
""",
    )
    child = int(program.read_until("child").split()[1])
    try:
        program.kill()
        program.process.wait(SOON_S)
        until(lambda: not program.workers - {child}, "workers live as long as a forked child")
    finally:
        os.kill(child, signal.SIGKILL)
    program.end()


def test_memory_goes_with_the_parent() -> None:
    """Segments are nobody's files: 300 MB that live at a kill -9 are free soon after."""
    program = Program(
        "-c",
        f"""{START}
import numpy as np
@task(on="process")
def make(n):
    return np.ones(n)
@task(on="process")
def take(a):
    print("begun", flush=True)
    time.sleep(60)
made = [make(20 << 17) for _ in range(15)]
gather(*made).result()
take(made[0])
time.sleep(60)
""",
    )
    program.read_until("begun")
    held = _shared_mb()
    program.kill()
    program.process.wait(SOON_S)
    program.leaves_nobody()
    until(lambda: _shared_mb() < held - 200, f"of {held} MB, {_shared_mb()} are there")
    program.end()


def _shared_mb() -> int:
    (line,) = [line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("Shmem:")]
    return int(line.split()[1]) // 1024


def test_a_worker_ends_when_its_parent_is_gone_before_it_has_begun(tmp_path: Path) -> None:
    """It finds the life socket closed, and never reads a call."""
    mark = tmp_path.name + str(os.getpid())
    started = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, sys, socket\n"
            "pairs = [socket.socketpair() for _ in range(3)]\n"
            "page = os.memfd_create('page')\n"
            "os.ftruncate(page, 4096)\n"
            "given = [pair[1].fileno() for pair in pairs] + [page]\n"
            "high = max(given) + 1\n"
            "moves = [(os.POSIX_SPAWN_DUP2, fd, high + at) for at, fd in enumerate(given)]\n"
            "moves += [(os.POSIX_SPAWN_DUP2, high + at, 3 + at) for at in range(4)]\n"
            "os.posix_spawn(sys.executable, [sys.executable, '-m', 'headway.worker'], os.environ, file_actions=moves)\n"
            "os._exit(0)",
        ],
        env={**os.environ, MARK: mark},
        check=False,
    )
    assert started.returncode == 0
    until(lambda: not marked(mark), "it lives on without a parent")
