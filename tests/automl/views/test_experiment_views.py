"""The card of an experiment, and the page of all of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.automl.views import fakes
from tests.automl.views.looking import MOST_BYTES, card_is_sound
from tests.faces.markup import Page

from headway.automl.views import experiment_html, report
from headway.errors import BadOption

ENSEMBLE = fakes.Standing("StackedEnsemble", 0.2, None, fakes.Blend({"LightGBM 1": 1.0}))


def failed(at: int, error: str) -> fakes.Trial:
    return fakes.Trial(f"XGBoost {at}", fakes.Candidate(900 + at), "failed", error)


def test_card_begins_with_the_best() -> None:
    text = card_is_sound(experiment_html(fakes.experiment(0.69, 0.3, 0.25, ensembles=(ENSEMBLE,)))).text
    places = [text.index(name) for name in ("StackedEnsemble", "LightGBM 2", "LightGBM 1", "Baseline")]
    assert places == sorted(places)
    assert "logloss: less is better" in text
    assert "0.6900" in text


def test_bars_lead_from_baseline_to_best() -> None:
    text = card_is_sound(experiment_html(fakes.experiment(1.0, 0.5, 0.75, 2.0))).text
    assert "100 %" in text
    assert "50 %" in text
    assert "not better" in text


def test_more_is_better_where_the_metric_says_so() -> None:
    experiment = fakes.experiment(0.5, 0.9, 0.7, metric=fakes.Metric("auc", True))
    text = card_is_sound(experiment_html(experiment)).text
    assert "auc: more is better" in text
    assert text.index("LightGBM 1") < text.index("LightGBM 2") < text.index("Baseline")
    assert "50 %" in text


def test_baseline_is_seen_below_many_models() -> None:
    page = card_is_sound(experiment_html(fakes.experiment(0.69, *np.linspace(0.6, 0.2, 200))))
    before_fold = page.text[: page.text.index("further models")]
    assert "Baseline" in before_fold
    assert "188 further models" in page.text
    assert "The last 88 are in experiment.leaderboard" in page.text


def test_failures_are_told_with_reasons() -> None:
    trials = (failed(1, "ValueError: no\nmore"), failed(2, "ValueError: no\nmore"), failed(3, ""))
    late = fakes.Trial("GBM", fakes.Candidate(99), "out of time")
    text = card_is_sound(experiment_html(fakes.experiment(0.6, 0.5, trials=(*trials, late)))).text
    assert "XGBoost 1" in text
    assert "and 1 more: " in text
    assert "ValueError: no" in text
    assert "no message" in text
    assert "1 candidate given up when time was up" in text


def test_scores_that_are_no_numbers_are_said() -> None:
    text = card_is_sound(experiment_html(fakes.experiment(float("nan"), float("inf"), 0.5))).text
    assert "not defined" in text
    assert "∞" in text
    card_is_sound(experiment_html(fakes.experiment(float("nan"), float("nan"))))


def test_baseline_alone_is_an_experiment() -> None:
    assert "Baseline" in card_is_sound(experiment_html(fakes.experiment(0.6, features=0))).text


def test_held_out_score_is_shown() -> None:
    text = card_is_sound(experiment_html(fakes.experiment(0.6, 0.5, holdout=0.5432))).text
    assert "0.543" in text
    assert "on the rows held out" in text


def test_slow_importances_are_not_measured_for_a_look() -> None:
    experiment = fakes.experiment(0.6, 0.5, features=3_000)
    text = card_is_sound(experiment_html(experiment)).text
    assert experiment.seconds_asked == 0
    assert "experiment.importances" in text


def test_quick_importances_are_shown() -> None:
    text = card_is_sound(experiment_html(fakes.experiment(0.6, 0.5, features=12))).text
    assert "What LightGBM 1 leans on" in text
    assert "feature 0" in text
    assert "The first 10 of 12 features" in text


def test_whatever_users_write_is_escaped() -> None:
    trials = tuple(failed(at, f"{fakes.EVIL} {fakes.LONG}") for at in range(3))
    strange = fakes.experiment(0.6, 0.5, names=fakes.NAMES, features=9, trials=trials, labels=fakes.NAMES[:2])
    text = card_is_sound(experiment_html(strange)).text
    assert fakes.EVIL in text
    assert fakes.RIGHT_TO_LEFT in text


def test_card_stays_small_whatever_there_is() -> None:
    trials = tuple(failed(at, f"ValueError: {at} {fakes.LONG}") for at in range(200))
    scores = (0.69, *np.linspace(0.6, 0.2, 200))
    many = fakes.experiment(*scores, names=fakes.NAMES * 50, features=400, trials=trials)
    html = experiment_html(many)
    card_is_sound(html)
    assert len(html) < 100_000
    assert "and 280 more" in html
    assert "and 180 other reasons" in html


def test_page_holds_all_of_it(tmp_path: Path) -> None:
    experiment = fakes.experiment(0.69, 0.3, 0.25, ensembles=(ENSEMBLE,))
    page = report(experiment, fakes.prediction())
    found = Page(page.html())
    assert found.addresses() == []
    for part in ("Experiment: ", "Leaderboard", "What was tried", "ROC curve", "Confusion", "Model: ", "Prediction: "):
        assert part in found.text, part
    assert page.save(tmp_path / "report.html").read_text(encoding="utf-8") == page.html()
    assert repr(page) == "<Page: price: shirts>"
    card_is_sound(page._repr_html_())


def test_page_is_saved_as_html_only(tmp_path: Path) -> None:
    with pytest.raises(BadOption, match=r"\.html"):
        report(fakes.experiment(0.6, 0.5)).save(tmp_path / "report.pdf")


def test_page_without_prediction_says_nothing_of_one() -> None:
    numbers = fakes.experiment(9.0, 4.0, type="regression", labels=(), metric=fakes.Metric("rmse"))
    found = Page(report(numbers).html())
    assert "Residuals" in found.text
    assert "Prediction: " not in found.text


def test_page_of_many_classes_and_models_stays_small() -> None:
    labels = tuple(f"class {at}" for at in range(40))
    many = fakes.experiment(0.69, *np.linspace(0.6, 0.2, 200), labels=labels, type="multiclass", features=30)
    assert len(report(many, fakes.prediction(500, labels)).html()) < MOST_BYTES
