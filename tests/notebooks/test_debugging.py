"""Debug mode in a notebook: a body runs in the cell's own frames, so that `%debug` and `set_trace()` find them."""

from collections.abc import Iterator

import pytest
from tests.notebooks.kernel import Kernel, start_kernel

pytestmark = pytest.mark.kernel

STEPS = """
@task
def scale(numbers):
    largest = max(numbers)
    return numbers[0] / largest

def frames():
    found, traceback = {}, sys.last_traceback
    while traceback:
        found[traceback.tb_frame.f_code.co_name] = traceback.tb_frame.f_locals
        traceback = traceback.tb_next
    return found
"""


@pytest.fixture(scope="module")
def debugging_kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """A kernel started with HEADWAY_ON=inline."""
    kernel = start_kernel(tmp_path_factory.mktemp("debugging"), {"HEADWAY_ON": "inline"})
    yield kernel
    kernel.shut_down()


@pytest.fixture
def debugging(debugging_kernel: Kernel) -> Kernel:
    debugging_kernel.forget()
    debugging_kernel.run(STEPS)
    return debugging_kernel


def test_last_traceback_has_the_bodys_variables(debugging: Kernel) -> None:
    assert debugging.run("scale([0, 0]).result()").error == "ZeroDivisionError"
    assert debugging.value("frames()['scale']") == "{'numbers': [0, 0], 'largest': 0}"


def test_session_on_inline_is_the_same(kernel: Kernel) -> None:
    kernel.run(STEPS)
    assert kernel.run("with Session(on='inline'):\n    scale([0, 0]).result()").error == "ZeroDivisionError"
    assert kernel.value("frames()['scale']") == "{'numbers': [0, 0], 'largest': 0}"


def test_debug_magic_stops_where_the_body_failed(debugging: Kernel) -> None:
    debugging.run("scale([0, 0]).result()")
    commands = iter(["p ('largest', largest)", "p ('numbers', numbers)", "q"])
    debugging.asks = lambda question: next(commands, "q")
    cell = debugging.run("%pdb off\n%debug")
    assert "('largest', 0)" in cell.stdout
    assert "('numbers', [0, 0])" in cell.stdout


def test_set_trace_stops_in_the_body(debugging: Kernel) -> None:
    """In a kernel `breakpoint()` itself is the front end's debugger, and does nothing where none is attached."""
    debugging.run("""
    from IPython.core.debugger import set_trace
    @task
    def pause(x):
        doubled = 2 * x
        set_trace()
        return doubled
    """)
    commands = iter(["p ('doubled', doubled)", "c"])
    debugging.asks = lambda question: next(commands, "c")
    cell = debugging.run("pause(21).result()")
    assert cell.error is None
    assert "('doubled', 42)" in cell.stdout
    assert cell.result == "42"


def test_bodies_run_in_the_cells_own_thread_before_the_call_returns(debugging: Kernel) -> None:
    cell = """
    @task(on="thread")
    def where():
        return threading.current_thread() is threading.main_thread()
    t = where()
    (t.state.value, t.result())
    """
    assert debugging.value(cell) == "('done', True)"


def test_coroutines_run_in_cells_and_in_coroutines(debugging: Kernel) -> None:
    assert debugging.value("t = anap(0.01, 7)\n(t.state.value, t.result())") == "('done', 7)"
    assert debugging.value("await anap(0.01, 7)") == "7"
    assert debugging.value("async def main(): return await anap(0.01, 7) + await nap(0, 1)\nawait main()") == "8"


def test_interrupt_reaches_the_body(debugging: Kernel) -> None:
    cell = debugging.send("print('waiting', flush=True)\nnap(60)")
    debugging.until(lambda: "waiting" in cell.stdout, "the word that it waits")
    debugging.watch(0.2)
    debugging.interrupt()
    cell.wait(10)
    assert cell.error == "KeyboardInterrupt"
    assert debugging.value("nap(0, 7).result()") == "7"


def test_without_debug_mode_the_bodys_frames_are_still_named(kernel: Kernel) -> None:
    kernel.run(STEPS)
    assert kernel.run("scale([0, 0]).result()").error == "ZeroDivisionError"
    assert kernel.value("'scale' in frames()") == "True"


def test_env_magic_before_the_first_call_turns_it_on(new_kernel: Kernel) -> None:
    new_kernel.run("%env HEADWAY_ON=inline")
    assert new_kernel.value("t = nap(0.05, 7)\n(t.state.value, t.result())") == "('done', 7)"
