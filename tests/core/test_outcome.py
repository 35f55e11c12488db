"""How a task ended, as a value."""

from __future__ import annotations

import pytest
from tests.core.by_hand import ByHand, Called

from headway.core.outcome import (
    Cancelled,
    Cell,
    Failure,
    Outcome,
    Skipped,
    Value,
    describe,
    gather_outcomes,
    gather_values,
    outcome_of,
)
from headway.core.states import State
from headway.errors import PrerequisiteFailed, TaskCancelled


def failure(error: BaseException | None = None) -> Failure:
    return Failure("load", error or ValueError("bad row"), None)


class TestShown:
    @pytest.mark.parametrize(
        ("outcome", "shown"),
        [
            (Value([1]), "Value([1])"),
            (failure(), "Failure(ValueError('bad row'))"),
            (Skipped("fit", failure()), "Skipped(Failure(ValueError('bad row')))"),
            (Cancelled("fit"), "Cancelled('it was cancelled')"),
        ],
    )
    def test_outcome_shows_what_it_holds(self, outcome: Outcome, shown: str) -> None:
        assert repr(outcome) == shown

    def test_outcomes_can_be_matched(self) -> None:
        def said(outcome: Outcome) -> object:
            match outcome:
                case Value(value):
                    return value
                case Failure(error):
                    return error
                case Skipped(root):
                    return root
                case Cancelled(reason):
                    return reason

        bad = failure()
        assert [said(o) for o in (Value(1), bad, Skipped("fit", bad), Cancelled("fit", "enough"))] == [
            1,
            bad.error,
            bad,
            "enough",
        ]


class TestAsked:
    def test_failure_gives_its_own_error_and_traceback(self) -> None:
        try:
            raise ValueError("bad row")
        except ValueError as error:
            own = error.__traceback__
            bad = Failure("load", error, own)
        bad.error.with_traceback(None)
        assert not bad.asked
        assert bad.ask() is bad.error
        assert (bad.error.__traceback__, bad.asked) == (own, True)

    def test_skipped_raises_from_the_root_cause(self) -> None:
        bad = failure()
        error = Skipped("fit", bad).ask()
        assert isinstance(error, PrerequisiteFailed)
        assert error.__cause__ is bad.error
        assert bad.asked
        assert str(error) == "task `fit` was skipped: it needs `load`, which failed with ValueError: bad row"

    def test_cancelled_says_why(self) -> None:
        error = Cancelled("fit", "it needs `load`: Ctrl-C").ask()
        assert isinstance(error, TaskCancelled)
        assert str(error) == "task `fit` has no result: it needs `load`: Ctrl-C"

    def test_looking_at_an_outcome_asks_for_its_failure(self) -> None:
        hand = ByHand()
        a = hand.call("a")
        assert outcome_of(a) is None
        bad = hand.fail(a)
        assert outcome_of(a) is bad
        assert bad.asked

    def test_outcome_of_a_value_holds_it(self) -> None:
        hand = ByHand()
        a = hand.call("a")
        hand.end(a, 7)
        found = outcome_of(a)
        assert isinstance(found, Value)
        assert found.value == 7

    def test_outcome_of_a_skipped_task_asks_for_the_root(self) -> None:
        hand = ByHand()
        a = hand.call("a")
        b = hand.call("b", a)
        bad = hand.fail(a)
        assert isinstance(outcome_of(b), Skipped)
        assert bad.asked


class TestWatch:
    def test_whoever_watches_a_failure_knows_that_it_was_asked_for(self) -> None:
        class Watch:
            asked = False

        bad = failure()
        bad.watch = Watch()
        bad.ask()
        assert bad.watch.asked


class TestDescribed:
    class Broken(Exception):
        def __str__(self) -> str:
            raise SystemExit("its text")

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (ValueError("bad row\nand more"), "ValueError: bad row"),
            (ValueError("\n  first  \nsecond"), "ValueError: first  "),
            (ValueError(), "ValueError"),
            (ValueError("  \n "), "ValueError"),
            (KeyboardInterrupt(), "KeyboardInterrupt"),
            (Broken(), "Broken: (its text can't be made: SystemExit)"),
        ],
    )
    def test_error_in_a_line(self, error: BaseException, said: str) -> None:
        assert describe(error) == said


class TestGathered:
    def cells(self) -> dict[str, Called]:
        """One task for each way to end."""
        hand = ByHand(threads=4)
        done, failed, cancelled = (hand.call(name) for name in ("done", "failed", "cancelled"))
        skipped = hand.call("skipped", failed)
        hand.end(done, 1)
        hand.fail(failed)
        hand.cancel(cancelled)
        return {"done": done, "failed": failed, "skipped": skipped, "cancelled": cancelled}

    @pytest.mark.parametrize(
        ("names", "state"),
        [
            (("done", "done"), State.DONE),
            (("cancelled", "skipped", "failed"), State.FAILED),
            (("cancelled", "skipped", "done"), State.SKIPPED),
            (("done", "cancelled"), State.CANCELLED),
            ((), State.DONE),
        ],
    )
    def test_worst_end_decides(self, names: tuple[str, ...], state: State) -> None:
        cells = self.cells()
        found, value = gather_values([cells[name] for name in names])
        assert found is state
        assert (
            value == tuple(cells[n].value for n in names)
            if state is State.DONE
            else value in [cells[n].value for n in names]
        )

    def test_errors_stand_in_the_place_of_values(self) -> None:
        cells = self.cells()
        state, values = gather_outcomes(list(cells.values()))
        assert state is State.DONE
        assert [type(v) for v in values] == [int, ValueError, PrerequisiteFailed, TaskCancelled]
        assert cells["failed"].value.asked


def test_cell_can_be_made_bare() -> None:
    """A handle is made before anything is known of it, in as little time as there is."""
    assert not hasattr(Cell(), "_state")
