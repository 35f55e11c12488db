import pytest
from tests.faces.markup import SVG, parsed, tips, words
from tests.faces.runs import HOSTILE, crowded, entry, for_any_run, many, of_every_state, three, timeline

from headway.core.states import State
from headway.core.timeline import Timeline
from headway.faces.gantt_chart import gantt
from headway.faces.summary import seen
from headway.faces.wording import clean


def shown(run: Timeline) -> str:
    """All that the chart says, in the picture and in its tool tips."""
    svg = gantt(run).svg
    return "\n".join([*words(svg), *tips(svg)])


@for_any_run
def test_any_run_makes_a_picture(run: Timeline) -> None:
    picture = gantt(run)
    root = parsed(picture.svg)
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    for shape in root.iter(f"{SVG}rect"):
        left, top = float(shape.get("x", "0")), float(shape.get("y", "0"))
        assert -0.1 <= left <= width, "a bar beside the picture"
        assert -0.1 <= top <= height, "a bar below the picture"
        assert float(shape.get("width", "0")) >= 0
    assert len(tips(picture.svg)) >= len(seen(run)), "a tip for each task that began"


@for_any_run
def test_no_name_becomes_markup(run: Timeline) -> None:
    tags = {element.tag.removeprefix(SVG) for element in parsed(gantt(run).svg).iter()}
    assert tags <= {"svg", "title", "style", "rect", "text", "g", "path", "line", "circle"}


def test_small_run_names_its_tasks() -> None:
    svg = gantt(three()).svg
    assert [words(svg).count(name) for name in ("prepare", "fit")] == [2, 2]  # bars; `fit` in the legend too
    assert words(svg)[0] == "3 tasks in 3 s instead of 4 s: 1 s saved (1.3 × as fast)"
    assert "critical path 3 s · 2 workers · 3 done" in words(svg)
    assert {"thread-1", "thread-2", "critical path", "0", "1.0 s", "3.0 s"} <= set(words(svg))


def test_critical_path_is_outlined_in_its_lanes_and_above() -> None:
    outlined = [shape for shape in parsed(gantt(three()).svg).iter(f"{SVG}rect") if shape.get("class") == "line"]
    assert len(outlined) == 2 + 2 + 1  # the strip, the bars, the legend
    assert sum("on the critical path" in tip for tip in tips(gantt(three()).svg)) == 2


def test_tool_tip_tells_all_of_a_task() -> None:
    (tip,) = [tip for tip in tips(gantt(of_every_state()).svg) if tip.startswith("bad")]
    assert tip.splitlines() == ["bad", "failed · 1 s (1 s → 2 s)", "on thread-1", "3 attempts", "KeyError: 'price'"]


def test_every_state_is_told() -> None:
    text = shown(of_every_state())
    assert "✕ failed" in words(gantt(of_every_state()).svg)  # the row of what never ran
    assert {"✕ failed × 1", "⊘ cancelled while it ran", "▸ still runs"} <= set(text.splitlines())
    assert "skipped, never ran:\nneeds_bad" in text
    assert "failed, never ran:\nunsent: NotPicklable: lambda" in text
    assert "mostly waits for tasks that it started" in text
    assert "running · 1.9 s" in text, "an unfinished task is drawn up to now"


@pytest.mark.parametrize("tasks", [5000, 20_000])
def test_thousands_of_tasks_stay_a_picture(tasks: int) -> None:
    assert len(gantt(many(tasks)).svg.encode()) < 1_000_000
    assert len(gantt(many(tasks, workers=200)).svg.encode()) < 1_000_000


def test_long_names_in_thousands_stay_a_picture() -> None:
    names = [f"{n}" + "<&" * 250 for n in range(5000)]
    run = timeline(*(entry(n, name, n % 40, n % 40 + 1, worker=f"t{n % 125}") for n, name in enumerate(names)))
    assert len(gantt(run).svg.encode()) < 1_000_000


@pytest.mark.parametrize("run", [many(), many(workers=200), crowded()], ids=["8 workers", "200 workers", "loop"])
def test_every_failed_task_of_thousands_is_shown(run: Timeline) -> None:
    text = shown(run)
    failed = [e for e in run.entries if e.state is State.FAILED]
    assert len(failed) >= 7
    assert [e.error for e in failed if e.error not in text] == []


@pytest.mark.parametrize("run", [many(failed_every=2), crowded(failed_every=2)], ids=["rows", "crowd"])
def test_thousands_of_failures_are_counted(run: Timeline) -> None:
    failed = sum(e.state is State.FAILED for e in run.entries)
    assert failed >= 1000
    alone = [tip for tip in tips(gantt(run).svg) if "\nfailed · " in tip]
    together = [line for tip in tips(gantt(run).svg) for line in tip.splitlines() if line.startswith("✕ ")]
    counted = sum(int(line.split()[1].replace(",", "")) for line in together)
    named = {tip.splitlines()[-1] for tip in alone}
    assert len(named) + counted == failed


def test_long_name_is_cut_and_whole_in_its_tip() -> None:
    name = "prepare_" + "x" * 480 + "_end"
    svg = gantt(timeline(entry(1, name), entry(2, "fit"))).svg
    assert any(word.startswith("prepare_xx") and word.endswith("…") for word in words(svg))
    assert any(tip.startswith(name) for tip in tips(svg))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_text(name: str) -> None:
    run = timeline(entry(1, name, worker=name, error=name, state=State.FAILED), entry(2, name, start=None))
    text = shown(Timeline(name, run.entries, workers=1, notes=(name,)))
    assert clean(name) in text


def test_runs_without_tasks_or_length_are_pictures() -> None:
    assert "No task has run to an end yet." in shown(timeline())
    assert "1 task in 1 s" in shown(timeline(entry(1)))
    instant = words(gantt(timeline(entry(1, "now", 5.0, 5.0), entry(2, "now", 5.0, 5.0))).svg)
    assert instant[0] == "2 tasks in 0 s"
    assert "now" in instant


def test_pause_between_cells_is_folded() -> None:
    run = timeline(entry(1, "load", 0.0, 2.0), entry(2, "fit", 3600.0, 3603.0))
    text = shown(run)
    assert "nothing ran for 59 min 58 s" in text
    assert "2 tasks in 5 s" in text.splitlines()[0]
    assert "pauses of 59 min 58 s in all left out" in text


def test_untitled_chart_has_no_headline() -> None:
    assert not [word for word in words(gantt(three(), titled=False).svg) if "tasks in" in word]


def test_folded_tasks_are_told() -> None:
    assert "the oldest 12 tasks not drawn" in shown(timeline(entry(1), folded=12))
