"""Process tasks in a real kernel: functions of cells go by value, and what they print stands in the calling cell.

"Workers are … never the stdlib's spawn or forkserver (in a kernel and in a script without a `__main__` guard both die with
an opaque BrokenProcessPool). `__main__` is never imported again; functions of `__main__` and of notebooks travel by value."
"""

import os
import signal
from pathlib import Path

import pytest
from tests.engine.helpers import until
from tests.notebooks.kernel import Kernel

pytestmark = pytest.mark.kernel


@pytest.fixture
def working(kernel: Kernel) -> Kernel:
    kernel.run("""
    import os
    factor, rows = 2, [1]

    def helper(n):
        return n * factor

    @task(on="process")
    def work(n):
        assert os.getpid() != parent
        return helper(n) + len(rows)

    @task(on="process")
    def speak(word, door=None):
        while door is not None and not os.path.exists(door):
            time.sleep(0.01)
        print(word)
        print(word, file=sys.stderr)
        return word

    parent = os.getpid()
    """)
    return kernel


def test_function_of_a_cell_runs_in_a_worker(working: Kernel) -> None:
    assert working.value("gather(*work.map(range(3))).result()") == "(1, 3, 5)"


def test_awaited_function_of_a_cell_runs_in_a_worker(working: Kernel) -> None:
    assert working.value("await gather(*work.map(range(3)))") == "(1, 3, 5)"


def test_function_that_is_defined_again_is_honoured(working: Kernel) -> None:
    assert working.value("work(1).result()") == "3"
    working.run("@task(on='process')\ndef work(n): return 'anew', helper(n)")
    assert working.value("work(1).result()") == "('anew', 2)"


def test_helper_that_is_defined_again_is_honoured(working: Kernel) -> None:
    assert working.value("work(1).result()") == "3"
    working.run("def helper(n): return -n")
    assert working.value("work(1).result()") == "0"


def test_globals_of_the_notebook_that_change_are_sent_again(working: Kernel) -> None:
    assert working.value("work(1).result()") == "3"
    working.run("factor = 10")
    assert working.value("work(1).result()") == "11"
    working.run("rows.append(2)")
    assert working.value("work(1).result()") == "12"


def test_classes_of_a_cell_go_there_and_come_back(working: Kernel) -> None:
    working.run("""
    class Point:
        def __init__(self, x): self.x = x
    @task(on="process")
    def move(point): return Point(point.x + 1)
    """)
    assert working.value("found = move(move(Point(1))).result()\ntype(found) is Point, found.x") == "(True, 3)"


def test_error_of_a_worker_shows_the_cells_own_lines(working: Kernel) -> None:
    working.run("""
    @task(on="process")
    def fail(rows):
        return rows[7]
    """)
    cell = working.run("fail([1]).result()")
    assert cell.error == "IndexError"
    assert "return rows[7]" in cell.traceback
    assert "headway/worker" not in cell.traceback


def test_what_a_worker_prints_stands_in_the_calling_cell(working: Kernel) -> None:
    """Under the name of its task; also when another cell runs by then."""
    calling = working.run("called = [speak(word) for word in ('north', 'south')]\nlast = speak('west')")
    other = working.run("gather(*called, last).result()")
    working.until(lambda: calling.stdout.count("\n") == calling.stderr.count("\n") == 3, "the words")
    assert sorted(calling.stdout.splitlines()) == ["speak: north", "speak: south", "speak: west"]
    assert sorted(calling.stderr.splitlines()) == ["speak: north", "speak: south", "speak: west"]
    assert (other.stdout, other.stderr) == ("", "")


def test_what_a_worker_prints_later_stands_in_the_calling_cell(working: Kernel, tmp_path: Path) -> None:
    door = tmp_path / "door"
    calling = working.run(f"late = speak('late', {str(door)!r})")
    other = working.run(f"open({str(door)!r}, 'w').close()\nlate.result()")
    working.until(lambda: "late" in working.everything("stdout"), "the words")
    assert calling.stdout == "speak: late\n"
    assert other.stdout == ""


def test_what_an_inner_task_prints_stands_in_the_calling_cell(working: Kernel, tmp_path: Path) -> None:
    working.run("@task(on='process')\ndef outer(*args): return speak(*args).result()")
    door = tmp_path / "door"
    calling = working.run(f"late = outer('inside', {str(door)!r})")
    other = working.run(f"open({str(door)!r}, 'w').close()\nlate.result()")
    working.until(lambda: "inside" in working.everything("stdout"), "the words")
    assert calling.stdout == "speak: inside\n"
    assert other.stdout == ""


def test_interrupt_ends_running_workers_and_the_next_cell_answers(working: Kernel) -> None:
    cell = working.send("""
    @task(on="process")
    def spin(n):
        while True: pass
    with Session(workers=2):
        say_when_waiting()
        gather(*spin.map(range(2))).result()
    """)
    working.until(lambda: "waiting" in cell.stdout, "the word that it waits")
    working.interrupt()
    assert cell.wait().error == "KeyboardInterrupt"
    assert working.value("gather(*work.map(range(3))).result()") == "(1, 3, 5)"


def test_workers_of_a_killed_kernel_are_gone(new_kernel: Kernel) -> None:
    new_kernel.run("import os\n@task(on='process')\ndef pid(): return os.getpid()")
    worker = int(new_kernel.value("pid().result()") or 0)
    assert worker
    os.kill(new_kernel.pid, signal.SIGKILL)
    until(lambda: not os.path.exists(f"/proc/{worker}"), "the worker lives on")
