"""What follows from recorded times by arithmetic alone, against brute force where graphs are small."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations
from math import inf, isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.core.states import State
from headway.core.timeline import (
    Entry,
    Snapshot,
    Timeline,
    Totals,
    critical_path,
    critical_path_s,
    heads,
    lower_bound_s,
    makespan_s,
    ran,
    saved_s,
    tails,
    work_s,
)

Needs = dict[int, tuple[int, ...]]


def entry(
    id_: int, started: float | None, ended: float | None, needs: tuple[int, ...] = (), waited: float = 0.0
) -> Entry:
    return Entry(
        id_, f"t{id_}", State.DONE, "thread", started_s=started, ended_s=ended, prerequisites=needs, waited_s=waited
    )


def schedule(order: tuple[int, ...], needs: Needs, seconds: dict[int, float], workers: int) -> list[Entry]:
    """Each task in ``order`` as early as its prerequisites and one of the workers allow."""
    free = [0.0] * workers
    ended: dict[int, float] = {}
    entries = []
    for id_ in order:
        at = min(range(workers), key=lambda w: free[w])
        start = max([free[at], *(ended[n] for n in needs[id_])])
        free[at] = ended[id_] = start + seconds[id_]
        entries.append(entry(id_, start, ended[id_], needs[id_]))
    return sorted(entries, key=lambda e: (e.ended_s, e.id))


def keeps_order(order: tuple[int, ...], needs: Needs) -> bool:
    seen: set[int] = set()
    for id_ in order:
        if not seen.issuperset(needs[id_]):
            return False
        seen.add(id_)
    return True


def shortest_s(needs: Needs, seconds: dict[int, float], workers: int) -> float:
    """The makespan of the best of all orders."""
    best = inf
    for order in permutations(needs):
        if keeps_order(order, needs):
            best = min(best, max(e.ended_s or 0.0 for e in schedule(order, needs, seconds, workers)))
    return best


def chains_s(needs: Needs, seconds: dict[int, float]) -> list[float]:
    """The seconds of every chain, by recursion over all of them."""

    def ending_at(id_: int) -> list[float]:
        before = [s for n in needs[id_] for s in ending_at(n)]
        return [seconds[id_] + s for s in before or [0.0]]

    return [s for id_ in needs for s in ending_at(id_)]


@st.composite
def graphs(draw: st.DrawFn, most: int = 6) -> tuple[Needs, dict[int, float]]:
    size = draw(st.integers(1, most))
    needs = {i: tuple(sorted(draw(st.sets(st.integers(1, i - 1), max_size=3)))) if i > 1 else () for i in _ids(size)}
    return needs, {i: float(draw(st.integers(1, 9))) for i in _ids(size)}


def _ids(size: int) -> range:
    return range(1, size + 1)


class TestEntry:
    def test_seconds_are_those_of_the_last_attempt(self) -> None:
        assert entry(1, 2.0, 5.0).seconds == 3.0

    @pytest.mark.parametrize(("started", "ended"), [(None, 5.0), (2.0, None), (None, None)])
    def test_what_never_ran_or_still_runs_has_none(self, started: float | None, ended: float | None) -> None:
        assert (entry(1, started, ended).seconds, entry(1, started, ended).own_seconds) == (0.0, 0.0)

    def test_own_seconds_leave_out_the_waiting(self) -> None:
        assert entry(1, 2.0, 5.0, waited=2.5).own_seconds == 0.5

    def test_own_seconds_are_never_negative(self) -> None:
        assert entry(1, 2.0, 5.0, waited=3.5).own_seconds == 0.0

    @pytest.mark.parametrize(
        ("cpu_s", "alone_s"),
        [(None, 6.0), (0.0, 6.0), (1.9, 6.0), (2.0, 2.0), (5.0, 5.0), (9.0, 6.0)],
        ids=["not measured", "waits", "mostly waits", "shares a processor", "computes", "on several threads"],
    )
    def test_computing_tasks_count_their_cpu_seconds(self, cpu_s: float | None, alone_s: float) -> None:
        assert Entry(1, "a", State.DONE, "thread", started_s=0.0, ended_s=6.0, cpu_s=cpu_s).alone_s == alone_s


class TestTotals:
    def test_ended_and_called_are_sums(self) -> None:
        totals = Totals("a", waiting=1, ready=2, running=4, done=8, failed=16, skipped=32, cancelled=64)
        assert (totals.ended, totals.called) == (120, 127)


def test_snapshot_of_nothing_is_empty() -> None:
    snapshot = Snapshot("s", 0.0)
    assert (snapshot.totals, snapshot.running, snapshot.errors, snapshot.held) == ((), (), (), "")


class TestNothingRan:
    timeline = Timeline("t", (entry(1, None, None), entry(2, None, 5.0)))

    def test_everything_is_nothing(self) -> None:
        t = self.timeline
        assert (ran(t), critical_path(t)) == ([], ())
        assert {makespan_s(t), work_s(t), saved_s(t), critical_path_s(t), lower_bound_s(t)} == {0.0}


class TestSums:
    def test_makespan_is_from_first_start_to_last_end(self) -> None:
        assert makespan_s(Timeline("t", (entry(1, 3.0, 9.0), entry(2, 2.0, 4.0)))) == 7.0

    def test_what_ran_is_in_order_of_start(self) -> None:
        timeline = Timeline("t", (entry(2, 1.0, 2.0), entry(3, 0.0, 9.0), entry(1, 1.0, 3.0), entry(4, None, 1.0)))
        assert [e.id for e in ran(timeline)] == [3, 1, 2]

    def test_saved_is_work_less_makespan(self) -> None:
        timeline = Timeline("t", (entry(1, 0.0, 4.0), entry(2, 0.0, 3.0)))
        assert (work_s(timeline), saved_s(timeline)) == (7.0, 3.0)

    def test_nothing_is_saved_where_there_were_gaps(self) -> None:
        assert saved_s(Timeline("t", (entry(1, 0.0, 1.0), entry(2, 5.0, 6.0)))) == 0.0

    def test_waiting_for_inner_tasks_is_no_work(self) -> None:
        timeline = Timeline("t", (entry(2, 1.0, 4.0), entry(1, 0.0, 5.0, waited=3.0)))
        assert (work_s(timeline), saved_s(timeline)) == (5.0, 0.0)


class TestPaths:
    @given(graphs())
    @settings(max_examples=60, deadline=None)
    def test_critical_path_is_the_longest_chain(self, graph: tuple[Needs, dict[int, float]]) -> None:
        needs, seconds = graph
        timeline = Timeline("t", tuple(schedule(tuple(needs), needs, seconds, 2)))
        path = critical_path(timeline)
        assert critical_path_s(timeline) == max(chains_s(needs, seconds)) == sum(e.own_seconds for e in path)
        assert all(a.id in b.prerequisites for a, b in pairwise(path))

    @given(graphs())
    @settings(max_examples=60, deadline=None)
    def test_longest_chain_through_a_task_is_head_and_tail(self, graph: tuple[Needs, dict[int, float]]) -> None:
        needs, seconds = graph
        entries = schedule(tuple(needs), needs, seconds, 2)
        through = [heads(entries)[i] + tails(entries)[i] for i in needs]
        assert max(through) == max(chains_s(needs, seconds))
        assert all(tails(entries)[i] >= seconds[i] for i in needs)

    def test_folded_prerequisites_are_passed_over(self) -> None:
        timeline = Timeline("t", (entry(7, 1.0, 3.0, needs=(1, 2)),))
        assert [e.id for e in critical_path(timeline)] == [7]
        assert (heads(timeline.entries), tails(timeline.entries)) == ({7: 0.0}, {7: 2.0})

    def test_circle_made_by_hand_ends(self) -> None:
        timeline = Timeline("t", (entry(1, 0.0, 1.0, needs=(2,)), entry(2, 1.0, 2.0, needs=(1,))))
        assert len(critical_path(timeline)) <= 2


class TestInside:
    """Tasks that a task started and waited for."""

    def timeline(self, waited: float) -> Timeline:
        """1, then 2, which starts 3 and 4, and 5 behind 4; then 6."""
        inner = [entry(3, 2.0, 3.0), entry(4, 2.0, 4.0), entry(5, 4.0, 7.0, needs=(4,))]
        outer = [entry(1, 0.0, 1.0), entry(2, 1.0, 8.0, needs=(1,), waited=waited), entry(6, 8.0, 9.5, needs=(2,))]
        return Timeline("t", (*outer, *(replace(each, parent=2) for each in inner)), workers=2)

    def test_longest_chain_inside_is_a_part_of_the_path(self) -> None:
        timeline = self.timeline(waited=5.5)
        assert [e.id for e in critical_path(timeline)] == [1, 2, 4, 5, 6]
        assert critical_path_s(timeline) == sum(e.own_seconds for e in critical_path(timeline)) == 9.0
        assert heads(timeline.entries)[6] == 7.5
        assert tails(timeline.entries)[1] == 9.0
        assert lower_bound_s(timeline) == 9.0

    def test_no_more_of_it_than_was_waited_for(self) -> None:
        assert critical_path_s(self.timeline(waited=2.0)) == 9.5  # 1, then 5 of its own and 2, then 1.5

    def test_task_that_waited_for_nothing_known_counts_whole(self) -> None:
        timeline = Timeline("t", (entry(1, 0.0, 5.0, waited=3.0), entry(2, 0.0, 4.0)))
        assert [e.id for e in critical_path(timeline)] == [1]
        assert critical_path_s(timeline) == 5.0

    def test_what_was_started_and_not_waited_for_is_no_part_of_it(self) -> None:
        timeline = Timeline("t", (entry(1, 0.0, 3.0), replace(entry(2, 1.0, 2.0), parent=1)))
        assert [e.id for e in critical_path(timeline)] == [1]

    def test_circle_of_parents_made_by_hand_ends(self) -> None:
        one = replace(entry(1, 0.0, 2.0, waited=1.0), parent=2)
        other = replace(entry(2, 0.0, 2.0, waited=1.0), parent=1)
        assert {e.id for e in critical_path(Timeline("circle", (one, other)))} == {1, 2}


def test_circle_of_tasks_without_a_length_ends() -> None:
    at_once = {"state": State.DONE, "mechanism": "inline", "started_s": 1.0, "ended_s": 1.0}
    a = Entry(id=1, name="a", prerequisites=(2,), **at_once)  # type: ignore[arg-type]
    b = Entry(id=2, name="b", prerequisites=(1,), **at_once)  # type: ignore[arg-type]
    assert len(critical_path(Timeline("circle", (a, b)))) == 2


class TestLowerBound:
    @given(graphs(5), st.integers(1, 3))
    @settings(max_examples=40, deadline=None)
    def test_no_order_is_faster(self, graph: tuple[Needs, dict[int, float]], workers: int) -> None:
        needs, seconds = graph
        timeline = Timeline("t", tuple(schedule(tuple(needs), needs, seconds, workers)), workers=workers)
        bound = lower_bound_s(timeline)
        assert bound <= shortest_s(needs, seconds, workers) + 1e-9
        assert bound >= max(*chains_s(needs, seconds), sum(seconds.values()) / workers) - 1e-9

    def test_windows_see_what_the_simple_bounds_do_not(self) -> None:
        """One task before and one after four that run side by side."""
        needs: Needs = {1: (), 2: (1,), 3: (1,), 4: (1,), 5: (1,), 6: (2, 3, 4, 5)}
        entries = schedule(tuple(needs), needs, dict.fromkeys(needs, 2.0), 2)
        assert lower_bound_s(Timeline("t", tuple(entries)), workers=2) == 8.0
        assert shortest_s(needs, dict.fromkeys(needs, 2.0), 2) == 8.0

    @pytest.mark.parametrize(("workers", "seconds"), [(1, 12.0), (2, 8.0), (4, 6.0), (100, 6.0)])
    def test_more_workers_help_down_to_the_critical_path(self, workers: int, seconds: float) -> None:
        needs: Needs = {1: (), 2: (1,), 3: (1,), 4: (1,), 5: (1,), 6: (2, 3, 4, 5)}
        entries = schedule(tuple(needs), needs, dict.fromkeys(needs, 2.0), 2)
        assert isclose(lower_bound_s(Timeline("t", tuple(entries)), workers), seconds)

    def test_workers_of_the_timeline_count_by_default(self) -> None:
        entries = tuple(entry(i, 0.0, 2.0) for i in _ids(6))
        assert [lower_bound_s(Timeline("t", entries, workers=w)) for w in (1, 2, 3)] == [12.0, 6.0, 4.0]

    def test_coroutines_wait_side_by_side(self) -> None:
        entries = tuple(Entry(i, "fetch", State.DONE, "loop", started_s=0.0, ended_s=2.0) for i in _ids(50))
        assert lower_bound_s(Timeline("t", entries, workers=2)) == 2.0

    @given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=60, max_size=90))
    @settings(max_examples=20, deadline=None)
    def test_coarse_windows_stay_below_the_makespan(self, times: list[tuple[int, int]]) -> None:
        """More than 24 ways in and out: a chain and what hangs on it."""
        needs: Needs = {i: (i - 1 - n % min(i - 1, 5),) if i > 1 else () for i, (n, _) in enumerate(times, 1)}
        seconds = {i: float(s) for i, (_, s) in enumerate(times, 1)}
        for workers in (1, 3):
            entries = schedule(tuple(needs), needs, seconds, workers)
            timeline = Timeline("t", tuple(entries), workers=workers)
            assert critical_path_s(timeline) <= lower_bound_s(timeline) <= makespan_s(timeline) + 1e-9
