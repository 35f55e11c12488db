"""``headway automl``: from a table to predictions without a line of Python; errors are one line each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.automl.tables import people

from headway.cli import main

FRAME = people()
QUICK = ("--algorithms", "GLM", "--max-models", "1", "--folds", "2")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, in which we are, with a table to learn from and one to be told; fits run in this process."""
    FRAME.drop(columns="paid").to_csv(tmp_path / "train.csv", index=False)
    FRAME.drop(columns=["paid", "won"]).head(9).to_csv(tmp_path / "test.csv", index=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEADWAY_ON", "inline")
    return tmp_path


def fit(*words: str) -> int:
    return main(["automl", "fit", "train.csv", "--target", "won", *QUICK, *words])


@pytest.mark.slow
def test_program_does_all_of_it(headway: Any, files: Path) -> None:
    """As users run it, in a process of its own with workers of its own."""
    written = ("--predict", "test.csv", "--out", "told.csv", "--report", "r.html", "--save", "m.zip", "--json")
    done = headway("automl", "fit", "train.csv", "--target", "won", *QUICK, *written)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    summary = json.loads(line)
    assert summary["files"] == {"out": "told.csv", "report": "r.html", "save": "m.zip"}
    assert summary["best_model"] == "GLM"
    assert (summary["type"], summary["metric"], summary["predicted_rows"]) == ("binary", "logloss", 9)
    assert "GLM: " in done.stderr
    told = pd.read_csv(files / "told.csv")
    assert told.columns.tolist() == ["prediction", "no", "yes"]
    assert (files / "r.html").read_text(encoding="utf-8").startswith("<!")
    again = headway("automl", "predict", "m.zip", "test.csv", "--out", "again.csv")
    assert again.returncode == 0, again.stderr
    pd.testing.assert_frame_equal(pd.read_csv(files / "again.csv"), told)


class TestFit:
    def test_text_says_how_it_went(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert fit("--predict", "test.csv", "--quiet") == 0
        said = capsys.readouterr()
        assert said.err == ""
        lines = said.out.splitlines()
        assert lines[0].split() == ["logloss", "model"]
        assert [line.split()[-1] for line in lines[1:3]] == ["GLM", "Baseline"]
        assert "best model: GLM, logloss" in said.out
        assert "predictions: predictions.csv (9 rows)" in said.out
        assert (files / "predictions.csv").is_file()

    def test_models_are_told_as_they_come(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert fit() == 0
        said = [line.split("  ")[-1].split(":")[0] for line in capsys.readouterr().err.splitlines()]
        assert said == ["Baseline", "GLM"]

    def test_summary_is_one_line_of_json(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert fit("--json", "--quiet", "--metric", "auc", "--holdout", "0.2") == 0
        summary = json.loads(capsys.readouterr().out)
        assert [each["model"] for each in summary["leaderboard"]] == ["GLM", "Baseline"]
        assert summary["score"] == summary["leaderboard"][0]["score"]
        assert (summary["predicted_rows"], summary["failed"], summary["files"]) == (None, [], {})

    def test_options_reach_the_training(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        words = ("--features", "a,c", "--kind", "c=text", "--threshold-by", "f1", "--keep", "a,b", "--seed", "3")
        assert fit(*words, "--predict", "test.csv", "--json", "--quiet") == 0
        told = pd.read_csv(files / "predictions.csv")
        assert told.columns.tolist() == ["prediction", "no", "yes", "a", "b"]

    @pytest.mark.parametrize(
        ("words", "status", "says"),
        [
            (("fit",), 2, "--target"),
            (("fit", "train.csv"), 2, "--target"),
            (("fit", "--target", "won"), 2, "TRAIN.csv"),
            (("fit", "nothing.csv", "--target", "won"), 2, "can't read the table nothing.csv"),
            (("fit", ".", "--target", "won"), 2, "is a folder"),
            (("fit", "train.csv", "--target", "Won"), 1, "did you mean 'won'?"),
            (
                ("fit", "train.csv", "--target", "won", "--metric", "acuracy"),
                2,
                "--metric acuracy: expected auto, logloss",
            ),
            (("fit", "train.csv", "--target", "won", "--algorithms", "GLMM"), 2, "did you mean 'GLM'?"),
            (
                ("fit", "train.csv", "--target", "won", "--features", "a,won"),
                2,
                "--features won: expected columns other",
            ),
            (("fit", "train.csv", "--target", "won", "--features", "a,zz"), 1, "no column 'zz'"),
            (("fit", "train.csv", "--target", "won", "--kind", "c"), 2, "COLUMN=KIND"),
            (("fit", "train.csv", "--target", "won", "--kind", "c=categorial"), 1, "categorical"),
            (
                ("fit", "train.csv", "--target", "won", "--budget", "0"),
                2,
                "--budget 0.0: expected a number of seconds above 0",
            ),
            (("fit", "train.csv", "--target", "won", "--budget", "soon"), 2, "--budget"),
            (("fit", "train.csv", "--target", "won", "--max-models", "0"), 2, "--max-models"),
            (("fit", "train.csv", "--target", "won", "--holdout", "2"), 2, "--holdout"),
            (("fit", "train.csv", "--target", "won", "--folds", "x"), 2, "--folds"),
            (("fit", "train.csv", "--target", "won", "--budgett", "3"), 2, "did you mean '--budget'?"),
            (("fit", "train.csv", "--target", "won", "--out", "o.csv"), 2, "name their table with --predict"),
            (("fit", "train.csv", "--target", "won", "--keep", "a"), 2, "name their table with --predict"),
            (("fit", "train.csv", "--target", "won", "--predict", "gone.csv"), 2, "gone.csv"),
            (("fit", "train.csv", "--target", "won", "--predict", "test.csv", "--out", "o.txt"), 2, "end in .csv"),
            (("fit", "train.csv", "--target", "won", "--report", "no/r.html"), 2, "there is no folder"),
            (("fit", "train.csv", "--target", "won", "--save", "m.pkl"), 2, "end in .zip"),
            (("predict",), 2, "MODEL.zip"),
            (("predict", "m.zip", "test.csv"), 2, "can't read the model m.zip"),
            (("predict", "train.csv", "test.csv"), 1, "train.csv"),
            (("fitt",), 2, "did you mean 'fit'?"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
    )
    def test_error_is_one_line(
        self, files: Path, capsys: pytest.CaptureFixture[str], words: Any, status: int, says: str
    ) -> None:
        if "--quiet" not in words and words[0] == "fit":
            words = (*words, "--quiet")
        assert main(["automl", *words]) == status
        said = capsys.readouterr()
        assert said.out == ""
        (line,) = said.err.splitlines()
        assert line.startswith("headway: ")
        assert says in line

    def test_table_that_can_not_be_predicted_is_an_error(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (files / "test.csv").write_text("a,c\n1,x\n")
        assert fit("--predict", "test.csv", "--quiet") == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert "lacks column 'b'" in line
        assert not (files / "predictions.csv").exists()


@pytest.mark.parametrize("words", [(), ("fit",), ("predict",)])
def test_help_shows_an_example(capsys: pytest.CaptureFixture[str], words: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["automl", *words, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "example" in said
    assert f"headway automl {words[0] if words else 'fit'} " in said


def test_nothing_to_do_shows_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["automl"]) == 2
    assert "headway automl COMMAND --help" in capsys.readouterr().err


@pytest.mark.full
def test_titanic(headway: Any, shared_tables: Path, tmp_path: Path) -> None:
    table = str(shared_tables / "automl" / "tabular" / "titanic.csv")
    words = ("--target", "Survived", "--metric", "auc", "--algorithms", "GLM", "--max-models", "1", "--json", "--quiet")
    done = headway("automl", "fit", table, *words, "--predict", table, "--kind", "Pclass=categorical")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["score"] > 0.8
    assert summary["predicted_rows"] == 891
