from tests.faces.runs import entry, for_any_run, of_every_state, three, timeline

from headway.core.states import State
from headway.core.timeline import Timeline, Totals
from headway.faces.summary import (
    alike,
    counts,
    families,
    functions,
    headline,
    idle_spans,
    state_counts,
    totals_of,
)


@for_any_run
def test_totals_count_every_task_once(run: Timeline) -> None:
    assert sum(t.called for t in totals_of(run)) == len(run.entries) + len(run.unfinished)
    for state in State:
        assert counts(run)[state] == sum(e.state is state for e in (*run.entries, *run.unfinished))


def test_totals_of_the_timeline_come_first() -> None:
    own = (Totals("fit", done=1000),)
    assert totals_of(timeline(entry(1), totals=own)) is own


def test_functions_are_ordered_by_their_time() -> None:
    rows = functions(three())
    assert [(row.name, row.total_s, row.mean_s, row.longest_s) for row in rows] == [
        ("fit", 2.0, 2.0, 2.0),
        ("prepare", 2.0, 1.0, 1.0),
    ] or [row.name for row in rows] == ["prepare", "fit"]


def test_failed_calls_count_in_the_times() -> None:
    (row,) = functions(timeline(entry(1, end=1.0), entry(2, end=3.0, state=State.FAILED)))
    assert (row.total_s, row.mean_s, row.longest_s) == (4.0, 2.0, 3.0)


def test_headline_of_nothing_and_of_no_gain() -> None:
    assert headline(timeline()) == "no task was called"
    assert headline(timeline(entry(1, start=None, state=State.SKIPPED))) == "1 task; none has run to an end"
    assert headline(timeline(entry(1), entry(2, start=1.0, end=2.0))) == "2 tasks in 2 s"


def test_states_are_told_in_order() -> None:
    assert state_counts(of_every_state()) == "3 done, 2 failed, 1 skipped, 2 cancelled, 1 running, 1 waiting"


def test_short_pauses_are_not_idle() -> None:
    assert idle_spans(timeline(entry(1, end=1.0), entry(2, start=1.9, end=2.0), entry(3, start=3.0, end=4.0))) == [
        (2.0, 3.0)
    ]


def test_running_task_keeps_the_run_awake() -> None:
    run = timeline(
        entry(1, end=1.0),
        entry(2, start=50.0, end=51.0),
        unfinished=[entry(3, start=0.5, end=None, state=State.RUNNING)],
        elapsed_s=60.0,
    )
    assert idle_spans(run) == []


def test_like_failures_are_put_together() -> None:
    failed = [entry(n, error="E: a" if n < 3 else "E: b", state=State.FAILED) for n in range(5)]
    assert [(first.id, number) for first, number in alike(failed)] == [(0, 3), (3, 2)]


def test_families_never_exceed_their_number() -> None:
    names = {f"{letter}{n}": float(n) for letter in "abcdefghij" for n in range(50)}
    assert len(set(families(names, 8).values())) <= 8
    assert set(families(names, 10).values()) == {f"{letter} …" for letter in "abcdefghij"}
