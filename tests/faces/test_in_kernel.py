"""Faces in a real kernel: what arrives at the notebook, when, and where."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faces.markup import Page
from tests.notebooks.kernel import Cell, Kernel, start_kernel

pytestmark = pytest.mark.kernel

PRELUDE = """
import threading, time
from headway.core.timeline import Entry, Snapshot, Timeline, Totals
from headway.core.states import State
from headway.faces import Report, follow, gantt, graph

class Work:
    def __init__(self): self.done, self.is_over = 0, threading.Event()
    def snapshot(self):
        return Snapshot("run", 1.0, (Totals("fit", done=self.done, running=10 - self.done),))
    def pause(self, seconds): return self.is_over.wait(seconds)
    def end(self):
        self.done = 10
        self.is_over.set()

def start(work):
    threading.Thread(target=follow, args=(work,), daemon=True).start()
"""


@pytest.fixture(scope="module")
def own_kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    kernel = start_kernel(tmp_path_factory.mktemp("kernel"), {"PYTHONPATH": os.getcwd()})
    yield kernel
    kernel.shut_down()


@pytest.fixture
def kernel(own_kernel: Kernel) -> Kernel:
    own_kernel.forget()
    assert own_kernel.run(PRELUDE).error is None
    return own_kernel


def ids(cell: Cell) -> list[str]:
    return [content["transient"]["display_id"] for content in cell.of("display_data")]


def updates(kernel: Kernel, display_id: str) -> list[str]:
    """The texts of a display's updates, from whatever cell they came."""
    return [
        " ".join(Page(content["data"].get("text/html", "")).text.split()) or content["data"].get("text/plain", "")
        for cell in kernel.cells.values()
        for content in cell.of("update_display_data")
        if content["transient"]["display_id"] == display_id
    ]


def test_card_is_updated_after_its_cell_has_ended(kernel: Kernel) -> None:
    cell = kernel.run("work = Work(); start(work); time.sleep(1)")
    (card,) = ids(cell)
    kernel.run("work.done = 4; time.sleep(1)")
    kernel.run("work.end()")
    kernel.until(lambda: any(text.startswith("✓ 10 tasks") for text in updates(kernel, card)), "the card's end")
    assert any(text.startswith("4 of 10 tasks") for text in updates(kernel, card))
    assert cell.stderr == ""


def test_progress_is_a_card_and_no_widget(kernel: Kernel) -> None:
    cell = kernel.run("work = Work(); start(work); time.sleep(1); work.end()")
    (content,) = cell.of("display_data")
    assert set(content["data"]) == {"text/html", "text/plain"}


def test_variable_overrules_the_card(kernel: Kernel) -> None:
    cell = kernel.run(
        "import os; os.environ['HEADWAY_PROGRESS'] = 'off'\n"
        "work = Work(); start(work); time.sleep(1); work.end(); del os.environ['HEADWAY_PROGRESS']"
    )
    assert ids(cell) == []


def test_error_of_the_card_is_one_line(kernel: Kernel) -> None:
    cell = kernel.run("work = Work(); work.snapshot = lambda: 1 / 0; start(work); time.sleep(1)")
    assert cell.stderr == "headway: progress is no longer shown: ZeroDivisionError: division by zero\n"


def test_pictures_and_reports_show_themselves(kernel: Kernel) -> None:
    kernel.run("t = Timeline('t', (Entry(1, 'fit', State.DONE, 'thread', 't1', 0.0, 0.0, 1.0),))")
    for code in ("gantt(t)", "graph(t)"):
        (content,) = kernel.run(code).of("execute_result")
        assert {"text/html", "image/svg+xml", "text/plain"} == set(content["data"])
        assert "<svg" in content["data"]["text/html"]
    (content,) = kernel.run("Report(t)").of("execute_result")
    assert "1 task in 1 s" in Page(content["data"]["text/html"]).text


def test_task_shows_its_card_then_its_value(kernel: Kernel) -> None:
    kernel.run("@task\ndef table():\n    time.sleep(1)\n    import pandas\n    return pandas.DataFrame({'price': [7]})")
    cell = kernel.run("table()")
    card, value = ids(cell)
    kernel.until(lambda: bool(updates(kernel, value)), "the value")
    assert any(text.startswith("✓ done table") for text in updates(kernel, card))
    assert "price" in updates(kernel, value)[-1]
    assert cell.of("execute_result") == []


def test_task_that_has_ended_shows_itself_whole(kernel: Kernel) -> None:
    cell = kernel.run("t = nap(0, 'a value'); t.result(); t")
    kernel.until(lambda: len(ids(cell)) == 2 and bool(updates(kernel, ids(cell)[1])), "the value")
    assert updates(kernel, ids(cell)[1]) == ["'a value'"]


def test_failed_task_shows_its_error(kernel: Kernel) -> None:
    kernel.run("@task\ndef bad():\n    time.sleep(0.5)\n    raise ValueError('no <rows>')")
    cell = kernel.run("bad()")
    card, value = ids(cell)
    kernel.until(lambda: any("ValueError: no <rows>" in text for text in updates(kernel, card)), "the error")
    assert updates(kernel, value) == []
    kernel.run("%reset -f\nimport gc; gc.collect()")
    kernel.watch(0.5)
    assert kernel.everything("stderr") == "", "shown on the card, it is not told a second time"


def test_saved_notebook_keeps_the_last_state(tmp_path: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    codes = [PRELUDE, "work = Work(); start(work); time.sleep(1)", "work.end(); time.sleep(1)"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in codes])
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    (output,) = notebook.cells[1].outputs
    assert "10 tasks" in Page(output.data["text/html"]).text
    assert "of 10 tasks" not in Page(output.data["text/html"]).text
