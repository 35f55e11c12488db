from tests.faces.markup import Page
from tests.faces.progress.sources import Clock, over, working

from headway.core.timeline import Snapshot, Totals
from headway.faces.progress.notebook import Card


class Notebook:
    """Cells whose outputs can be updated; each output holds all that it ever showed."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.cell = 1
        self.outputs: list[tuple[int, list[str]]] = []
        self.face = Card(self.show, lambda: self.cell, self.clock)

    def show(self, html: str) -> "Place":
        self.outputs.append((self.cell, [html]))
        return Place(self.outputs[-1][1])

    def tick(self, snapshot: Snapshot, seconds: float = 0.1) -> None:
        self.face.draw(snapshot)
        self.clock.pass_(seconds)

    def texts(self) -> list[str]:
        return [Page(shown[-1]).text for _, shown in self.outputs]


class Place:
    def __init__(self, shown: list[str]) -> None:
        self.shown = shown

    def update(self, html: str) -> None:
        self.shown.append(html)


def test_card_is_shown_once_and_updated() -> None:
    notebook = Notebook()
    for done in range(8):
        notebook.tick(working(done, elapsed=done), 0.5)
    assert [cell for cell, _ in notebook.outputs] == [1]
    assert len(notebook.outputs[0][1]) == 8
    assert "7 of 10 tasks" in notebook.texts()[0]


def test_card_is_updated_a_few_times_a_second() -> None:
    notebook = Notebook()
    for tick in range(50):
        notebook.tick(working(tick % 9, elapsed=tick / 10))
    assert len(notebook.outputs[0][1]) <= 21


def test_old_card_is_updated_once_a_second() -> None:
    notebook = Notebook()
    notebook.tick(working(), 61)
    for tick in range(50):
        notebook.tick(working(tick % 9, elapsed=61 + tick / 10))
    assert len(notebook.outputs[0][1]) <= 7


def test_unchanged_card_is_not_sent_again() -> None:
    notebook = Notebook()
    for _ in range(100):
        notebook.tick(working(3))
    assert len(notebook.outputs[0][1]) == 1


def test_last_state_stays() -> None:
    notebook = Notebook()
    notebook.tick(working(3))
    notebook.face.finish(over(9, 1, elapsed=2.0))
    assert "✕ 10 tasks" in " ".join(notebook.texts()[0].split())
    assert "2 s" in notebook.texts()[0]


def test_card_goes_on_in_its_cell_when_another_runs() -> None:
    notebook = Notebook()
    notebook.tick(working(3), 0.5)
    notebook.cell = 2
    notebook.tick(working(6), 0.5)
    notebook.face.finish(over())
    assert [cell for cell, _ in notebook.outputs] == [1]
    assert "10 tasks" in notebook.texts()[0]


def test_next_work_of_the_same_cell_goes_on_in_its_card() -> None:
    notebook = Notebook()
    notebook.tick(working(9), 0.5)
    notebook.tick(over(), 2)
    notebook.tick(Snapshot("run", 9.0, (Totals("fit", "thread", done=10, running=1),)), 0.5)
    assert len(notebook.outputs) == 1
    assert "10 of 11 tasks" in notebook.texts()[0]


def test_next_work_of_another_cell_has_its_own_card() -> None:
    notebook = Notebook()
    notebook.tick(working(9), 0.5)
    notebook.tick(over(), 2)
    notebook.cell = 2
    for _ in range(9):
        notebook.tick(Snapshot("run", 9.0, (Totals("fit", "thread", done=10, running=3),)))
    assert [cell for cell, _ in notebook.outputs] == [1, 2]
    assert "0 of 3 tasks" in notebook.texts()[1]
    assert "10 tasks" in notebook.texts()[0]


def test_quick_work_after_that_has_none() -> None:
    notebook = Notebook()
    notebook.tick(working(9), 0.5)
    notebook.tick(over(), 2)
    notebook.cell = 2
    notebook.tick(Snapshot("run", 9.0, (Totals("fit", "thread", done=10, running=1),)))
    notebook.face.finish(over(11))
    assert len(notebook.outputs) == 1


def test_run_that_is_over_at_once_has_no_card() -> None:
    notebook = Notebook()
    notebook.tick(over())
    notebook.face.finish(over())
    assert notebook.outputs == []
