"""What the rows of each cluster are like, beside all rows, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer

from headway.automl.clusters.wording import MISSING, Trait, in_words
from headway.automl.features import Layout
from headway.automl.features.words import FilledText, Vocabulary

Array = np.ndarray[Any, Any]
MARKS = 300  # words of a text column that are counted
STANDS_OUT = 0.4  # deviations from all rows from which a column is named
MOST_NAMED = 3


def traits_of(frame: pd.DataFrame, layout: Layout, labels: Array, k: int) -> list[list[Trait]]:
    """The traits of each cluster, in the order of the frame's columns; ``frame`` holds prepared features."""
    told: list[list[Trait]] = [[] for _ in range(k)]
    for name in frame.columns:
        for cluster, trait in enumerate(_column(frame[name], name, layout, labels, k)):
            told[cluster].append(trait)
    return told


def profile_of(frame: pd.DataFrame, layout: Layout, labels: Array, k: int) -> pd.DataFrame:
    """A row for each cluster: ``size``, ``share``, ``stands_out`` (in words), then what each column is like there.

    Numbers and dates have ``NAME: mean`` and ``NAME: apart`` (from the mean of all rows, in standard deviations);
    categories and text have ``NAME: typical``, ``NAME: share`` of the cluster's rows that have it, and ``NAME: lift``,
    by how much more often than among all rows.
    """
    sizes = np.bincount(labels, minlength=k)
    rows = []
    for cluster, traits in enumerate(traits_of(frame, layout, labels, k)):
        row = {"size": int(sizes[cluster]), "share": sizes[cluster] / len(labels), "stands_out": stands_out(traits)}
        for trait in traits:
            row |= _cells(trait)
        rows.append(row)
    return pd.DataFrame(rows, index=pd.RangeIndex(k, name="cluster"))


def stands_out(traits: list[Trait]) -> str:
    """The few columns that set a cluster apart, in words, what does so most first."""
    order = sorted((trait for trait in traits if abs(trait.apart) >= STANDS_OUT), key=lambda trait: -abs(trait.apart))
    return "; ".join(in_words(trait) for trait in order[:MOST_NAMED]) or "near the mean of all rows in every column"


def centers_of(frame: pd.DataFrame, layout: Layout, labels: Array, k: int) -> pd.DataFrame:
    """A row for each cluster in the table's own units: means of numbers and dates, the most frequent category.

    Text has no centre. A column that a cluster has no value in is missing there.
    """
    columns = {}
    for name in frame.columns:
        groups = frame[name].groupby(labels)
        if name in layout.numbers:
            numbers = _finite(frame[name])
            columns[name] = (numbers / _unit(numbers)).groupby(labels).mean() * _unit(numbers)
        elif name in layout.dates:
            columns[name] = groups.mean()
        elif name not in layout.texts:
            columns[name] = groups.agg(_most_frequent)
    return pd.DataFrame(columns, index=pd.RangeIndex(k, name="cluster"))


def _most_frequent(column: pd.Series[Any]) -> Any:
    counts = column.value_counts()
    return counts.index[0] if len(counts) and counts.iloc[0] else None


def _finite(column: pd.Series[Any]) -> pd.Series[Any]:
    return column.where(np.isfinite(column.to_numpy(dtype=np.float64)))


def _cells(trait: Trait) -> dict[str, Any]:
    if trait.kind in ("numerical", "datetime"):
        return {f"{trait.column}: mean": trait.value, f"{trait.column}: apart": trait.apart}
    return {
        f"{trait.column}: typical": trait.value,
        f"{trait.column}: share": trait.share,
        f"{trait.column}: lift": trait.lift,
    }


def _column(column: pd.Series[Any], name: str, layout: Layout, labels: Array, k: int) -> Iterator[Trait]:
    if name in layout.numbers:
        return _numbers(_finite(column), name, labels, k)
    if name in layout.dates:
        return _means(column, name, "datetime", labels, k)
    if name in layout.texts:
        return _shares(*_words_in(column), name, "text", labels, k)
    return _shares(*_categories_in(column), name, "categorical", labels, k)


def _numbers(column: pd.Series[Any], name: str, labels: Array, k: int) -> Iterator[Trait]:
    unit = _unit(column)
    for trait in _means(column / unit, name, "numerical", labels, k):
        yield replace(trait, value=trait.value * unit, overall=trait.overall * unit)


def _unit(column: pd.Series[Any]) -> float:
    """The largest of the numbers: in this unit no sum and no square is beyond what a float can hold."""
    largest = float(column.abs().max())
    return largest if largest > 0 else 1.0


def _means(column: pd.Series[Any], name: str, kind: str, labels: Array, k: int) -> Iterator[Trait]:
    overall, deviation = column.mean(), column.std(ddof=0)
    means = column.groupby(labels).mean()
    for cluster in range(k):
        mean = means.get(cluster, column.iloc[:0].mean())
        away = (mean - overall) / deviation if deviation and not pd.isna(mean) else 0.0
        yield Trait(name, kind, mean, overall, float(away))


def _categories_in(column: pd.Series[Any]) -> tuple[list[str], Array, Array]:
    """Names, and for each of them that a row has: the row, and the place of the name."""
    codes = column.cat.codes.to_numpy().astype(np.int64)
    names = [str(name) for name in column.cat.categories]
    return [*names, MISSING], np.arange(len(codes)), np.where(codes < 0, len(names), codes)


def _words_in(column: pd.Series[Any]) -> tuple[list[str], Array, Array]:
    counter = Vocabulary(CountVectorizer(binary=True, max_features=MARKS, token_pattern=r"(?u)\b\w+\b"))
    found = counter.fit_transform(FilledText().fit_transform(column.to_frame())).tocoo()
    names = [] if counter.vectoriser_ is None else [str(name) for name in counter.vectoriser_.get_feature_names_out()]
    return names, found.row, found.col


def _shares(
    names: list[str], rows: Array, places: Array, name: str, kind: str, labels: Array, k: int
) -> Iterator[Trait]:
    counts = np.bincount(places * k + labels[rows], minlength=len(names) * k).reshape(len(names), k)
    overall = counts.sum(axis=1) / len(labels)
    deviation = np.sqrt(overall * (1 - overall))
    for cluster, size in enumerate(np.bincount(labels, minlength=k)):
        more = counts[:, cluster] / size - overall
        if not len(names):
            yield Trait(name, kind, None, 0.0, 0.0)
            continue
        at = int(np.lexsort((-overall, -more.round(12)))[0])
        share, apart = counts[at, cluster] / size, more[at] / deviation[at] if deviation[at] else 0.0
        yield Trait(name, kind, names[at], float(overall[at]), float(apart), float(share), float(share / overall[at]))
