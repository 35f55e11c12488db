"""The order of serial tasks, on random programs that call them at any depth: the order of the calls."""

from __future__ import annotations

from dataclasses import dataclass
from threading import get_ident

from hypothesis import given
from hypothesis import strategies as st
from tests.properties.laws import often

from headway import Session, Task, task


@dataclass(frozen=True)
class Step:
    """A serial task: what it calls inside, whether it waits for each of these, and whether it needs a slower one."""

    inside: tuple[Step, ...]
    waits: bool
    needs_other: bool


steps = st.recursive(
    st.builds(Step, st.just(()), st.booleans(), st.booleans()),
    lambda inner: st.builds(Step, st.lists(inner, max_size=3).map(tuple), st.booleans(), st.booleans()),
    max_leaves=8,
)


class Log:
    """What the serial bodies do: ("begin" or "end", the path of the call, the thread)."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, int]] = []

    def note(self, what: str, path: str) -> None:
        self.events.append((what, path, get_ident()))


@task
def other() -> None:
    """A task that is not serial, and that a serial one needs."""


@task(serial=True)
def draw(step: Step, path: str, log: Log, needed: None) -> None:
    log.note("begin", path)
    for at, inner in enumerate(step.inside):
        called = call(inner, f"{path}.{at}", log)
        if step.waits:
            called.result()
    log.note("end", path)


def call(step: Step, path: str, log: Log) -> Task[None]:
    return draw(step, path, log, other() if step.needs_other else None)


def call_order(program: tuple[Step, ...], above: str = "") -> list[str]:
    """Each call, and those inside it before the next: how the plain program would go through them."""
    order = []
    for at, step in enumerate(program):
        order += [f"{above}{at}", *call_order(step.inside, f"{above}{at}.")]
    return order


def run(program: tuple[Step, ...]) -> Log:
    log = Log()
    with Session(workers=2, progress=False):
        for at, step in enumerate(program):
            call(step, str(at), log)
    return log


programs = st.lists(steps, min_size=1, max_size=4).map(tuple)


@given(program=programs)
@often
def test_serial_tasks_begin_in_call_order(program: tuple[Step, ...]) -> None:
    begun = [path for what, path, _ in run(program).events if what == "begin"]
    assert begun == call_order(program)


@given(program=programs)
@often
def test_one_serial_task_at_a_time_and_on_one_thread(program: tuple[Step, ...]) -> None:
    """Only one that waits has another one above it on its stack."""
    log = run(program)
    stack: list[str] = []
    for what, path, _ in log.events:
        if what == "begin":
            assert not stack or path.startswith(f"{stack[-1]}.")
            stack.append(path)
        else:
            assert stack.pop() == path
    assert stack == []
    assert len({thread for _, _, thread in log.events}) == 1
