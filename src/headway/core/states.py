"""The states of a task, and the one table of moves between them.

Whatever else is said about states (which are final, the messages, the diagram in the docs) is derived from ``MOVES``.
"""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """Where a task stands. ``DONE``, ``FAILED``, ``SKIPPED`` and ``CANCELLED`` are final.

    >>> State.RUNNING.is_final, State.SKIPPED.is_final
    (False, True)
    >>> str(State.DONE)
    'done'
    """

    WAITING = "waiting"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"

    def __str__(self) -> str:
        return str(self.value)

    @property
    def is_final(self) -> bool:
        """Whether no move leads out of this state."""
        return self not in MOVES


MOVES: dict[State, dict[State, str]] = {
    State.WAITING: {
        State.READY: "all prerequisites are done",
        State.DONE: "the task that it returned is done",
        State.FAILED: "the task that it returned failed, or returns to it",
        State.SKIPPED: "a prerequisite failed or was skipped",
        State.CANCELLED: "cancelled, or a prerequisite was",
    },
    State.READY: {
        State.RUNNING: "a worker took it",
        State.FAILED: "it can't be sent to a worker",
        State.CANCELLED: "cancelled",
    },
    State.RUNNING: {
        State.DONE: "its function returned",
        State.FAILED: "its function raised, or ran out of time",
        State.CANCELLED: "cancelled",
        State.READY: "to be tried again, or handed back unstarted",
        State.WAITING: "its function returned a task",
    },
}

FINAL = frozenset(state for state in State if state not in MOVES)


def mermaid() -> str:
    """The table of moves as a Mermaid state diagram.

    >>> print(mermaid().splitlines()[0])
    stateDiagram-v2
    """
    lines = ["stateDiagram-v2", "    [*] --> waiting"]
    lines += [f"    {a} --> {b}: {why}" for a, moves in MOVES.items() for b, why in moves.items()]
    lines += [f"    {state} --> [*]" for state in State if state in FINAL]
    return "\n".join(lines)
