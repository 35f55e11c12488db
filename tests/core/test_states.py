"""The table of moves, and what is derived from it."""

from __future__ import annotations

import pytest

from headway.core.states import FINAL, MOVES, State, mermaid


def test_no_move_leads_out_of_a_final_state() -> None:
    assert {State.DONE, State.FAILED, State.SKIPPED, State.CANCELLED} == FINAL
    assert [state for state in State if state.is_final] == [s for s in State if s in FINAL]


def test_every_state_can_be_reached_from_waiting() -> None:
    reached, look_at = {State.WAITING}, [State.WAITING]
    while look_at:
        for state in MOVES.get(look_at.pop(), {}):
            if state not in reached:
                reached.add(state)
                look_at.append(state)
    assert reached == set(State)


@pytest.mark.parametrize("state", [s for s in State if s not in FINAL])
def test_every_unfinished_task_can_be_cancelled_and_can_fail(state: State) -> None:
    assert {State.CANCELLED, State.FAILED} <= set(MOVES[state])


def test_only_what_never_ran_is_skipped() -> None:
    assert [state for state, moves in MOVES.items() if State.SKIPPED in moves] == [State.WAITING]


def test_names_are_lower_case_words() -> None:
    assert [str(state) for state in State] == [state.name.lower() for state in State]


def test_diagram_draws_every_move_once() -> None:
    lines = mermaid().splitlines()
    moves = [f"    {a} --> {b}: {why}" for a, ends in MOVES.items() for b, why in ends.items()]
    assert lines[0] == "stateDiagram-v2"
    assert lines[1] == "    [*] --> waiting"
    assert lines[2 : 2 + len(moves)] == moves
    assert lines[2 + len(moves) :] == [f"    {state} --> [*]" for state in State if state in FINAL]
