"""What a leaderboard shows of a search: its models in order, and how far each is from the baseline to the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from headway.automl.views.shown import FoundShown, StandingShown
from headway.automl.views.words import aligned


@dataclass(frozen=True)
class Rank:
    """A model in its place; ``share`` is its way from the baseline (0) to the best (1), None where there is no telling."""

    place: int
    name: str
    score: float
    words: str
    share: float | None
    fit_s: float
    is_baseline: bool
    is_ensemble: bool


def ranks(found: FoundShown) -> list[Rank]:
    """All models, what is recommended first."""
    standings = found.standings
    sign = 1.0 if found.problem.metric.is_more_better else -1.0
    gains = [sign * each.score for each in standings]
    low = next((gain for gain, each in zip(gains, standings, strict=True) if is_baseline(each)), None)
    high = max((gain for gain in gains if isfinite(gain)), default=None)
    words = aligned([each.score for each in standings])
    return [
        Rank(
            at + 1,
            each.name,
            each.score,
            words[at],
            _share(gains[at], low, high),
            each.fit_s,
            is_baseline(each),
            each.ensemble is not None,
        )
        for at, each in enumerate(standings)
    ]


def is_baseline(standing: StandingShown) -> bool:
    """Whether it is the model that knows nothing but the target's own values."""
    return standing.trial is not None and standing.trial.candidate.number == 0


def first(all_ranks: Sequence[Rank], most: int) -> list[Rank]:
    """The best of them, and the baseline wherever it stands."""
    return [rank for rank in all_ranks if rank.place <= most or rank.is_baseline]


def better(found: FoundShown) -> str:
    """Which scores are better, in words."""
    return "more is better" if found.problem.metric.is_more_better else "less is better"


def _share(gain: float, low: float | None, high: float | None) -> float | None:
    if low is None or high is None or not isfinite(gain) or not isfinite(low) or high <= low:
        return None
    return max(0.0, (gain - low) / (high - low))
