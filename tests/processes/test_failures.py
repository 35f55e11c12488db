"""Failures in workers arrive as failures of one task.

"`.result()` raises the task's own error with its own traceback (also from another process), with a note that names the
task and its prerequisites." "Results and errors are pickled inside the worker's own `try`. An exception whose `__init__`
does not match its `args` breaks every stdlib pool; here it arrives as itself if it can, else as its text, type and
traceback."
"""

from __future__ import annotations

import sys
import threading
import traceback
from asyncio import CancelledError as AsyncCancelled
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from tests.engine.helpers import SOON_S
from tests.processes import errors_to_raise as errors
from tests.processes.bodies import add, note
from tests.processes.helpers import error_of, lines

from headway import (
    NestingTooDeep,
    PrerequisiteFailed,
    Session,
    TaskCancelled,
    TaskFailed,
    TaskIsNotAValue,
    gather,
    task,
)
from headway.errors import NotPicklable


@task(on="process")
def fail(make) -> None:
    """Raise what ``make`` gives."""
    raise make()


def deep_in_the_body(rows):
    return rows[7]


@task(on="process", name="look up")
def look_up(rows):
    return deep_in_the_body(rows)


@task(on="process")
def give(make):
    """The value that ``make`` gives, made in the worker."""
    return make()


@task(on="process")
def take(*values, **named) -> int:
    return len(values) + len(named)


# ---- errors ------------------------------------------------------------------------------------------------------------


def test_an_error_is_the_tasks_own_with_its_own_traceback() -> None:
    """Type, arguments, and the frames of the body, by file, name and line."""
    with pytest.raises(IndexError, match="list index out of range") as caught:
        look_up([1, 2]).result(SOON_S)
    shown = "".join(traceback.format_exception(caught.value))
    assert "deep_in_the_body" in shown
    assert "return rows[7]" in shown
    assert Path(__file__).name in shown
    assert "headway/worker" not in shown
    assert "headway/backends" not in shown


def test_an_error_has_a_note_that_names_its_task_and_what_it_needs() -> None:
    @task(on="process")
    def load() -> list[int]:
        return [1]

    with pytest.raises(IndexError) as caught:
        look_up(load()).result(SOON_S)
    notes = "\n".join(caught.value.__notes__)
    assert "`look up`" in notes
    assert "`load`" in notes


def test_notes_of_the_bodys_own_are_kept() -> None:
    @task(on="process")
    def noted() -> None:
        error = ValueError("bad row")
        error.add_note("row 17 of the table")
        raise error

    with pytest.raises(ValueError, match="bad row") as caught:
        noted().result(SOON_S)
    assert "row 17 of the table" in caught.value.__notes__


def test_causes_and_contexts_come_along() -> None:
    @task(on="process")
    def chained() -> None:
        try:
            {}["price"]
        except KeyError as missing:
            try:
                raise OSError("while that was handled")
            except OSError:
                raise ValueError("no price") from missing

    with pytest.raises(ValueError, match="no price") as caught:
        chained().result(SOON_S)
    assert isinstance(caught.value.__cause__, KeyError)
    assert isinstance(caught.value.__context__, OSError)


ARRIVE = {
    "its init takes other arguments": (errors.two_parts, errors.TwoParts, "bad cell in row 3, column price"),
    "its init takes keywords only": (errors.keyword_only, errors.KeywordOnly, "code 7"),
    "its init takes nothing": (errors.NoArguments, errors.NoArguments, "always the same"),
    "its init keeps no args": (errors.too_few, errors.TooFew, ""),
    "it has slots": (lambda: errors.Slotted("hidden"), errors.Slotted, "hidden"),
    "a huge text": (errors.a_huge_text, ValueError, "xxxx"),
    "a lone surrogate": (errors.a_lone_surrogate, ValueError, "half a sign"),
    "a class made in a function": (errors.made_in_a_function, LookupError, "not found"),
    "a class made by type()": (errors.made_by_type, KeyError, "key"),
    "the interpreter's own": (lambda: UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), UnicodeDecodeError, "bad"),
    "an OSError with a file": (lambda: FileNotFoundError(2, "No such file", "/x"), FileNotFoundError, "/x"),
    "an ImportError": (lambda: ImportError("no", name="n", path="p"), ImportError, "no"),
    "StopIteration": (lambda: StopIteration(3), StopIteration, "3"),
    "it contains itself": (errors.recursive, ValueError, "round and round"),
}


@pytest.mark.parametrize(("make", "kind", "text"), ARRIVE.values(), ids=ARRIVE.keys())
def test_an_odd_error_arrives_as_itself(make, kind: type[Exception], text: str) -> None:
    found = error_of(fail(make))
    assert isinstance(found, kind), repr(found)
    assert text in str(found)


def test_attributes_of_an_odd_error_arrive() -> None:
    found = error_of(fail(errors.two_parts))
    assert isinstance(found, errors.TwoParts)
    assert (found.row, found.column) == (3, "price")


CANNOT = {
    "it holds a lock": (lambda: errors.HoldsALock("locked in"), "HoldsALock", "locked in"),
    "it explodes on load": (lambda: errors.ExplodesOnLoad("boom"), "ExplodesOnLoad", "boom"),
    "it exits on load": (lambda: errors.LeavesOnLoad("bye"), "LeavesOnLoad", "bye"),
    "it explodes on dump": (lambda: errors.ExplodesOnDump("boom"), "ExplodesOnDump", "boom"),
    "it exits on dump": (lambda: errors.LeavesOnDump("bye"), "LeavesOnDump", "bye"),
    "it becomes something else": (lambda: errors.BecomesSomethingElse("what?"), "BecomesSomethingElse", "what?"),
    "it explodes on str": (lambda: errors.ExplodesOnStr("boom"), "ExplodesOnStr", ""),
    "it refuses tracebacks": (lambda: errors.HidesItsTraceback("untraceable"), "HidesItsTraceback", "untraceable"),
    "it refuses its state": (lambda: errors.OddState("stateless"), "OddState", "stateless"),
    "it is nested too deep": (errors.nested_deep, "ValueError", "deep"),
}


@pytest.mark.parametrize(("make", "kind", "text"), CANNOT.values(), ids=CANNOT.keys())
def test_an_error_that_cannot_be_rebuilt_arrives_as_text_type_and_traceback(make, kind: str, text: str) -> None:
    """As itself, where that can be done all the same."""
    found = error_of(fail(make))
    assert found is not None
    if type(found).__name__ != kind:
        assert isinstance(found, TaskFailed), repr(found)
        assert kind in str(found)
        assert text in str(found)
        shown = "".join(traceback.format_exception(found)) + "\n".join(getattr(found, "__notes__", ()))
        assert "raise make()" in shown, shown


def test_a_group_arrives_whole() -> None:
    found = error_of(fail(errors.a_group))
    assert isinstance(found, (ExceptionGroup, TaskFailed))
    shown = "".join(traceback.format_exception(found)) + str(found)
    assert "several" in shown
    if isinstance(found, ExceptionGroup):
        assert len(found.exceptions) == 3


BARE = {
    "SystemExit": (lambda: SystemExit(3), "SystemExit"),
    "KeyboardInterrupt": (KeyboardInterrupt, "KeyboardInterrupt"),
    "GeneratorExit": (GeneratorExit, "GeneratorExit"),
    "one that Python does not know": (lambda: errors.NoException("neither"), "NoException"),
    "a group of them": (lambda: BaseExceptionGroup("two", [SystemExit(1), ValueError()]), "two"),
}


@pytest.mark.parametrize(("make", "text"), BARE.values(), ids=BARE.keys())
def test_what_is_no_exception_is_a_task_failed(make, text: str) -> None:
    """`TaskFailed` (cause attached) stands for SystemExit, KeyboardInterrupt and other BaseExceptions of a body."""
    found = error_of(fail(make))
    assert isinstance(found, TaskFailed)
    assert text in str(found)
    assert type(found.__cause__) is type(make())


def test_sys_exit_in_a_body_ends_the_task_only() -> None:
    @task(on="process")
    def leave() -> None:
        sys.exit("no rows")

    with Session(workers=1):
        assert isinstance(error_of(leave()), TaskFailed)
        assert add(1, 2).result(SOON_S) == 3


@pytest.mark.parametrize("kind", [CancelledError, AsyncCancelled])
def test_a_body_that_raises_cancelled_error_is_cancelled(kind) -> None:
    with pytest.raises(TaskCancelled):
        fail(kind).result(SOON_S)


def test_a_recursion_error_is_the_tasks_own() -> None:
    @task(on="process")
    def for_ever(n: int = 0) -> int:
        def deeper(n: int) -> int:
            return deeper(n + 1)

        return deeper(n)

    with Session(workers=1):
        with pytest.raises(RecursionError):
            for_ever().result(SOON_S)
        assert add(1, 2).result(SOON_S) == 3


def test_independent_tasks_go_on_after_a_failure() -> None:
    with Session(workers=2):
        bad = fail(ValueError)
        good = add.map(range(50), range(50))
        assert isinstance(error_of(bad), ValueError)
        assert gather(*good).result(SOON_S) == tuple(range(0, 100, 2))


def test_what_needs_a_failed_task_is_skipped() -> None:
    with pytest.raises(PrerequisiteFailed) as caught:
        take(take(fail(errors.two_parts))).result(SOON_S)
    assert isinstance(caught.value.__cause__, errors.TwoParts)


def test_a_failure_is_retried_on_any_worker(tmp_path: Path) -> None:
    @task(on="process", retries=2)
    def third_time() -> int:
        note(tmp_path / "ran", "once")
        if len(lines(tmp_path / "ran")) < 3:
            raise errors.TwoParts(1, "x")
        return 3

    assert third_time().result(SOON_S) == 3


# ---- results -----------------------------------------------------------------------------------------------------------


class Holder:
    def __init__(self, held) -> None:
        self.held = held


class LoadsBadly:
    def __reduce__(self):
        return errors._explode, ("while it was read",)


class LeavesWhileRead:
    def __reduce__(self):
        return errors._leave, ()


RESULTS = {
    "a lock": threading.Lock,
    "a lock inside": lambda: {"rows": [1, Holder(threading.Lock())]},
    "a generator": lambda: (n for n in range(3)),
    "an open file": lambda: open("/dev/null"),  # noqa: SIM115  it is to be open
    "a thread": threading.current_thread,
    "a frame": sys._getframe,
}


@pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS.keys())
def test_a_result_that_cannot_be_pickled_is_a_clear_error(make) -> None:
    found = error_of(give(make))
    assert isinstance(found, NotPicklable), repr(found)
    assert "give" in str(found)


def test_the_way_to_what_cannot_be_pickled_in_a_result_is_named() -> None:
    found = error_of(give(lambda: {"rows": [1, Holder(threading.Lock())]}))
    assert isinstance(found, NotPicklable)
    assert "['rows'][1].held" in str(found)


def test_a_result_that_raises_while_it_is_read_fails_its_task() -> None:
    found = error_of(give(LoadsBadly))
    assert found is not None
    assert "while it was read" in str(found)


def test_a_result_that_exits_while_it_is_read_fails_its_task() -> None:
    found = error_of(give(LeavesWhileRead))
    assert isinstance(found, TaskFailed)
    assert "SystemExit" in str(found)


def _deep(levels: int) -> list:
    held: list = []
    for _ in range(levels):
        held = [held]
    return held


def test_a_result_nested_too_deep_is_a_clear_error() -> None:
    found = error_of(give(lambda: _deep(100_000)))
    assert isinstance(found, (NestingTooDeep, NotPicklable, RecursionError)), repr(found)


def test_a_recursive_result_arrives() -> None:
    def make():
        held: list = [1]
        held.append(held)
        return held

    found = give(make).result(SOON_S)
    assert found[1] is found


# ---- arguments ---------------------------------------------------------------------------------------------------------

ARGUMENTS = {
    "a lock": threading.Lock,
    "a generator": lambda: (n for n in range(3)),
    "a thread": threading.current_thread,
    "a memory view of a lock": lambda: Holder([threading.Lock()]),
}


@pytest.mark.parametrize("make", ARGUMENTS.values(), ids=ARGUMENTS.keys())
def test_an_argument_that_cannot_be_pickled_is_a_clear_error(make) -> None:
    found = error_of(take(1, make()))
    assert isinstance(found, NotPicklable), repr(found)
    assert "`take`" in str(found)


def test_the_error_names_the_task_the_argument_the_way_to_it_and_the_cure() -> None:
    """A cycle, an argument that can't be pickled …: an error that names the task, the argument (the path), the cure."""

    @task(on="process")
    def train(rows, settings) -> None:
        """Never begun."""

    found = error_of(train([1], settings={"model": Holder(threading.Lock())}))
    assert isinstance(found, NotPicklable)
    assert "`train`" in str(found)
    assert "argument `settings`['model'].held" in str(found)
    assert "lock" in str(found)
    assert found.cure


def test_an_argument_nested_too_deep_is_a_clear_error() -> None:
    found = error_of(take(_deep(100_000)))
    assert isinstance(found, (NestingTooDeep, NotPicklable, RecursionError)), repr(found)


def test_an_argument_whose_pickling_raises_fails_its_task_only() -> None:
    with Session(workers=1):
        bad = [take(errors.ExplodesOnDump("x")), take(errors.LeavesOnDump("x"))]
        good = add(1, 2)
        assert all(error_of(each) is not None for each in bad)
        assert good.result(SOON_S) == 3


def test_an_argument_that_raises_while_it_is_read_fails_its_task_only() -> None:
    with Session(workers=1):
        first, second = take(LoadsBadly()), take(LeavesWhileRead())
        assert "while it was read" in str(error_of(first))
        assert isinstance(error_of(second), TaskFailed)
        assert add(1, 2).result(SOON_S) == 3


def test_a_task_hidden_in_an_attribute_is_found_where_it_is_pickled() -> None:
    """A Task hidden in an object's attribute … raises when pickled, the path named."""
    found = error_of(take(Holder(add(1, 2))))
    assert isinstance(found, TaskIsNotAValue), repr(found)
    assert ".held" in str(found)


def test_a_task_hidden_in_a_result_is_found() -> None:
    @task(on="process")
    def hide() -> Holder:
        return Holder(add(1, 2))

    found = error_of(hide())
    assert isinstance(found, TaskIsNotAValue), repr(found)


# ---- functions ---------------------------------------------------------------------------------------------------------


def test_a_closure_over_a_lock_is_a_clear_error() -> None:
    lock = threading.Lock()

    @task(on="process")
    def locked() -> int:
        with lock:
            return 1

    found = error_of(locked())
    assert isinstance(found, NotPicklable), repr(found)
    assert "`locked`" in str(found)
    assert "lock" in str(found)


def test_a_lambda_is_as_good_as_any_function() -> None:
    assert task(lambda a, b: a * b, on="process", name="times")(6, 7).result(SOON_S) == 42


def test_a_function_that_is_not_where_its_name_says_goes_by_value() -> None:
    """Its module can be imported, but has something else under that name."""

    def make():
        def add() -> str:
            return "another"

        add.__qualname__, add.__module__ = "add", "tests.processes.bodies"
        return add

    assert task(on="process")(make())().result(SOON_S) == "another"
