"""Several timelines as one: times on one clock, ids without clashes, counts added up."""

from headway.cli.sessions import merged
from headway.core.states import State
from headway.core.timeline import Entry, Timeline, Totals, critical_path, makespan_s, work_s


def part(name: str, *entries: Entry, workers: int = 2, notes: tuple[str, ...] = ()) -> Timeline:
    totals = (Totals("fit", "thread", done=len(entries), seconds=sum(entry.seconds for entry in entries)),)
    return Timeline(name, entries, totals=totals, workers=workers, elapsed_s=5.0, began_at=100.0, notes=notes)


def fit(number: int, start: float, end: float, *needs: int) -> Entry:
    return Entry(number, "fit", State.DONE, "thread", "thread-1", start, start, end, prerequisites=needs)


EARLY = part("early", fit(1, 0.0, 1.0), fit(2, 1.0, 3.0, 1), notes=("held back",))
LATE = part("late", fit(1, 0.0, 1.0), workers=4)


def test_times_stand_on_one_clock() -> None:
    both = merged([(10.0, EARLY), (12.5, LATE)])
    assert [(entry.started_s, entry.ended_s) for entry in both.entries] == [(0.0, 1.0), (1.0, 3.0), (2.5, 3.5)]
    assert makespan_s(both) == 3.5
    assert both.elapsed_s == 7.5


def test_ids_and_prerequisites_do_not_clash() -> None:
    both = merged([(10.0, EARLY), (12.5, LATE)])
    assert [(entry.id, entry.prerequisites) for entry in both.entries] == [(1, ()), (2, (1,)), (3, ())]
    assert [entry.id for entry in critical_path(both)] == [1, 2]


def test_counts_are_added_up() -> None:
    both = merged([(10.0, EARLY), (12.5, LATE)])
    assert both.totals == (Totals("fit", "thread", done=3, seconds=4.0),)
    assert work_s(both) == 4.0
    assert both.workers == 4


def test_notes_name_their_session() -> None:
    assert merged([(10.0, EARLY), (12.5, LATE)]).notes == ("early: held back",)
    assert merged([(10.0, EARLY)], forgotten=7).notes == ("the first 7 sessions are not in this report", "held back")


def test_one_session_stays_as_it_is() -> None:
    assert merged([(10.0, EARLY)]).entries == EARLY.entries


def test_nothing_ran() -> None:
    assert merged([]).entries == ()
