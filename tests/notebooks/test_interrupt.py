"""The stop button: the kernel's interrupt while a cell waits in Headway, and while it does not."""

import random
import time

import pytest
from tests.notebooks.kernel import Cell, Kernel

pytestmark = pytest.mark.kernel

BACK_S = 10.0  # the prompt is back within a second; ten times that on a busy machine

WAITS = {
    "result": "t.result()",
    "result with a time": "t.result(timeout_s=60)",
    "result of a coroutine": "t = anap(60)\nt.result()",
    "result of a dependent": "nap(0, t).result()",
    "gather": "gather(t, nap(60)).result()",
    "as_completed": "for done in as_completed([nap(0), t]):\n    pass",
    "session": "with Session():\n    t = nap(60)",
    "result in a session": "with Session():\n    t = nap(60)\n    t.result()",
    "a task that waits": "@task\ndef outer(): return nap(60).result()\nt = outer()\nt.result()",
    "a helper": "def helper(): return t.result()\nhelper()",
}
AWAITS = {
    "await": "await t",
    "await of a coroutine": "t = anap(60)\nawait t",
    "await gather": "await gather(t, nap(60))",
    "async for": "async for done in as_completed([t]):\n    pass",
    "async with": "async with Session():\n    t = nap(60)",
    "coroutine": "async def main(): await t\nawait main()",
}
SETTLED = """
deadline = time.monotonic() + 10
while not t.state.is_final and time.monotonic() < deadline:
    time.sleep(0.01)
t.state.value
"""


def interrupted(kernel: Kernel, cell: Cell) -> float:
    """Press stop once the cell says "waiting"; the seconds until the prompt is back."""
    kernel.until(lambda: "waiting" in cell.stdout or cell.is_over, "the word that it waits")
    assert not cell.is_over, cell.messages
    began = time.monotonic()
    kernel.interrupt()
    cell.wait(BACK_S)
    return time.monotonic() - began


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS.keys())
def test_interrupt_of_a_wait_brings_the_prompt_back_and_cancels(kernel: Kernel, wait: str) -> None:
    kernel.run("t = nap(60)")
    cell = kernel.send(f"say_when_waiting()\n{wait}")
    assert interrupted(kernel, cell) < BACK_S
    assert cell.error == "KeyboardInterrupt"
    assert kernel.value("nap(0, 7).result()") == "7"
    assert kernel.value(SETTLED) == "'cancelled'"
    assert kernel.run("t.result()").error == "TaskCancelled"


def test_interrupted_wait_shows_one_frame_of_headways_at_most(kernel: Kernel) -> None:
    """IPython shows the innermost frame always, and leaves out those above it that ask for it."""
    cell = kernel.send("say_when_waiting()\nnap(60).result()")
    interrupted(kernel, cell)
    frames = [line for line in cell.traceback.splitlines() if "File " in line and "/headway/" in line]
    assert len(frames) <= 1, frames  # a line a frame: a clone in a folder of that name has it in each path twice


@pytest.mark.parametrize("wait", AWAITS.values(), ids=AWAITS.keys())
def test_interrupt_of_an_awaiting_cell_brings_the_prompt_back(kernel: Kernel, wait: str) -> None:
    cell = kernel.send(f"t = nap(60)\nasyncio.get_running_loop().call_later(0.2, print, 'waiting')\n{wait}")
    assert interrupted(kernel, cell) < BACK_S
    assert cell.error in ("CancelledError", "KeyboardInterrupt")
    assert kernel.value("nap(0, 7).result()") == "7"
    assert kernel.value("await anap(0, 7)") == "7"
    kernel.run("t.cancel()")


@pytest.mark.parametrize("wait", AWAITS.values(), ids=AWAITS.keys())
def test_interrupt_of_an_awaiting_cell_cancels(kernel: Kernel, wait: str) -> None:
    cell = kernel.send(f"t = nap(60)\nasyncio.get_running_loop().call_later(0.2, print, 'waiting')\n{wait}")
    interrupted(kernel, cell)
    state = kernel.value(SETTLED)
    kernel.run("t.cancel()")
    assert state == "'cancelled'"


def test_interrupt_of_another_sessions_wait_leaves_the_default_session(kernel: Kernel) -> None:
    kernel.run("mine = nap(60)")
    cell = kernel.send("say_when_waiting()\nwith Session():\n    t = nap(60)\n    t.result()")
    interrupted(kernel, cell)
    assert kernel.value(SETTLED) == "'cancelled'"
    assert kernel.value("mine.state.value") == "'running'"
    kernel.run("mine.cancel()")


BUSY = {  # in slices: a signal that comes just before a long sleep does not end it
    "sleep": "for _ in range(3000): time.sleep(0.02)",
    "loop": "while True: pass",
    "event": "while not threading.Event().wait(0.02): pass",
}


@pytest.mark.parametrize("busy", BUSY.values(), ids=BUSY.keys())
def test_interrupt_of_a_cell_that_does_not_wait_cancels_nothing(kernel: Kernel, busy: str) -> None:
    cell = kernel.send(f"t = nap(60)\nprint('waiting', flush=True)\n{busy}")
    interrupted(kernel, cell)
    assert cell.error == "KeyboardInterrupt"
    assert kernel.value("t.state.value") == "'running'"
    kernel.run("t.cancel()")


def test_interrupt_that_leaves_a_session_block_cancels_the_session(kernel: Kernel) -> None:
    cell = kernel.send(f"with Session():\n    t = nap(60)\n    print('waiting', flush=True)\n    {BUSY['sleep']}")
    interrupted(kernel, cell)
    assert cell.error == "KeyboardInterrupt"
    assert kernel.value(SETTLED) == "'cancelled'"


def test_interrupt_caught_by_the_users_code_cancels_nothing(kernel: Kernel) -> None:
    cell = kernel.send("""
    with Session():
        t = nap(0.5, 7)
        try:
            print("waiting", flush=True)
            while True: time.sleep(0.01)  # a stop that comes just before a long sleep would not wake it
        except KeyboardInterrupt:
            pass
    t.result()
    """)
    interrupted(kernel, cell)
    assert cell.error is None
    assert cell.result == "7"


def test_interrupt_does_not_reach_the_bodies(kernel: Kernel) -> None:
    """A body that runs in a thread goes on: the interrupt is the main thread's."""
    cell = kernel.send("""
    @task
    def patient():
        time.sleep(0.5)
        return "to the end"
    t = patient()
    print("waiting", flush=True)
    while True: time.sleep(0.01)
    """)
    interrupted(kernel, cell)
    assert kernel.value("t.result()") == "'to the end'"


def test_interrupts_at_random_moments_leave_a_usable_kernel(kernel: Kernel) -> None:
    moments = random.Random(2)
    for _ in range(15):
        cell = kernel.send("""
        print("waiting", flush=True)
        while True:
            with Session():
                gather(*nap.map([0] * 20), *anap.map([0] * 5)).result()
        """)
        kernel.until(lambda cell=cell: "waiting" in cell.stdout, "the word that it waits")
        time.sleep(moments.random() * 0.1)
        kernel.interrupt()
        try:
            cell.wait(BACK_S)
        except AssertionError:  # pyzmq's own destructor may take a KeyboardInterrupt, and says so
            assert "zmq" in kernel.everything("stderr")
            kernel.interrupt()
            cell.wait(BACK_S)
        assert cell.error == "KeyboardInterrupt"
        assert kernel.value("gather(*nap.map([0] * 3, [1, 2, 3])).result()") == "(1, 2, 3)"
    assert all("zmq" in line or "headway" not in line for line in kernel.everything("stderr").splitlines())
