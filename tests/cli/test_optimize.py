"""``headway optimize``: from a model's file to an answer without a line of Python; errors are one line each."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from headway.cli import main
from headway.cli.optimize.standing import Standing
from headway.optimize import Progress

FURNITURE = r"""\ furniture
Maximize
 profit: 30 chairs + 40 tables
Subject To
 wood: 2 chairs + 4 tables <= 40
 work: 3 chairs + 2 tables <= 28
End
"""
NOTHING = FURNITURE.replace("End", " many: chairs + tables >= 99\nEnd")


def market_split() -> str:
    """An integer programme (50 binaries, five rows) that nobody proves in seconds."""
    dice = random.Random(2)
    names = [f"x{n}" for n in range(50)]
    lines = ["Minimize", " off: " + " + ".join(f"over{r} + under{r}" for r in range(5)), "Subject To"]
    for r in range(5):
        weights = [dice.randint(1, 99) for _ in names]
        terms = " + ".join(f"{weight} {name}" for weight, name in zip(weights, names, strict=True))
        lines.append(f" split{r}: {terms} + over{r} - under{r} = {sum(weights) // 2}")
    return "\n".join([*lines, "Binaries", " " + " ".join(names), "End"])


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, in which we are, with a model that has an answer, and one that has none."""
    (tmp_path / "furniture.lp").write_text(FURNITURE)
    (tmp_path / "nothing.lp").write_text(NOTHING)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> int:
    return main(["optimize", *words])


class TestSolve:
    def test_text_says_values_and_prices(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("solve", "furniture.lp") == 0
        said = capsys.readouterr().out
        assert "optimal, objective 440 (highs" in said
        lines = [line.split() for line in said.splitlines()]
        assert ["chairs", "4"] in lines
        assert ["tables", "8"] in lines
        assert ["wood", "7.5"] in lines
        assert ["work", "5"] in lines

    def test_what_is_left_out_is_counted(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("half.lp").write_text(FURNITURE.replace("30 chairs", "3 chairs"))
        assert run("solve", "half.lp") == 0
        said = capsys.readouterr().out
        assert "  1 other is 0\n" in said
        assert "  1 other is worth nothing\n" in said

    def test_assumptions_can_be_left_out(self, capsys: pytest.CaptureFixture[str]) -> None:
        for words in ((), ("--no-assumptions",)):
            assert run("explain", "furniture.lp", *words) == 0
            assert ("Assumptions" in capsys.readouterr().out) == (not words)

    def test_json_is_one_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("solve", "furniture.lp", "--json") == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["status"], told["objective"], told["values"]) == ("optimal", 440, {"chairs": 4, "tables": 8})
        assert told["shadow_prices"] == {"wood": 7.5, "work": 5}

    def test_best_plan_at_the_time_limit_is_no_proven_optimum(
        self, files: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (files / "split.lp").write_text(market_split())
        assert run("solve", "split.lp", "--time-limit", "0.5", "--json") == 3
        told = json.loads(capsys.readouterr().out)
        assert told["status"] == "limit"
        assert told["values"]

    def test_progress_tells_best_bound_and_gap(self) -> None:
        said = io.StringIO()
        with Standing(said) as standing:
            standing.tell(Progress(0.1, None, 150.0, None))
            assert not said.getvalue()  # not at once: most models are solved by then
            standing._said = -60.0  # type: ignore[assignment]
            standing.tell(Progress(60.0, 120.0, 150.0, 0.25))
        assert said.getvalue().endswith("best 120, bound 150, gap 25.00%\n")

    def test_no_time_at_all_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("solve", "furniture.lp", "--time-limit", "0") == 2
        assert "--time-limit" in capsys.readouterr().err

    def test_csv_has_a_line_for_each_variable_and_row(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("solve", "furniture.lp", "--out", "plan.csv") == 0
        with Path("plan.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [(row["kind"], row["name"], float(row["value"])) for row in rows] == [
            ("variable", "chairs", 4), ("variable", "tables", 8), ("row", "wood", 40), ("row", "work", 28)
        ]  # fmt: skip

    def test_without_an_answer_the_status_says_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("solve", "nothing.lp", "--out", "plan.csv") == 3
        said = capsys.readouterr().out
        assert "infeasible" in said
        assert "headway optimize explain nothing.lp" in said
        assert not Path("plan.csv").exists()

    def test_json_without_an_answer(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("solve", "nothing.lp", "--json") == 3
        told = json.loads(capsys.readouterr().out)
        assert (told["status"], told["objective"], told["values"], told["files"]) == ("infeasible", None, None, {})


class TestOthers:
    def test_show_explain_and_plot(self, capsys: pytest.CaptureFixture[str], files: Path) -> None:
        assert run("show", "furniture.lp") == 0
        assert "wood" in capsys.readouterr().out
        assert run("show", "furniture.lp", "--out", "model.tex") == 0
        assert run("explain", "furniture.lp") == 0
        assert "wood" in capsys.readouterr().out
        assert run("explain", "nothing.lp", "--out", "why.html") == 0
        assert run("plot", "furniture.lp", "--out", "plot.svg") == 0
        assert (files / "plot.svg").read_text(encoding="utf-8").startswith("<")
        assert "many" in (files / "why.html").read_text(encoding="utf-8")

    @pytest.mark.parametrize(("ending", "format_"), [("mod", "ampl"), ("lng", "lingo"), ("mps", "mps"), ("lp", "lp")])
    def test_each_format_gives_the_same_answer(
        self, ending: str, format_: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("convert", "furniture.lp", "--out", f"again.{ending}") == 0
        assert run("convert", "furniture.lp", "--to", format_) == 0
        assert Path(f"again.{ending}").read_text(encoding="utf-8") in capsys.readouterr().out
        assert run("solve", f"again.{ending}", "--json") == 0
        assert json.loads(capsys.readouterr().out)["objective"] == 440

    def test_ampl_in_two_files(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("convert", "furniture.lp", "--to", "ampl", "--split", "--out", "two.mod") == 0
        assert Path("two.dat").is_file()
        assert run("solve", "two.mod", "--json") == 0
        assert json.loads(capsys.readouterr().out.splitlines()[-1])["objective"] == 440

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    def test_pipe_is_not_waited_for(self, capsys: pytest.CaptureFixture[str], files: Path) -> None:
        os.mkfifo(files / "pipe.lp")
        assert run("convert", "pipe.lp", "--to", "lp") == 1
        assert "pipe.lp is no file" in capsys.readouterr().err

    def test_output_that_lacks_letters_is_said(
        self, capsys: pytest.CaptureFixture[str], files: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (files / "bench.lp").write_text("Maximize bänke Subject To wood: bänke <= 4 End", encoding="utf-8")
        monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), "ascii"))
        assert run("convert", "bench.lp", "--to", "mps") == 2
        assert "can't hold 'ä': write a file with --out" in capsys.readouterr().err


class TestTours:
    PLACES = "name,x,y,demand\ndepot,0,0,0\na,0,3,1\nb,4,3,1\nc,4,0,1\n"

    def test_tour_of_a_table(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (files / "places.csv").write_text(self.PLACES)
        assert run("tour", "places.csv", "--start", "b", "--json", "--out", "tour.svg") == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["length"], told["proven"], told["order"][0]) == (14, True, "b")
        assert (files / "tour.svg").read_text(encoding="utf-8").startswith("<")
        assert run("tour", "places.csv") == 0
        assert "depot → " in capsys.readouterr().out

    def test_routes_of_a_table(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (files / "places.csv").write_text(self.PLACES)
        words = ("--vehicles", "2", "--capacity", "2", "--time-limit", "1")
        assert run("routes", "places.csv", *words, "--out", "stops.csv") == 0
        assert "vehicle 1: depot → " in capsys.readouterr().out
        assert (files / "stops.csv").read_text(encoding="utf-8").startswith("vehicle,stop,place")
        assert run("routes", "places.csv", *words, "--json") == 0
        told = json.loads(capsys.readouterr().out)
        assert sorted(stop for route in told["routes"] for stop in route["stops"]) == ["a", "b", "c"]

    def test_stops_that_are_left_out_show_in_the_status(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (files / "places.csv").write_text(self.PLACES)
        words = ("--vehicles", "1", "--capacity", "2", "--time-limit", "1")
        assert run("routes", "places.csv", *words) == 3
        assert "left out: " in capsys.readouterr().out
        assert run("routes", "places.csv", *words, "--json") == 3
        assert len(json.loads(capsys.readouterr().out)["unplaced"]) == 1

    DAY = "name,x,y,open,close,service\ndepot,0,0,0:00,20:00,0\na,600,0,8:00,8:00,300\nb,1200,0,9:00,10:00,0\n"

    def test_routes_with_windows_show_times(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (files / "places.csv").write_text(self.DAY)
        words = ("--vehicles", "1", "--time-limit", "1")
        assert run("routes", "places.csv", *words) == 0
        drive = "vehicle 1: depot 07:50 → a 08:00 → b 08:15 (waits until 09:00) → depot 09:20"
        assert drive in capsys.readouterr().out
        assert run("routes", "places.csv", *words, "--json") == 0
        (route,) = json.loads(capsys.readouterr().out)["routes"]
        assert (route["departure"], route["back"]) == (28200, 33600)
        assert (route["arrivals"], route["wait_durations"]) == ([28800, 29700], [0, 2700])
        assert route["start_services"] == [28800, 32400]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["slove", "x.lp"], "did you mean 'solve'"),
        (["solve"], "the following arguments are required: FILE"),
        (["solve", "missing.lp"], "can't read the model missing.lp"),
        (["solve", "furniture.lp", "--solver", "abacus"], "abacus"),
        (["solve", "furniture.lp", "--out", "plan.txt"], "must end in .csv"),
        (["convert", "furniture.lp"], "name the format"),
        (["convert", "furniture.lp", "--to", "excel"], "'excel' is not one of"),
        (["convert", "furniture.lp", "--to", "mps", "--out", "a.lp"], "--to mps --out a.lp: .lp is the ending of lp"),
        (["convert", "furniture.lp", "--out", "folder.mod", "--split"], "folder.dat: this is a folder"),
        (["convert", "folder.dat", "--to", "lp"], "folder.dat is a folder"),
        (["convert", "bad.lp", "--to", "lp"], "line 2"),
        (["plot", "furniture.lp", "--out", "a.svg", "--at", "x"], "--at x: write NAME=NUMBER"),
        (["solve", "bad.lp"], "line"),
        (["tour", "missing.csv"], "can't read the places missing.csv"),
        (["tour", "furniture.lp"], "furniture.lp"),
        (["tour", "empty.csv"], "empty.csv can't be read"),
        (["tour", "names.csv"], "lat"),
    ],
)
def test_what_can_not_be_carried_out_is_one_line(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str], files: Path
) -> None:
    (files / "bad.lp").write_text("Maximize\n profit: 30 chairs ** 2\nEnd\n")
    (files / "folder.dat").mkdir()
    (files / "empty.csv").write_text("")
    (files / "names.csv").write_text("name\na\nb\nc\n")
    assert run(*words) in (1, 2)
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err
    assert said.err.startswith("headway: ")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("command", ["solve", "explain", "show", "plot", "convert", "tour", "routes"])
def test_help_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(command, "--help")
    assert ended.value.code == 0
    assert f"headway optimize {command} " in capsys.readouterr().out.split("example:")[1]


@pytest.mark.parametrize("command", ["solve", "tour", "routes"])
def test_help_says_the_exit_statuses(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(command, "--help")
    assert "The exit status is 0 " in capsys.readouterr().out


def test_program_solves(headway: Any, files: Path) -> None:
    done = headway("optimize", "solve", "furniture.lp", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["objective"] == 440


@pytest.mark.parametrize("command", [("show", "furniture.lp"), ("solve", "furniture.lp", "--all")])
def test_reader_who_has_seen_enough_gets_no_traceback(files: Path, command: tuple[str, ...]) -> None:
    """`headway optimize show … | true`."""
    words = [sys.executable, "-m", "headway", "optimize", *command]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        assert program.stderr.read() == ""
        assert program.wait(60) == 141


def test_ctrl_c_ends_a_solve_in_a_word(files: Path) -> None:
    (files / "split.lp").write_text(market_split())
    program = """
import sys
from headway.cli import main
from headway.cli.optimize import standing
standing.SAY_EVERY_S = 0.2
sys.exit(main(["optimize", "solve", "split.lp"]))
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        progress = running.stderr.readline()  # so it is in the midst of it
        os.kill(running.pid, signal.SIGINT)
        assert "best" in progress or "no plan yet" in progress
        assert running.stderr.read() == "headway: interrupted\n"
        assert running.wait(60) == 130


def test_plot_without_axes_is_told_the_options(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "three.lp").write_text("Maximize\n z: a + b + c\nSubject To\n r: a + b + c <= 4\nEnd\n")
    assert run("plot", "three.lp", "--out", "three.svg") == 2
    assert "--x: expected the variable of that axis" in capsys.readouterr().err


def test_error_among_the_data_names_their_file(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "m.mod").write_text("set P; var x{P} >= 0; minimize z: sum{p in P} x[p];")
    (files / "other.dat").write_text("set P := a b;\nset P :=\n(;")
    assert run("solve", "m.mod", "--data", "other.dat") == 1
    assert "other.dat, line 3" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["show", "furniture.lp"], {"title": "model: maximise over 2 variables, 2 rows, 4 non-zeros", "files": {}}),
        (["explain", "furniture.lp"], {"title": "model: optimal", "status": "optimal", "cure": None}),
        (["explain", "nothing.lp", "--out", "why.html"], {"status": "infeasible", "files": {"out": "why.html"}}),
        (["plot", "furniture.lp", "--out", "f.svg"], {"files": {"out": "f.svg"}}),
        (["convert", "furniture.lp", "--to", "lingo"], {"format": "lingo", "files": {}}),
        (
            ["convert", "furniture.lp", "--out", "f.mod", "--split"],
            {"text": None, "files": {"out": "f.mod", "data": "f.dat"}},
        ),
    ],
)
def test_every_command_tells_machines_in_one_line(
    words: list[str], expected: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words, "--json") == 0
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert {name: told[name] for name in expected} == expected
    assert all(Path(file).is_file() for file in told["files"].values())
