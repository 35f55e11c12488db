"""Workers that load what fits need while the table is still being read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import import_module

from headway import task
from headway.automl.learners import Learner

MOST = 16


def warm(learners: Iterable[Learner]) -> None:
    """Have worker processes import the code of fits, and what these learners stand on; nothing waits for it."""
    _warm(("headway.automl.search.fitting", *(learner.module for learner in learners)))


def warm_for_clusters() -> None:
    """The same, of the code of clusters."""
    _warm(("headway.automl.clusters.run",))


def _warm(modules: Iterable[str]) -> None:
    for _ in range(min(MOST, os.cpu_count() or 1)):
        _load(tuple(dict.fromkeys(modules)))


@task(on="process", name="load learners")
def _load(modules: tuple[str, ...]) -> None:
    for module in modules:
        import_module(module)
