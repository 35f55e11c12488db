"""The pictures of an experiment, by name."""

from __future__ import annotations

from collections.abc import Callable

from headway.automl.views.confusion import confusion
from headway.automl.views.curves import SORTS, curve
from headway.automl.views.importances import importances
from headway.automl.views.leaderboard import leaderboard
from headway.automl.views.plan import plan
from headway.automl.views.residuals import residuals
from headway.automl.views.shown import ExperimentShown
from headway.errors import BadOption
from headway.faces.picture import Picture

WHOLE: dict[str, Callable[[ExperimentShown], Picture]] = {
    "leaderboard": leaderboard,
    "importances": importances,
    "plan": plan,
}
OF_CLASSES = (*(sort.kind for sort in SORTS), "confusion")
OF_NUMBERS = ("residuals",)


def kinds(experiment: ExperimentShown) -> tuple[str, ...]:
    """The pictures that there are of an experiment."""
    return (*WHOLE, *(OF_NUMBERS if experiment.type == "regression" else OF_CLASSES))


def experiment_picture(experiment: ExperimentShown, kind: str, model: str | None = None) -> Picture:
    """A picture of an experiment, or of one of its models (default: the best).

    Raises:
        BadOption: there is no such picture, or no such model; or a model is named for a picture of all of them.
    """
    if kind not in kinds(experiment):
        raise BadOption("kind", kind, f"one of {', '.join(kinds(experiment))}, for a {experiment.type} experiment")
    if kind in WHOLE:
        if model is not None:
            raise BadOption("model", model, f"None: the picture {kind!r} is of the whole experiment")
        return WHOLE[kind](experiment)
    names = [standing.name for standing in experiment.found.standings]
    if model is not None and model not in names:
        raise BadOption("model", model, f"one of {', '.join(names)}")
    chosen = names[0] if model is None else model
    if kind == "confusion":
        return confusion(experiment, chosen)
    return residuals(experiment, chosen) if kind == "residuals" else curve(experiment, kind, chosen)
