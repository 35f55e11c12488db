"""The four-line flow with instant learners, and the same work by hand: `python -m benchmarks.automl.flow`, in a folder."""

import time
from collections.abc import Callable
from typing import Any

from benchmarks.automl import arena
from benchmarks.cell import Outcome, captured

FOLDS = 5


def compared(target: str, metric: str, repeats: int) -> Outcome:
    """Seconds of both and of their difference, turn by turn, after one run of each."""
    flow_s, work_s = [], []
    for _ in range(1 + repeats):
        flow_s.append(seconds(lambda: flow(target, metric)))
        work_s.append(seconds(lambda: by_hand(target)))
    added = [ours - work for ours, work in zip(flow_s, work_s, strict=True)]
    return {"flow_s": flow_s[1:], "work_s": work_s[1:], "added_s": added[1:], "first_s": [flow_s[0]]}


def seconds(call: Callable[[], Any]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def flow(target: str, metric: str) -> Any:
    """Upload twice, train, predict."""
    from sklearn.dummy import DummyClassifier

    from headway import automl

    client = automl.Client()
    train, test = client.upload("train.csv"), client.upload("test.csv")
    experiment = client.train(
        train, target=target, metric=metric, algorithms=[DummyClassifier()], folds=FOLDS, max_models=1, seed=0
    )
    return client.predict(test, experiment).result()


def by_hand(target: str) -> Any:
    """Read twice, five folds, a last fit, predictions."""
    import pandas as pd
    from sklearn.dummy import DummyClassifier
    from sklearn.model_selection import cross_val_predict

    train, test = pd.read_csv("train.csv"), pd.read_csv("test.csv")
    features, answers = train.drop(columns=target), train[target]
    cross_val_predict(DummyClassifier(), features, answers, cv=FOLDS, method="predict_proba")
    return DummyClassifier().fit(features, answers).predict_proba(test)


def main() -> None:
    """Compare as `job.json` in this folder asks."""
    arena.enter()
    asked = arena.asked()
    arena.leave(captured(lambda: compared(**asked)))


if __name__ == "__main__":
    main()
