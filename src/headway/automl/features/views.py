"""The views of a table, as scikit-learn column transformers over a frame of features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, QuantileTransformer, StandardScaler

from headway.automl.features.codes import CategoryCodes
from headway.automl.features.dates import DateParts
from headway.automl.features.even import EvenScale
from headway.automl.features.finite import Finite
from headway.automl.features.layout import Layout
from headway.automl.features.means import CategoryMeans, TargetType
from headway.automl.features.topics import Topics
from headway.automl.features.words import FilledText, Leading, TextShape, Vocabulary

MARKS = 100  # words of a text column that trees may ask for
TERMS = 3_000  # words of a text column that a linear model weighs
TOPICS = 24  # directions that such words are brought down to for models that take no sparse matrix
SELDOM = 0.005  # of the rows: a word in fewer is no mark
QUANTILES = 200
ONE_APART = 0.5**0.5  # what two different categories are then, each a column of 0 and this
FREQUENT = 20  # categories of many that have a column of their own in a distance; the rest share one
_WORD = r"(?u)\b\w+\b"


@dataclass(frozen=True)
class View:
    """A transformer yet to be fitted, and the places of its output's columns that are codes of categories."""

    transformer: ColumnTransformer
    categorical: tuple[int, ...] = ()


def for_trees(layout: Layout, target_type: TargetType, seed: int) -> View:
    """Numbers as they are (missing ones NaN), categories as codes, dates and text in parts: a dense matrix of floats.

    Categories with many values appear thrice: as codes by frequency, as what the target is for them in the training
    rows (cross-fitted), and by the letters that they begin with.
    """
    steps: list[tuple[str, Any, list[str]]] = []
    _add(steps, "few", CategoryCodes(), layout.few)
    _add(steps, "numbers", Finite(), layout.numbers)
    _add(steps, "many", CategoryCodes(min_count=2), layout.many)
    _add(steps, "means", _means(target_type, seed), layout.many)
    _add(steps, "leading", make_pipeline(Leading(), CategoryCodes(min_count=2)), layout.many)
    _add(steps, "shapes", TextShape(), (*layout.many, *layout.texts))
    _add(steps, "dates", DateParts(), layout.dates)
    for at, name in enumerate(layout.texts):
        marks = CountVectorizer(binary=True, max_features=MARKS, min_df=SELDOM, token_pattern=_WORD)
        steps.append((f"marks{at}", _text(marks), [name]))
    return View(ColumnTransformer(steps, sparse_threshold=0), tuple(range(len(layout.few))))


def for_sums(
    layout: Layout, target_type: TargetType, seed: int, *, is_sparse: bool = False, even: bool = False
) -> View:
    """Everything filled, scaled, and a column for each category: for models that add and multiply.

    ``is_sparse`` keeps each word of a text column by itself, and else they are brought down to a few directions.
    ``even`` spreads numbers out to a normal distribution by their rank.
    """
    steps: list[tuple[str, Any, list[str]]] = []
    scale = QuantileTransformer(n_quantiles=QUANTILES, output_distribution="normal", random_state=seed)
    _add(steps, "numbers", _filled(scale if even else StandardScaler()), layout.numbers)
    _add(steps, "few", _spread(CategoryCodes()), layout.few)
    _add(steps, "means", make_pipeline(_means(target_type, seed), StandardScaler()), layout.many)
    _add(steps, "leading", _spread(Leading(), CategoryCodes(most=40, min_count=5)), layout.many)
    _add(steps, "shapes", make_pipeline(TextShape(), _filled(StandardScaler())), (*layout.many, *layout.texts))
    _add(steps, "dates", make_pipeline(DateParts(), _filled(StandardScaler())), layout.dates)
    for at, name in enumerate(layout.texts):
        terms = TfidfVectorizer(max_features=TERMS, sublinear_tf=True, ngram_range=(1, 2), token_pattern=_WORD)
        topics = [] if is_sparse else [Topics(TOPICS, random_state=seed)]
        steps.append((f"terms{at}", _text(terms, *topics), [name]))
    return View(ColumnTransformer(steps, sparse_threshold=0.3 if is_sparse and layout.texts else 0))


def for_distances(layout: Layout, seed: int) -> View:
    """Every column with a fair say in the distance of two rows, without a target: a dense matrix of floats.

    Numbers and dates are counted in standard deviations. Two different categories are 1 apart, as two numbers a standard
    deviation apart are; a missing one is a category of its own. (Huang 1998, "Extensions to the k-means algorithm for
    clustering large data sets with categorical values", section 3.3, weighs them about so: any more, and clusters do
    little but repeat the categories.) Text is brought down to directions in which no row is longer than 1.
    """
    steps: list[tuple[str, Any, list[str]]] = []
    _add(steps, "numbers", make_pipeline(Finite(), EvenScale()), layout.numbers)
    _add(steps, "dates", make_pipeline(DateParts(parts=("days",)), EvenScale()), layout.dates)
    _add(steps, "few", _spread(CategoryCodes()), layout.few)
    _add(steps, "many", _spread(CategoryCodes(most=FREQUENT, min_count=2)), layout.many)
    for at, name in enumerate(layout.texts):
        terms = TfidfVectorizer(max_features=TERMS, sublinear_tf=True, token_pattern=_WORD)
        steps.append((f"terms{at}", _text(terms, Topics(TOPICS, random_state=seed)), [name]))
    weights = {"few": ONE_APART, "many": ONE_APART}
    return View(ColumnTransformer(steps, sparse_threshold=0, transformer_weights=weights))


def _add(steps: list[tuple[str, Any, list[str]]], name: str, transformer: Any, columns: tuple[str, ...]) -> None:
    if columns:
        steps.append((name, transformer, list(columns)))


def _filled(scaler: Any) -> Pipeline:
    """Infinite numbers count as missing; missing ones become the median, and a column of their own says so."""
    return make_pipeline(
        Finite(), SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True), scaler
    )


def _spread(*codes: Any) -> Pipeline:
    return make_pipeline(*codes, OneHotEncoder(handle_unknown="ignore", sparse_output=False))


def _means(target_type: TargetType, seed: int) -> Pipeline:
    return make_pipeline(CategoryCodes(most=100_000), CategoryMeans(target_type, seed))


def _text(vectoriser: Any, *steps: Any) -> Pipeline:
    return make_pipeline(FilledText(), Vocabulary(vectoriser), *steps)
