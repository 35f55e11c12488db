"""What a notebook shows: a card while a cell waits, a Task's own card, both updated after their cell has ended."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from tests.cases import some_in_short
from tests.notebooks.kernel import PRELUDE, Cell, Kernel

pytestmark = pytest.mark.kernel

STEPS = """
@task
def fit(seconds):
    time.sleep(seconds)
    return "a model"

@task
def fail(seconds):
    time.sleep(seconds)
    raise ValueError("no column <price>")
"""


@pytest.fixture
def showing(kernel: Kernel) -> Kernel:
    kernel.run(STEPS)
    return kernel


def words(content: dict[str, Any]) -> str:
    """The HTML of an output as a reader sees it."""
    html = re.sub(r"<style>.*?</style>", "", content["data"].get("text/html", ""), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def places(cell: Cell) -> dict[str, list[dict[str, Any]]]:
    """What stood in each place of the cell, from first to last.

    An update names its place and may come in the name of whatever cell ran last: front ends go by the place.
    """
    found = {content["transient"]["display_id"]: [content] for content in cell.of("display_data")}
    for later in cell.kernel.cells.values():
        for content in later.of("update_display_data"):
            found.get(content["transient"]["display_id"], []).append(content)
    return found


def cards(cell: Cell) -> dict[str, list[str]]:
    """The same, as a reader sees it."""
    return {place: [words(content) for content in shown] for place, shown in places(cell).items()}


def values(cell: Cell) -> list[str]:
    """The plain values shown in the cell's places (a card has no plain text of use)."""
    shown = [content["data"] for place in places(cell).values() for content in place]
    return [mime["text/plain"] for mime in shown if mime.get("text/plain", "<IPython")[:8] != "<IPython"]


def progress_cards(cell: Cell) -> list[list[str]]:
    """The places that showed the progress of a run (how many tasks are over)."""
    return [shown for shown in cards(cell).values() if re.search(r"\btasks?\b", shown[0])]


WAITS = {
    "session": "with Session():\n    fit(1.2)",
    "result": "with Session():\n    fit(1.2).result()",
    "as_completed": "with Session():\n    [t.result() for t in as_completed([fit(1.2)])]",
    "default session": "x = fit(1.2).result()",
    "await": "async with Session():\n    x = await fit(1.2)",
    "async session": "async with Session():\n    fit(1.2)",
    "async for": "async with Session():\n    async for t in as_completed([fit(1.2)]):\n        await t",
}


@pytest.mark.parametrize("wait", some_in_short(WAITS, "result", "await", "session"))
def test_cell_that_waits_shows_one_card(showing: Kernel, wait: str) -> None:
    cell = showing.run(wait)
    assert cell.error is None
    showing.until(lambda: any("1 task" in s[-1] and "of" not in s[-1] for s in progress_cards(cell)), "the last state")
    (shown,) = progress_cards(cell)
    assert "0 of 1 task" in shown[0]
    assert "1 running" in shown[0]
    assert len(shown) > 1
    assert "fit 1/1" in shown[-1]
    assert cell.stdout + cell.stderr == ""


def test_quick_cell_shows_nothing(showing: Kernel) -> None:
    cell = showing.run("with Session():\n    fit(0)\nx = fit(0).result()")
    showing.watch(0.5)
    assert cards(cell) == {}


def test_quiet_session_shows_nothing(showing: Kernel) -> None:
    cell = showing.run("with Session(progress=False):\n    fit(1.2).result()")
    showing.watch(0.3)
    assert cards(cell) == {}


def test_card_is_updated_after_its_cell_has_ended(showing: Kernel) -> None:
    first = showing.run("late = fit(3)\nx = fit(1).result()")
    (then,) = progress_cards(first)
    assert showing.value("1 + 1") == "2"
    showing.until(lambda: "running" not in progress_cards(first)[0][-1], "the end")
    (now,) = progress_cards(first)
    assert len(now) > len(then) + 1
    assert all("1 running" in state for state in now[len(then) : -1])


def test_card_counts_the_work_of_its_own_cell(showing: Kernel) -> None:
    showing.watch(1.5)  # the card of an earlier cell lingers for a moment, and would take these for its own
    showing.run("[t.result() for t in fit.map([0] * 5)]")
    cell = showing.run("x = fit(1).result()")
    (shown,) = progress_cards(cell)
    assert "0 of 1 task" in shown[0]


def test_task_shows_its_card_then_its_value(showing: Kernel) -> None:
    cell = showing.run("fit(0.5)")
    assert cell.seconds is not None
    assert showing.value("1 + 1") == "2"  # the cell has ended, and the next one runs
    showing.until(lambda: any("done" in shown[-1] for shown in cards(cell).values()), "the card's last state")
    card = next(shown for shown in cards(cell).values() if "fit" in shown[0])
    assert "done" not in card[0]
    assert "done" in card[-1]
    showing.until(lambda: values(cell) == ["'a model'"], "the value")
    assert cell.of("execute_result") == []


def test_task_that_is_done_shows_its_value_once(showing: Kernel) -> None:
    cell = showing.run("t = fit(0)\nt.result()\nt")
    showing.watch(0.2)
    assert values(cell) == ["'a model'"]
    assert cell.of("execute_result") == []


def test_value_is_shown_as_a_cell_would(showing: Kernel) -> None:
    cell = showing.run("""
    class Table:
        def _repr_html_(self): return "<table><tr><td>42</td></tr></table>"
    @task
    def table(): return Table()
    table()
    """)
    showing.until(lambda: "<td>42</td>" in str(places(cell)), "the table")


def test_card_of_a_failing_task_shows_its_error(showing: Kernel) -> None:
    cell = showing.run("fail(0.1)")
    showing.until(lambda: any("failed" in shown[-1] for shown in cards(cell).values()), "the failure")
    (card,) = [shown for shown in cards(cell).values() if "fail" in shown[0]]
    assert "ValueError: no column &lt;price&gt;" in card[-1]
    showing.run("import gc; gc.collect()")
    showing.watch(0.3)
    assert showing.everything("stderr") == ""  # who has seen the card was told


def test_progress_shows_what_failed_and_the_cell_raises_it_once(showing: Kernel) -> None:
    cell = showing.run("with Session():\n    bad = fail(0.7), fit(1.2)\n    bad[1].result()")
    assert cell.error == "ValueError"
    assert len(cell.of("error")) == 1
    (shown,) = progress_cards(cell)
    assert "1 failed" in shown[-1]
    assert "ValueError: no column &lt;price&gt;" in shown[-1]
    assert cell.stderr == ""


def test_what_a_task_says_of_its_progress_is_in_the_card(showing: Kernel) -> None:
    cell = showing.run("""
    @task
    def train():
        for epoch in range(8):
            current().progress(epoch, 8)
            time.sleep(0.25)
    with Session():
        train()
    """)
    assert re.search(r"train \d+%", " ".join(progress_cards(cell)[0]))


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_what_a_body_prints_stands_in_the_calling_cell_once(showing: Kernel, kind: str) -> None:
    showing.run(f"@task\n{kind} talk(): print('from the body')\nnap(0).result()")
    cell = showing.run("t = talk()")
    other = showing.run("t.result()")
    showing.until(lambda: "from the body" in showing.everything("stdout"), "the words")
    assert cell.stdout == "from the body\n"
    assert other.stdout == ""


def test_pictures_of_a_session_show_in_a_cell(showing: Kernel) -> None:
    showing.run("with Session() as session:\n    nap(0, fit(0))")
    for picture in ("timeline", "graph"):
        cell = showing.run(f"session.{picture}()")
        (result,) = cell.of("execute_result")
        assert "<svg" in str(result["data"].get("image/svg+xml")) + str(result["data"].get("text/html"))
    report = showing.run("session.report()").of("execute_result")[0]["data"]
    assert "critical path" in (report.get("text/html", "") + report["text/plain"]).lower()


def test_saved_notebook_has_the_last_state(tmp_path: Path) -> None:
    cells = [
        PRELUDE + STEPS,
        "late = fit(2.5)\nwith Session():\n    fit(1.2)",
        "late",
        "bad = fail(0.1)\nbad",
        "await late\ntime.sleep(1.5)",  # the cards are up to date a moment later
        "late",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in cells])
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=60, kernel_name="python3", resources=resources).execute()
    nbformat.validate(notebook)
    saved = [
        " | ".join(words(o) or o["data"].get("text/plain", "") for o in c.outputs if "data" in o)
        for c in notebook.cells
    ]
    assert saved[0] == ""
    assert "1 task" in saved[1]
    assert "fit 1/1" in saved[1]
    assert "done fit" in saved[2]
    assert "'a model'" in saved[2]
    assert "failed fail" in saved[3]
    assert "ValueError: no column &lt;price&gt;" in saved[3]
    assert "done fit" in saved[5]
    assert all("running" not in text and " of " not in text for text in saved[1:])
    assert not [o for c in notebook.cells for o in c.outputs if o.output_type in ("stream", "error")]
