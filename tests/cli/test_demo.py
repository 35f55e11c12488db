"""``headway demo``: the main job on real data, really run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import environment

from headway.cli import main


@pytest.mark.full
def test_summary_says_what_was_measured(headway, tmp_path: Path) -> None:
    done = headway("demo", "--json", "--rows", "300", "--keep", "kept", "--report", "more.json")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    told = json.loads(line)
    assert told["speed_up"] == pytest.approx(told["sequential_s"] / told["makespan_s"])
    assert 0 < told["critical_path_s"] <= told["makespan_s"]
    assert told["tasks"]["done"] == told["tasks"]["called"]
    assert told["leaderboard"][0] == {"model": told["best_model"], "score": told["score"]}
    assert told["is_same_prediction"] is True
    assert told["metric"] == "accuracy"
    assert 0.8 < told["score"] <= 1.0
    assert 0.8 < told["forecast_score"] <= 1.0
    assert json.loads((tmp_path / "more.json").read_text())["critical_path_s"] == told["critical_path_s"]
    assert {name: Path(path).is_file() for name, path in told["files"].items()} == {
        "train": True, "forecast": True, "predictions": True, "report": True, "timeline": True
    }  # fmt: skip


@pytest.mark.full
def test_forecast_score_is_that_of_the_written_predictions(headway, tmp_path: Path) -> None:
    """The truth is found anew, by looking each image of the forecast up in scikit-learn's own table."""
    import numpy as np
    import pandas as pd
    from sklearn.datasets import load_digits

    told = json.loads(headway("demo", "--json", "--rows", "300", "--keep", "kept").stdout)
    images, digits = load_digits(return_X_y=True)
    known = {tuple(image): digit for image, digit in zip(images, digits, strict=True)}
    forecast = pd.read_csv(tmp_path / "kept" / "forecast.csv")
    predicted = pd.read_csv(tmp_path / "kept" / "predictions.csv")["prediction"]
    assert "digit" not in forecast
    truth = [known[tuple(image)] for image in forecast.to_numpy()]
    assert told["forecast_score"] == pytest.approx(np.mean(predicted == truth))


@pytest.mark.full
def test_text_says_where_things_are(headway, tmp_path: Path) -> None:
    done = headway("demo", "--rows", "300", "--keep", "kept")
    assert done.returncode == 0, done.stderr
    rows = dict(line.split("  ", 1) for line in done.stdout.splitlines())
    assert rows["report"].strip() == str(tmp_path / "kept" / "report.html")
    assert "the same in both runs" in rows["predictions"]
    assert (tmp_path / "kept" / "timeline.svg").read_text().startswith("<svg")


def test_existing_file_is_not_overwritten(tmp_path: Path, capsys) -> None:
    (tmp_path / "train.csv").write_text("mine")
    assert main(["demo", "--keep", str(tmp_path)]) == 2
    assert "train.csv is there already" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["train.csv"]


def test_folder_that_cannot_be_made_is_refused(tmp_path: Path, capsys) -> None:
    (tmp_path / "file").write_text("")
    assert main(["demo", "--keep", str(tmp_path / "file" / "inner")]) == 2
    assert "can't write there" in capsys.readouterr().err


@pytest.mark.parametrize("rows", ["0", "1798", "many"])
def test_rows_are_what_there_is(capsys, rows: str) -> None:
    assert main(["demo", "--rows", rows]) == 2
    assert f"from 200 to 1,797, not {rows!r}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("module", "distribution"), [("sklearn", "scikit-learn"), ("pandas", "pandas"), ("lightgbm", "lightgbm")]
)
def test_bare_install_names_the_extra(tmp_path: Path, module: str, distribution: str) -> None:
    """A finder that knows nothing of a package stands for a machine that lacks it."""
    code = (
        "import sys\n"
        "from importlib.machinery import PathFinder\n"
        "class Lacking(PathFinder):\n"
        "    @classmethod\n"
        "    def find_spec(cls, name, path=None, target=None):\n"
        f"        return None if name.partition('.')[0] == {module!r} else PathFinder.find_spec(name, path, target)\n"
        "sys.meta_path[:] = [Lacking if finder is PathFinder else finder for finder in sys.meta_path]\n"
        "from headway.cli import main\n"
        "sys.exit(main(['demo']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    expected = f'headway demo needs the extra "automl" ({distribution} is missing): pip install "headway[automl]"'
    assert done.stderr == f"headway: {expected}\n"
