"""A Ctrl-C that comes in the very moment in which a wait begins."""

from __future__ import annotations

import pytest
from tests.engine.helpers import run

PROGRAM = """
import os, signal, sys, threading, time
from headway import Session, as_completed, gather, task

@task
def hold():
    door.wait()

door = threading.Event()
late = 0
for attempt in range({attempts}):
    door.clear()
    ready = threading.Lock()
    ready.acquire()

    def press(after_s):
        ready.acquire()
        ended = time.perf_counter() + after_s
        while time.perf_counter() < ended:
            pass
        os.kill(os.getpid(), signal.SIGINT)

    presser = threading.Thread(target=press, args=(attempt % 50 * 8e-6,))
    presser.start()
    try:
        called = hold()
        began = time.perf_counter()
        ready.release()
        {wait}
        print("it ended")
    except KeyboardInterrupt:
        late += time.perf_counter() - began > 1.0
    door.set()
    presser.join()
print("late", late, flush=True)
os._exit(0)
"""


@pytest.mark.parametrize("wait", ["called.result(1.5)"])
def test_no_ctrl_c_is_lost_at_the_beginning_of_a_wait(wait: str) -> None:
    """ "The prompt is back within a second": here a wait of 1.5 s, and a Ctrl-C in its first 400 µs."""
    script = run(PROGRAM.replace("{wait}", wait).replace("{attempts}", "200"))
    assert script.out == "late 0\n", script.err
