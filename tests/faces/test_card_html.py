import pytest
from hypothesis import given
from tests.faces.markup import Page
from tests.faces.progress.sources import RICH, over, working
from tests.faces.progress.test_rows import snapshots
from tests.faces.runs import HOSTILE, entry, names, tried

from headway.core.states import State
from headway.core.timeline import Running, Snapshot, Totals
from headway.faces.card_html import progress_card, task_card
from headway.faces.wording import clean


def words(html: str) -> str:
    return " ".join(Page(html).text.split())


def test_card_shows_functions_running_tasks_and_failures() -> None:
    shown = words(progress_card(RICH))
    for part in (
        "268 of 461 tasks",
        "✕ 6 failed",
        "9 running",
        "12 skipped",
        "1 min 15 s",
        "load_partition 40/40",
        "▸ download the table 50% 34 s",
        "▸ train 1 min 5 s",
        "✕ fit_model_on_the_fold: ValueError: could not convert <string> to float",
        "held back: less than 15 % of the memory is free",
    ):
        assert part in shown, part


def test_card_of_an_ended_run() -> None:
    assert words(progress_card(over())).startswith("✓ 10 tasks 2 s")
    assert words(progress_card(over(9, 1))).startswith("✕ 10 tasks ✕ 1 failed 2 s")


@tried
@given(snapshots)
def test_any_card_is_whole_small_and_needs_nothing(snapshot: Snapshot) -> None:
    html = progress_card(snapshot)
    page = Page(html)
    assert page.names() <= {"div", "style", "span", "b", "i"}
    assert page.addresses() == []
    assert len(html) < 30_000


@tried
@given(names, names)
def test_any_task_has_a_card(name: str, error: str) -> None:
    page = Page(task_card(name, State.FAILED, "1 s", [entry(1, name)], error))
    assert page.names() <= {"div", "style", "span", "b"}


def test_parts_of_a_bar_are_no_wider_than_it() -> None:
    html = progress_card(Snapshot("r", 1.0, (Totals("fit", done=1, failed=1, running=1),)))
    widths = [float(style.split("width:")[1].split("%")[0]) for style in _styles(html)]
    assert sum(widths) == pytest.approx(100, abs=0.1)


def _styles(html: str) -> list[str]:
    return [str(attributes["style"]) for tag, attributes in Page(html).tags if tag == "i"]


def test_many_functions_are_put_together() -> None:
    html = progress_card(Snapshot("r", 1.0, tuple(Totals(f"f{n}", done=1, running=1) for n in range(500))))
    assert "489 more functions" in words(html)
    assert len(html) < 12_000


def test_quick_running_tasks_are_not_listed() -> None:
    snapshot = Snapshot("r", 1.0, (Totals("fit", running=2),), (Running(1, "fit", 0.3), Running(2, "fit", 2.5)))
    assert words(progress_card(snapshot)).count("▸ fit") == 1


def test_task_card_names_what_it_needs() -> None:
    needs = [entry(1, "load"), entry(2, "bad", 0.0, 0.2, state=State.FAILED)]
    needs += [entry(3, "wait", None, None, state=State.WAITING)]
    assert words(task_card("fit", State.RUNNING, "shown for 3.2 s", needs)) == (
        "▸ running fit shown for 3.2 s needs ✓ load 1 s ✕ bad 200 ms … wait"
    )


def test_hundreds_of_prerequisites_are_counted() -> None:
    needs = [entry(n, state=State.FAILED if n > 197 else State.DONE) for n in range(200)]
    assert "and 184 more, 2 failed" in words(task_card("fit", State.SKIPPED, "0 s", needs))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(name: str) -> None:
    assert clean(name).split() == clean(words(task_card(name, State.DONE, "", []))).split()[2:] or len(name) > 50


def test_card_is_light_or_dark_with_its_page() -> None:
    html = progress_card(working())
    assert "prefers-color-scheme:dark" in html
    assert '[data-jp-theme-light="false"]' in html
