"""Whether a graph says what its model says: the only file that knows ``onnxruntime``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from headway.automl.saving.graph.builder import Impossible
from headway.automl.saving.graph.columns import UNKNOWN
from headway.automl.saving.saveable import Saveable

Array = np.ndarray[Any, Any]
NEAR = 1e-5  # of a probability, and of a number beside its size: what float32 gives
SAME_LABELS = 0.999
STRANGE = "\0 a category that no table has"


def check(graph: bytes, model: Saveable) -> None:
    """Ask both about the rows that the model keeps, and about others with what training never saw.

    Raises:
        Impossible: they do not agree, or there are no rows to ask about.
    """
    if model.sample is None or not len(model.sample):
        raise Impossible("a model that was loaded has no rows by which a graph could be checked")
    for frame in (rounded(model.sample), strange(rounded(model.sample))):
        _compare(graph, model, frame)


def rounded(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with numbers that float32 can hold."""
    numbers = frame.select_dtypes("number").columns
    return frame.astype(dict.fromkeys(numbers, np.float32)).astype(dict.fromkeys(numbers, np.float64))


def strange(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows, in each a few values that are missing, infinite, far off or unknown."""
    random = np.random.default_rng(0)
    changed = {}
    for name in frame.columns:
        column = frame[name].astype(object if isinstance(frame[name].dtype, pd.CategoricalDtype) else np.float64)
        odd = [None, STRANGE] if column.dtype == object else [np.nan, np.inf, -np.inf, 0.0, 1e9, -1e9]
        chosen = random.random(len(column)) < 0.3
        values = column.to_numpy(copy=True)
        values[chosen] = np.array(odd, dtype=values.dtype)[random.integers(0, len(odd), int(chosen.sum()))]
        changed[name] = pd.Series(values, index=frame.index, dtype=None if column.dtype != object else "category")
    return pd.DataFrame(changed, columns=frame.columns, index=frame.index)


def ask(graph: bytes, frame: pd.DataFrame) -> list[Array]:
    """What a graph says of prepared rows: the label and the probabilities, or the prediction."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    session = InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    return [np.asarray(each) for each in session.run(None, {str(name): fed(frame[name]) for name in frame.columns})]


def fed(column: pd.Series[Any]) -> Array:
    """A column as a graph takes it, of shape (rows, 1)."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        text = column.astype(object).where(column.notna(), UNKNOWN).map(str)
        return np.asarray(text, dtype=object)[:, None]
    return np.asarray(column, dtype=np.float32)[:, None]


def _compare(graph: bytes, model: Saveable, frame: pd.DataFrame) -> None:
    try:
        answers = ask(graph, frame)
    except Exception as error:
        raise Impossible(f"onnxruntime can't run its graph: {error}") from error
    expected, told = model.outputs_of(frame), answers[-1]
    far = float(np.max(np.abs(told - expected) / np.maximum(1.0, np.abs(expected))))
    if told.shape != expected.shape or not far <= NEAR:
        raise Impossible(f"its graph says something else: it is off by {far:.1g}")
    if model.type != "regression":
        labels = np.asarray(model.labels)[expected.argmax(axis=1)].astype(answers[0].dtype)
        same = float(np.mean(labels == answers[0]))
        if same < SAME_LABELS:
            raise Impossible(f"its graph names the same class in {same:.1%} of the rows only")
