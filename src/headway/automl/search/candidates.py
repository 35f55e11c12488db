"""Which models are tried, in which order: a function of the data's size, the seed and the options, of nothing else.

Time decides how far down the sequence a search comes, never what stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random

from headway.automl.learners import Learner, Settings, Size


@dataclass(frozen=True)
class Candidate:
    """A learner with settings: a model that may be fitted. ``number`` is its place in the sequence, from 1."""

    number: int
    name: str
    learner: Learner
    settings: Settings


def candidates(learners: Sequence[Learner], size: Size, seed: int) -> Iterator[Candidate]:
    """The sequence: each learner's best bet, then its others, then draws by turns, without end where one can draw.

    >>> from headway.automl.learners import chosen
    >>> from itertools import islice
    >>> learners, _ = chosen(["LightGBM", "GLM"])
    >>> [candidate.name for candidate in islice(candidates(learners, Size(100, 5), 0), 5)]
    ['LightGBM', 'GLM', 'LightGBM 2', 'LightGBM 3', 'LightGBM 4']
    """
    made: dict[str, int] = {}
    number = count(1)

    def candidate(learner: Learner, settings: Settings) -> Candidate:
        made[learner.name] = nth = made.get(learner.name, 0) + 1
        return Candidate(next(number), learner.name if nth == 1 else f"{learner.name} {nth}", learner, settings)

    first = {learner.name: learner.first(size) for learner in learners}
    for place in range(max(map(len, first.values()), default=0)):
        for learner in learners:
            if place < len(first[learner.name]):
                yield candidate(learner, first[learner.name][place])
    for turn in count():
        drawing = [learner for learner in learners if learner.draw is not None]
        if not drawing:
            return
        for learner in drawing:
            assert learner.draw is not None
            yield candidate(learner, learner.draw(Random(f"{seed} {learner.name} {turn}"), size))
