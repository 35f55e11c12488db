"""A model from a table in a notebook: four lines, a card that lives, and results to look at."""

import re

import pytest
from tests.notebooks.kernel import Cell, Kernel

pytestmark = pytest.mark.kernel

TABLE = """
import pandas as pd
from headway import automl
rows = pd.DataFrame({"size": [i % 23 for i in range(60)], "colour": ["red", "blue"] * 30})
rows = rows.assign(price=rows["size"] * 3 + (rows["colour"] == "red") * 4)
"""
FLOW = """
client = automl.Client()
known = client.upload(rows, name="known")
new = client.upload(rows.head(3).drop(columns="price"), name="new")
experiment = client.train(known, target="price", algorithms=["GLM"], max_models=1)
prediction = client.predict(new, experiment)
prediction.result().values.round().tolist()
"""


def shown(cell: Cell) -> str:
    """All HTML that the cell has shown, as a reader sees it."""
    html = "".join(
        content["data"].get("text/html", "")
        for kind in ("display_data", "update_display_data", "execute_result")
        for content in cell.of(kind)
    )
    return re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))


def test_four_lines_show_a_card_and_give_results(kernel: Kernel) -> None:
    assert kernel.run(TABLE).error is None
    cell = kernel.run(FLOW, timeout_s=90)
    assert cell.error is None, cell.traceback
    assert cell.result == "[4.0, 3.0, 10.0]"
    assert "train" in shown(cell)
    assert cell.stderr == ""
    board = kernel.run("experiment.result()", timeout_s=60)
    assert "GLM" in shown(board)
    assert "Baseline" in shown(board)
    card = kernel.run("experiment")  # the Task's own card, with what it came to
    assert card.error is None
    assert "train" in shown(card)
