"""What is being read, and how much of it: errors with their line, and a measure of work that a text can't exceed."""

from __future__ import annotations

from dataclasses import dataclass, field

from headway.errors import UnreadableModel

MOST_STEPS = 10_000_000  # parts of expressions worked out for one text
STEPS_A_CHARACTER = 50  # more of them for each character: who writes out large data may have a large model
STEPS_A_MEMBER = 5  # of a set that is made: it takes memory, too
MOST_MEMBERS = 1_000_000  # of one set, and variables or rows of one model
LONGEST_SYMBOL = 10_000  # characters
MOST_PARTS = 20  # of a member, as in MathProg
DEEPEST = 60  # expressions inside expressions


@dataclass
class Source:
    """The place that errors name, and the steps that are left."""

    where: str
    steps: int = field(default=MOST_STEPS)

    @classmethod
    def of(cls, where: str, *texts: str) -> Source:
        """The place, with as many steps as are sensible for texts of this length."""
        return cls(where, MOST_STEPS + STEPS_A_CHARACTER * sum(map(len, texts)))

    def fail(self, line: int, what: str, cure: str = "") -> UnreadableModel:
        """The error that names a line."""
        return UnreadableModel(self.where, line, what, cure)

    def spend(self, steps: int, line: int) -> None:
        """Count work that is about to be done.

        Raises:
            UnreadableModel: the text asks for more than is sensible.
        """
        self.steps -= steps
        if self.steps < 0:
            raise self.fail(
                line, "this takes too many steps to work out", "State a smaller model, or write its data out."
            )

    def check_size(self, count: int, line: int, what: str) -> None:
        """Raise where there are more of something than is sensible.

        Raises:
            UnreadableModel: with the line that asks for it.
        """
        if count > MOST_MEMBERS:
            raise self.fail(line, f"{what} of more than {MOST_MEMBERS:,} is too large", "State a smaller model.")
