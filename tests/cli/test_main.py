"""The program's own command line: commands, version, help, and what is wrong with a line."""

import subprocess
import sys
from pathlib import Path

import pytest

import headway
from headway.cli import COMMANDS, main


def refused(capsys: pytest.CaptureFixture[str], *words: str, status: int = 2) -> str:
    """The one line on stderr that a command line is refused with."""
    assert main(words) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("headway: ")
    assert err.count("\n") == 1
    return err


def test_version_is_the_package_s(capsys) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"headway {headway.__version__}\n"


def test_unknown_command_names_the_nearest(capsys) -> None:
    assert "no command 'rnu'; did you mean 'run'?" in refused(capsys, "rnu")


def test_unknown_command_lists_the_known(capsys) -> None:
    assert "The commands: automl, demo, optimize, run" in refused(capsys, "qqqqqq")


@pytest.mark.parametrize(
    ("words", "nearest"),
    [(["--versoin"], "--version"), (["run", "--reprot", "x.html", "a.py"], "--report"), (["demo", "--jsn"], "--json")],
)
def test_unknown_option_names_the_nearest(capsys, words: list[str], nearest: str) -> None:
    assert f"did you mean {nearest!r}?" in refused(capsys, *words)


def test_abbreviated_option_is_refused(capsys) -> None:
    assert "no option '--rep'" in refused(capsys, "run", "--rep", "x.html", "a.py")


def test_surplus_word_is_refused(capsys) -> None:
    assert "no place for 'now'" in refused(capsys, "demo", "now")


@pytest.mark.parametrize("workers", ["0", "-2", "two", "1.5", ""])
def test_workers_must_be_a_whole_number(capsys, workers: str) -> None:
    line = refused(capsys, "run", f"--workers={workers}", "a.py")
    assert f"expected a whole number, at least 1, not {workers!r}" in line


def test_unknown_mechanism_names_the_nearest(capsys) -> None:
    assert "'threads' is not one of inline, thread; did you mean 'thread'?" in refused(
        capsys, "run", "--on", "threads", "a.py"
    )


def test_option_without_its_value_is_refused(capsys) -> None:
    assert "--workers: expected one argument" in refused(capsys, "run", "a.py", "--workers")


def test_no_command_shows_help_and_fails(capsys) -> None:
    assert main([]) == 2
    assert "commands:" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--help"], *([command, "--help"] for command in COMMANDS)], ids=" ".join)
def test_help_shows_an_example(capsys, words: list[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(words)
    out = capsys.readouterr().out
    assert ending.value.code == 0
    assert "example" in out.lower()
    assert "\n  headway " in out


def test_help_names_every_command(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["-h"])
    out = capsys.readouterr().out
    assert all(f"\n  {command} " in out for command in COMMANDS)


def test_installed_program_is_the_same() -> None:
    program = Path(sys.executable).with_name("headway")
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"headway {headway.__version__}\n"


def test_help_loads_nothing_heavy() -> None:
    code = "import sys\nfrom headway.cli import main\ntry: main(['--help'])\nexcept SystemExit: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"asyncio", "numpy", "rich", "headway.cli.run", "headway.cli.demo"} & set(done.stdout.split())
