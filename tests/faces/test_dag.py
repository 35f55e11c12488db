import pytest
from tests.faces.markup import SVG, parsed, tips, words
from tests.faces.runs import HOSTILE, entry, for_any_run, many, of_every_state, three, timeline

from headway.core.states import State
from headway.core.timeline import Timeline
from headway.faces.dag import graph
from headway.faces.grouping import grouped
from headway.faces.wording import clean


@for_any_run
def test_any_run_makes_a_picture(run: Timeline) -> None:
    root = parsed(graph(run).svg)
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    for shape in root.iter(f"{SVG}rect"):
        assert -0.1 <= float(shape.get("x", "0")) <= width - float(shape.get("width", "0")) + 0.1
        assert -0.1 <= float(shape.get("y", "0")) <= height - float(shape.get("height", "0")) + 0.1
    drawn = grouped(run)
    assert len(tips(graph(run).svg)) == len(drawn.nodes) + len(drawn.edges)


@for_any_run
def test_no_name_becomes_markup(run: Timeline) -> None:
    tags = {element.tag.removeprefix(SVG) for element in parsed(graph(run).svg).iter()}
    assert tags <= {"svg", "title", "style", "rect", "text", "g", "path"}


def test_small_graph_names_tasks_and_times() -> None:
    shown = words(graph(three()).svg)
    assert [shown.count(word) for word in ("prepare", "fit", "1 s", "2 s")] == [2, 1, 2, 1]
    assert "3 tasks · 2 prerequisites" in shown


def test_critical_path_is_bold() -> None:
    bold = [line for line in parsed(graph(three()).svg).iter(f"{SVG}path") if line.get("class") == "line"]
    assert len(bold) == 2  # one arrow, and the legend


def test_nested_task_hangs_on_a_dashed_line() -> None:
    svg = graph(of_every_state()).svg
    assert "outer started inner" in tips(svg)
    assert "task that it started" in words(svg)
    assert 'stroke-dasharray="5 4"' in svg


def test_thousands_of_tasks_are_a_readable_picture() -> None:
    run = many()
    svg = graph(run).svg
    assert len(svg) < 100_000
    assert "fit × 1,668" in words(svg)
    failed = sum(e.state is State.FAILED for e in run.entries)
    badges = [word for word in words(svg) if word.startswith("✕ ") and word.endswith(" failed")]
    assert sum(int(badge.split()[1]) for badge in badges) == failed
    assert sum("ValueError: row" in tip for tip in tips(svg)) == len(badges)


def test_long_chain_is_not_drawn_link_by_link() -> None:
    run = timeline(*(entry(n, "step", n, n + 1, needs=[n - 1] if n else []) for n in range(300)))
    svg = graph(run).svg
    assert "step × 300" in words(svg)
    assert "299 arrows between these tasks" in "\n".join(tips(svg))


def test_group_says_how_far_it_is() -> None:
    half = [entry(n, start=None, end=None, state=State.WAITING) for n in range(70, 90)]
    assert "70 of 90 over" in words(graph(timeline(*(entry(n) for n in range(70)), unfinished=half)).svg)
    skipped = [entry(n, "score", None, 1.0, state=State.SKIPPED) for n in range(90)]
    assert {"score × 90", "skipped", "↷ 90"} <= set(words(graph(timeline(*skipped)).svg))


def test_every_state_has_its_mark_in_the_legend() -> None:
    shown = words(graph(of_every_state()).svg)
    assert {"waiting", "running", "done", "failed", "skipped", "cancelled"} <= set(shown)
    assert {"✓", "✕", "↷", "⊘", "▸", "…"} <= set(shown)


def test_cycle_of_functions_is_drawn() -> None:
    run = timeline(*(entry(n, ["ping", "pong"][n % 2], n, n + 1, needs=[n - 1] if n else []) for n in range(300)))
    assert sorted(tip for tip in tips(graph(run).svg) if "→" in tip) == ["ping → pong × 150", "pong → ping × 149"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_text(name: str) -> None:
    run = timeline(entry(1, name, state=State.FAILED, error=name), entry(2, "fit", needs=(1,)))
    assert clean(name) in "\n".join(tips(graph(run).svg))


def test_empty_run_is_a_picture() -> None:
    assert words(graph(timeline()).svg)[:2] == ["no task was called", "0 tasks · 0 prerequisites"]


def test_picture_brings_its_mermaid_text() -> None:
    assert graph(three()).mermaid.startswith("flowchart LR\n    n0[")
