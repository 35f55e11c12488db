from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.faces.progress.sources import Clock, over, working
from tests.faces.runs import tried

from headway.core.timeline import Running, Snapshot, Totals
from headway.faces.progress.tally import Stint, is_active, share, shown, summary_line, together, whole

numbers = st.integers(0, 50)
totals = st.builds(
    Totals,
    st.text(max_size=5),
    waiting=numbers,
    ready=numbers,
    running=numbers,
    done=numbers,
    failed=numbers,
    skipped=numbers,
    cancelled=numbers,
)
lists = st.lists(totals, max_size=20, unique_by=lambda t: t.name)


@tried
@given(lists, st.integers(1, 12))
def test_no_call_is_lost_when_functions_are_put_together(listed: list[Totals], most: int) -> None:
    drawn = shown(listed, most)
    assert len(drawn) <= max(most, 1)
    assert together("", drawn) == together("", listed)


def test_what_runs_and_what_failed_is_kept_in_sight() -> None:
    listed = [Totals(f"done{n}", done=1) for n in range(9)] + [Totals("bad", failed=1), Totals("now", running=1)]
    assert [t.name for t in shown(listed, 3)] == ["bad", "now", "9 more functions"]


def test_run_is_active_until_all_is_over() -> None:
    assert is_active(working())
    assert not is_active(over())
    assert not is_active(Snapshot("empty", 1.0))


def test_share_of_a_task() -> None:
    assert share(Running(1, "a", 1.0)) is None
    assert share(Running(1, "a", 1.0, 3, 0)) is None
    assert [share(Running(1, "a", 1.0, done, 10)) for done in (-1, 5, 20)] == [0.0, 0.5, 1.0]


def test_line_says_how_it_stands() -> None:
    assert summary_line(working(3, 1, 2, elapsed=75.0)) == "4 of 10 tasks over, 1 failed, 2 running, 1 min 15 s"
    assert summary_line(over()) == "10 tasks over, 2.0 s"


class TestStint:
    def test_work_of_before_a_rest_is_left_out(self) -> None:
        clock = Clock()
        stint = Stint(2.0, clock)
        assert stint.note(working(2, elapsed=0.5))
        assert not stint.note(over(9, 1))
        clock.pass_(3.0)
        later = Snapshot("run", 60.0, (Totals("fit", "thread", running=1, done=9, failed=1),))
        assert stint.note(later)
        clock.pass_(1.5)
        part = stint.part(later)
        assert whole(part) == Totals("", running=1)
        assert part.elapsed_s == 1.5

    def test_short_pause_does_not_end_it(self) -> None:
        clock = Clock()
        stint = Stint(2.0, clock)
        stint.note(working(9))
        stint.note(over())
        clock.pass_(1.0)
        again = replace(working(), totals=(Totals("fit", "thread", running=1, done=10),))
        assert not stint.note(again)
        assert whole(stint.part(again)).called == 11

    def test_short_pause_ends_it_when_asked(self) -> None:
        clock = Clock()
        stint = Stint(30.0, clock)
        stint.note(working(9))
        stint.note(over())
        assert stint.note(working(), at_once=True)

    def test_time_stands_still_while_nothing_runs(self) -> None:
        clock = Clock()
        stint = Stint(30.0, clock)
        stint.note(working(9, elapsed=1.0))
        stint.note(over(elapsed=2.0))
        clock.pass_(5.0)
        stint.note(over(elapsed=7.0))
        assert stint.part(over(elapsed=7.0)).elapsed_s == 2.0

    def test_errors_of_before_a_rest_are_left_out(self) -> None:
        clock = Clock()
        stint = Stint(1.0, clock)
        stint.note(working())
        stint.note(over(8, 2))
        clock.pass_(2.0)
        later = Snapshot("run", 9.0, (Totals("fit", "thread", running=1, done=8, failed=2),), (), ("old", "older"))
        stint.note(later)
        assert stint.part(later).errors == ()
        new = Snapshot("run", 9.0, (Totals("fit", "thread", running=1, done=8, failed=3),), (), ("old", "older", "new"))
        stint.note(new)
        assert stint.part(new).errors == ("new",)

    def test_session_that_never_worked_rests(self) -> None:
        stint = Stint(1.0, Clock())
        stint.note(Snapshot("run", 5.0))
        assert stint.is_over
        assert not stint.is_due
