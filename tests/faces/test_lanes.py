from itertools import pairwise

from tests.faces.runs import crowded, entry, for_any_run, timeline

from headway.core.timeline import Timeline
from headway.faces.crowd import peak
from headway.faces.lanes import MOST_ROWS, lanes
from headway.faces.summary import seen


@for_any_run
def test_every_task_that_began_is_in_one_row(run: Timeline) -> None:
    drawn = [bar.entry.id for lane in lanes(run) for bar in lane.bars]
    assert sorted(drawn) == sorted(e.id for e, _, _ in seen(run))


@for_any_run
def test_tasks_of_a_row_do_not_overlap(run: Timeline) -> None:
    for lane in lanes(run):
        for row in lane.rows:
            assert all(before.end <= after.start for before, after in pairwise(row))


def test_workers_stand_in_natural_order() -> None:
    run = timeline(*(entry(n, worker=f"thread-{n}") for n in (10, 9, 2, 100)))
    assert [lane.label for lane in lanes(run)] == ["thread-2", "thread-9", "thread-10", "thread-100"]


def test_overlapping_tasks_of_a_worker_get_rows() -> None:
    run = timeline(entry(1, start=0, end=3), entry(2, start=1, end=2), entry(3, start=2, end=4))
    assert [[bar.entry.id for bar in row] for row in lanes(run)[0].rows] == [[1], [2, 3]]


def test_many_at_once_are_a_crowd() -> None:
    (lane,) = lanes(crowded())
    assert (lane.label, lane.rows, len(lane.crowd)) == ("loop", (), 2000)


def test_peak_counts_the_most_at_once() -> None:
    run = timeline(*(entry(n, start=n, end=n + 3.5, worker="loop") for n in range(20)))
    bars = [bar for lane in lanes(run) for bar in lane.bars]
    assert peak(bars) == 4


def test_hundreds_of_workers_share_the_last_lane() -> None:
    run = timeline(*(entry(n, worker=f"thread-{n}") for n in range(1000)))
    drawn = lanes(run)
    assert len(drawn) == MOST_ROWS
    assert drawn[-1].label == f"{1000 - MOST_ROWS + 1} other workers"


def test_task_without_a_worker_stands_under_its_mechanism() -> None:
    assert [lane.label for lane in lanes(timeline(entry(1, worker="", mechanism="inline")))] == ["inline"]
