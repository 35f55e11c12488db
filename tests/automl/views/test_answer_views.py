"""What is seen of models, explanations and predictions."""

from __future__ import annotations

import numpy as np
import pytest
from tests.automl.views import fakes
from tests.automl.views.looking import card_is_sound, picture_is_sound
from tests.faces.markup import words

from headway.automl.schema import Column, Schema
from headway.automl.views import explanation_html, model_html, prediction_html, waterfall
from headway.automl.views.waterfall import MOST_FEATURES, steps

BOTH = {"GLM": (fakes.Member(),) * 3, "LightGBM": (fakes.Member(),)}


def test_model_tells_what_it_needs() -> None:
    text = card_is_sound(model_html(fakes.Model(thresholds={"f1": 0.31}))).text
    for part in ("Model: ", "LightGBM", "predicts ", "no", "yes", "the mean of 3 × float", "Needs 2 columns", "0.31"):
        assert part in text, part
    assert "numerical" in text
    assert "colour" in text


def test_parts_stand_by_weight() -> None:
    text = card_is_sound(
        model_html(fakes.Model(members=BOTH, ensemble=fakes.Blend({"GLM": 0.2, "LightGBM": 0.8})))
    ).text
    assert text.index("80 %") < text.index("20 %")


def test_stack_says_how_it_combines() -> None:
    stacked = fakes.Model(members=BOTH, ensemble=fakes.Stack(("GLM", "LightGBM")))
    assert "a linear model of what they predict" in card_is_sound(model_html(stacked)).text


def test_model_of_very_many_columns_and_classes_stays_small() -> None:
    schema = Schema(tuple(Column(f"{fakes.LONG} {at}", "numerical", 9, 0, 9) for at in range(5_000)))
    members = {f"{fakes.EVIL} {at}": (fakes.Member(),) for at in range(80)}
    labels = tuple(range(400))
    text = card_is_sound(model_html(fakes.Model(type="multiclass", labels=labels, schema=schema, members=members))).text
    assert "The first 50; model.features has all" in text
    assert "and 55 more" in text
    assert "and 388 more" in text


def test_model_of_numbers_has_no_classes() -> None:
    assert "(regression)" in card_is_sound(model_html(fakes.Model(type="regression", labels=()))).text


def test_waterfall_leads_from_typical_to_this_row() -> None:
    explanation = fakes.explanation()
    every = steps(explanation)
    assert every[0].began == explanation.base
    assert every[-1].ended == pytest.approx(explanation.prediction)
    picture = waterfall(explanation)
    picture_is_sound(picture)
    assert {"a typical row", "this row", "+0.1", "−0.05", "+ adds", "− takes away"} <= {*words(picture.svg)}


def test_many_contributions_are_put_together() -> None:
    explanation = fakes.explanation(40)
    every = steps(explanation)
    assert len(every) == MOST_FEATURES + 1
    assert every[-1].name == "26 other features"
    assert every[-1].ended == pytest.approx(explanation.prediction)


@pytest.mark.parametrize("name", fakes.NAMES)
def test_explanations_of_strange_names(name: str) -> None:
    picture_is_sound(waterfall(fakes.explanation(20, label=name, name=name)))
    card_is_sound(explanation_html(fakes.explanation(20, label=name, name=name)))


def test_explanation_of_no_feature() -> None:
    picture_is_sound(waterfall(fakes.explanation(0, label=None)))
    assert "0.4 for this row" in card_is_sound(explanation_html(fakes.explanation(0, label=None))).text


def test_prediction_tells_classes_and_first_rows() -> None:
    text = card_is_sound(prediction_html(fakes.prediction(size=1.5))).text
    for part in ("30 rows by ", "50 %", "Probability of yes", "named from 0.5", "0.5000", "size", "First rows"):
        assert part in text, part


def test_prediction_of_numbers_has_a_histogram() -> None:
    page = card_is_sound(prediction_html(fakes.prediction(labels=())))
    assert "0 … 0.5 … 1" in page.text
    assert "svg" in page.names()


def test_empty_prediction_says_so() -> None:
    assert "No rows." in card_is_sound(prediction_html(fakes.prediction(0))).text


def test_predictions_that_are_no_numbers_are_counted() -> None:
    numbers = fakes.prediction(4, labels=())
    numbers.frame["prediction"] = [np.inf, 1.0, 2.0, np.nan]
    text = card_is_sound(prediction_html(numbers)).text
    assert "1 … 1.5 … 2, 1 infinite" in text
    assert "missing" in text


def test_wide_prediction_of_many_classes_stays_small() -> None:
    many = fakes.prediction(1_000, tuple(f"{fakes.EVIL} {at}" for at in range(100)), **{fakes.LONG: fakes.LONG})
    text = card_is_sound(prediction_html(many)).text
    assert "and 90 more" in text
    assert "The first 10 of 102 columns" in text
