"""Clusters, looked at."""

from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from tests.automl.clusters.support import blobs, inline, noise

from headway.automl.views.clusters import clusters_picture


@pytest.fixture(scope="module")
def experiment():
    """Two lumps in a table that tries to be markup."""
    return inline(blobs(2, rows=60).rename(columns={"x0": "<script>"}).assign(town='"<b>"&'), most=3)


def test_picture_has_points_and_numbers(experiment) -> None:
    picture = experiment.picture()
    root = ET.fromstring(picture.svg)
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "0: 30 rows" in words
    assert "1: 30 rows" in words
    assert len(root.findall(".//{http://www.w3.org/2000/svg}circle")) == 2
    assert len(ET.fromstring(experiment.picture(3).svg).findall(".//{http://www.w3.org/2000/svg}circle")) == 3


def test_html_escapes_what_the_table_says(experiment) -> None:
    html = experiment._repr_html_()
    assert "2 clusters" in html
    assert "&lt;script&gt; is" in html
    assert "<script>" not in html


def test_html_says_that_there_are_none() -> None:
    html = inline(noise("normal"), most=2)._repr_html_()
    assert "No clusters to be seen" in html
    assert "What each is like" not in html


def test_one_column_can_be_drawn() -> None:
    experiment = inline(pd.DataFrame({"a": [*range(20), *range(100, 120)]}), most=2)
    assert "second (0 %)" in experiment.picture().svg


def test_many_clusters_are_cut() -> None:
    experiment = inline(blobs(2, rows=40), most=2)
    matrix = experiment.problem.matrix
    picture = clusters_picture("t", matrix, np.arange(40), matrix)
    assert picture.svg.count("<circle") == 30
