"""An experiment: every model that was tried on a question, and how each fared on rows that it had not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from headway.automl.results import curves
from headway.automl.results.explanation import typical_values
from headway.automl.results.importances import importances
from headway.automl.results.model import Model
from headway.automl.results.thresholds import BY, best_threshold
from headway.automl.search import Found, Metric, Standing, metric_of, metrics_for
from headway.automl.search.problem import Problem
from headway.errors import BadOption

if TYPE_CHECKING:
    from headway.faces import Picture

Array = np.ndarray[Any, Any]
MOST_SAMPLED = 400  # rows that a model keeps to be checked by
MORE = ("roc", "precision_recall", "calibration", "confusion", "residuals")


@dataclass(frozen=True, eq=False)
class Holdout:
    """Rows that had no part in the search: their prepared features and their target."""

    frame: pd.DataFrame
    y: Array
    weights: Array | None = None


@dataclass(frozen=True, eq=False)
class Experiment:
    """What a training came to.

    ``leaderboard`` has a row for each model, the best first; ``best_model`` is the first of them. Scores are of rows
    that a model had not seen: of all folds together (``cross_validation``), or of the one part that was held out
    (``validation``).
    """

    found: Found
    holdout: Holdout | None = None

    @property
    def _problem(self) -> Problem:
        return self.found.problem

    @property
    def target(self) -> str:
        """The column that is predicted."""
        return self._problem.target

    @property
    def type(self) -> str:
        """The kind of problem: "binary", "multiclass" or "regression"."""
        return self._problem.type

    @property
    def metric(self) -> str:
        """The metric by which the models are ranked."""
        return self._problem.metric.name

    @property
    def labels(self) -> tuple[Any, ...]:
        """The classes, in the order of probabilities; empty for regression."""
        return self._problem.labels

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noticed about the table, and what was done about it."""
        return (*self._problem.notes, *self.found.notes)

    @property
    def seconds(self) -> float:
        """How long the search took."""
        return self.found.seconds

    @property
    def validated_by(self) -> str:
        """How: "cross_validation", or "validation" where one part of the rows was held out once."""
        return "validation" if self.found.options.folds == 1 else "cross_validation"

    @cached_property
    def leaderboard(self) -> pd.DataFrame:
        """A row for each model, the best first: ``model``, its ``score``, every metric, and seconds.

        ``fit_s`` and ``predict_s`` are of all folds together; of an ensemble, of the models in it. ``holdout`` is there
        where rows were held out from the whole search.
        """
        rows = [self._row(standing) for standing in self.found.standings]
        return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="rank"))

    def _row(self, standing: Standing) -> dict[str, Any]:
        row: dict[str, Any] = {"model": standing.name, "score": standing.score}
        if self.holdout is not None:
            row["holdout"] = self.holdout_scores[standing.name].get(self.metric, float("nan"))
        row |= {name: score for name, score in self.scores_of(standing.name).items() if name != self.metric}
        return row | {"fit_s": round(standing.fit_s, 3), "predict_s": round(standing.predict_s, 4)}

    def scores_of(self, model: str) -> dict[str, float]:
        """Every metric of a model on rows that it had not seen."""
        standing = self._standing(model)
        truth, weights = self._truth
        return {each.name: each.score(truth, standing.predictions, weights) for each in self._metrics}

    @cached_property
    def holdout_scores(self) -> Mapping[str, Mapping[str, float]]:
        """Every metric of every model on the rows that were held out from the whole search; empty without such rows."""
        return {name: self.holdout_scores_of(name) for name in self.model_names} if self.holdout else {}

    def holdout_scores_of(self, model: str) -> dict[str, float]:
        """Every metric of a model on the rows that were held out from the whole search; empty without such rows."""
        if self.holdout is None:
            return {}
        held, told = self.holdout, self.model(model).outputs_of(self.holdout.frame)
        return {each.name: each.score(held.y, told, held.weights) for each in self._metrics}

    @property
    def model_names(self) -> tuple[str, ...]:
        """The models' names, the best first."""
        return tuple(standing.name for standing in self.found.standings)

    @property
    def best_model(self) -> Model:
        """The model with the best score."""
        return self.model(self.model_names[0])

    def best_by(self, metric: str | Metric) -> Model:
        """The model that is best by another metric.

        Raises:
            BadOption: it measures another kind of problem.
        """
        measured = metric_of(metric, self._problem.type)
        truth, weights = self._truth

        def gain(standing: Standing) -> float:
            reached = measured.gain(truth, standing.predictions, weights)
            return reached if np.isfinite(reached) else -np.inf

        return self.model(max(self.found.standings, key=gain).name)

    def model(self, name: str) -> Model:
        """A model of the leaderboard by its name.

        Raises:
            BadOption: there is none of this name.
        """
        if name not in self._models:
            standing = self._standing(name)
            self._models[name] = self._opened(standing)
        return self._models[name]

    @cached_property
    def _models(self) -> dict[str, Model]:
        return {}

    def _opened(self, standing: Standing) -> Model:
        names = standing.ensemble.models if standing.ensemble else (standing.name,)
        trials = {trial.name: trial for trial in self.found.trials}
        problem = self._problem
        return Model(
            name=standing.name,
            target=problem.target,
            type=problem.type,
            labels=problem.labels,
            schema=problem.schema,
            layout=problem.layout,
            members={name: self.found.members(trials[name]) for name in names},
            ensemble=standing.ensemble,
            thresholds=self._thresholds(standing),
            typical=typical_values(problem.frame),
            metric=problem.metric.name,
            score=standing.score,
            sample=problem.frame.iloc[:: -(-len(problem.frame) // MOST_SAMPLED)],
        )

    def _thresholds(self, standing: Standing) -> dict[str, float]:
        if self._problem.type != "binary":
            return {}
        truth, weights = self._truth
        return {name: best_threshold(truth, standing.predictions, name, weights) for name in BY}

    @cached_property
    def importances(self) -> pd.DataFrame:
        """How much worse the best single model gets when a column is shuffled: ``feature``, ``importance``, ``share``.

        Measured on rows that it had not seen, in the metric of the experiment. Source: Breiman 2001, "Random Forests",
        section 10.
        """
        single = next(standing for standing in self.found.standings if standing.trial is not None)
        return importances(self.found, single)

    def curve(self, kind: str, model: str | None = None) -> pd.DataFrame:
        """What can be drawn of a model (default: the best) on rows that it had not seen, as a frame of points.

        Args:
            kind: "roc", "precision_recall", "calibration", "confusion" for classes; "residuals" for numbers.
            model: its name.

        Raises:
            BadOption: there is no such curve for this kind of problem, or no such model.
        """
        fits = MORE[-1:] if self.type == "regression" else MORE[:-1]
        if kind not in fits:
            raise BadOption("kind", kind, f"one of {', '.join(fits)}, for a {self.type} experiment")
        told = self._standing(model or self.model_names[0]).predictions
        truth, _ = self._truth
        if kind == "residuals":
            return curves.residuals(truth, told)
        if kind == "confusion":
            return curves.confusion(truth, told.argmax(axis=1), self.labels)
        draw = {"roc": curves.roc, "precision_recall": curves.precision_recall, "calibration": curves.calibration}
        return draw[kind](truth, told, self.labels)

    @cached_property
    def plan(self) -> pd.DataFrame:
        """What ran: a row for each candidate in the order of the sequence.

        ``candidate``, ``algorithm``, ``settings``, ``state`` ("done", "failed", "out of time"), ``folds`` that were
        fitted, ``began_s`` and ``ended_s`` since the search began, ``fit_s``, and ``error`` in words.
        """
        rows = [
            {
                "candidate": trial.name,
                "algorithm": trial.candidate.learner.title,
                "settings": dict(trial.candidate.settings),
                "state": trial.state,
                "folds": len(trial.fits),
                "began_s": round(trial.began_s, 3),
                "ended_s": None if trial.ended_s is None else round(trial.ended_s, 3),
                "fit_s": round(trial.fit_s, 3),
                "error": trial.error,
            }
            for trial in self.found.trials
        ]
        return pd.DataFrame(rows)

    def picture(self, kind: str, model: str | None = None) -> Picture:
        """A picture of what was tried, or of a model (default: the best) on rows that it had not seen.

        Args:
            kind: "leaderboard", "importances", "plan"; "roc", "precision_recall", "calibration", "confusion" for
                classes; "residuals" for numbers.
            model: its name, where the picture is of one.

        Raises:
            BadOption: there is no such picture for this kind of problem, or no such model.
        """
        from headway.automl.views import experiment_picture

        return experiment_picture(self, kind, model)

    @property
    def _metrics(self) -> Sequence[Metric]:
        own = self._problem.metric
        others = [each for each in metrics_for(self._problem.type) if each.name != own.name]
        return [own, *others]

    @property
    def _truth(self) -> tuple[Array, Array | None]:
        problem, held_out = self._problem, self.found.held_out
        return problem.y[held_out], None if problem.weights is None else problem.weights[held_out]

    def _standing(self, name: str) -> Standing:
        for standing in self.found.standings:
            if standing.name == name:
                return standing
        near = get_close_matches(str(name), self.model_names, 1, 0.5)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise BadOption("model", name, f"one of {', '.join(self.model_names)}{hint}")

    def _repr_html_(self) -> str:
        from headway.automl.views import experiment_html

        return experiment_html(self)

    def __repr__(self) -> str:
        best = self.found.standings[0]
        return (
            f"<experiment: {self.target!r} ({self.type}), {len(self.found.standings)} models in {self.seconds:.1f} s; "
            f"best {best.name}: {self.metric} {best.score:.4g}>"
        )
