"""A model as a graph of ONNX, for programs without Python; written only where it says what the model says."""

from __future__ import annotations

from headway.automl.saving.graph.builder import Impossible, check_installed
from headway.automl.saving.graph.checking import check
from headway.automl.saving.graph.whole import graph_of
from headway.automl.saving.saveable import Saveable

__all__ = ["Impossible", "check_installed", "exported"]

MOST_BYTES = 50 * 2**20
MOST_NODES = 1_500_000
SOON_NODES = 500_000  # so many take two or three seconds


def exported(model: Saveable, *, soon: bool) -> bytes:
    """The model as a graph that was checked; ``soon`` refuses one that would take long.

    Raises:
        Impossible: there is none; its words say why.
    """
    try:
        graph = graph_of(model, SOON_NODES if soon else MOST_NODES)
    except Impossible:
        raise
    except Exception as error:  # an estimator of another version may look otherwise inside; the model itself is fine
        raise Impossible(f"its graph could not be made: {type(error).__name__}: {error}") from error
    if len(graph) > MOST_BYTES:
        raise Impossible(f"its graph has {len(graph) / 2**20:.0f} MB, more than {MOST_BYTES // 2**20}")
    check(graph, model)
    return graph
