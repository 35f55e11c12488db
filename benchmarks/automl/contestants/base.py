"""What a library is asked for, and what it is given. It is used as its own documentation shows."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Job:
    """What to train.

    Attributes:
        train, test: paths of CSV files; the second has no target.
        task: "binary", "multiclass" or "regression".
        metric: "auc", "logloss" or "rmse".
    """

    train: str
    test: str
    target: str
    task: str
    metric: str
    budget_s: float
    seed: int
    threads: int = 2

    @property
    def is_regression(self) -> bool:
        """Whether numbers are predicted, not classes."""
        return self.task == "regression"


class Contestant(ABC):
    """A library with a job."""

    def __init__(self, job: Job) -> None:
        self.job = job

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Set up, outside the timed part, what is set up once: a server."""
        yield

    @abstractmethod
    def fit(self) -> None:
        """Read the training table and train within the budget; all of this is timed."""

    @abstractmethod
    def predict(self) -> Mapping[str, Sequence[float]]:
        """Read the other table: the probabilities of each class, named as in the table, or `prediction`."""

    def winner(self) -> str:
        """What the library has settled on, in a few words."""
        return ""


def probabilities(classes: Sequence[Any], values: Any) -> dict[str, list[float]]:
    """Columns by class, from rows of probabilities as scikit-learn gives them."""
    return {str(name): [float(value) for value in values[:, index]] for index, name in enumerate(classes)}
