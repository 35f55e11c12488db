"""What the type checkers of a user say of code that uses Headway: what they accept, what they refuse, what they miss.

mypy and pyright each run once, on copies outside the tree, so that they find Headway as a user's would: installed.
"""

import json
import re
import runpy
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = ["accepted.py", "automl.py", "optimize.py", "refused.py", "unseen.py"]
EXPECTED = re.compile(r"# error: mypy\[(.*?)\] pyright\[(.*?)\]")  # several with a comma between; none: not seen
Found = Counter[tuple[str, int, str]]  # file, line from 1, the checker's name for the error

pytestmark = [pytest.mark.slow, pytest.mark.full]  # what checkers say is the same under every Python


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("typing")
    for name in FILES:
        shutil.copy(HERE / name, folder)
    return folder


@pytest.fixture(scope="module")
def by_mypy(folder: Path) -> Found:
    options = ["--strict", "--config-file=", f"--cache-dir={folder / 'cache'}", "--output=json"]
    lines = run(folder, "mypy", *options, *FILES).splitlines()
    said = [json.loads(line) for line in lines if line.startswith("{")]
    assert said, lines
    return Counter((Path(e["file"]).name, e["line"], e["code"]) for e in said if e["severity"] == "error")


@pytest.fixture(scope="module")
def by_pyright(folder: Path) -> Found:
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "standard"}')  # accepted.py asks for strict itself
    answer = json.loads(run(folder, "pyright", "--outputjson", f"--pythonpath={sys.executable}", "-p", "."))
    assert answer["summary"]["filesAnalyzed"] >= len(FILES)
    return Counter(
        (Path(e["file"]).name, e["range"]["start"]["line"] + 1, e.get("rule", ""))
        for e in answer["generalDiagnostics"]
        if e["severity"] == "error"
    )


def run(folder: Path, checker: str, *options: str) -> str:
    command = [sys.executable, "-m", checker, *options]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode in (0, 1), ended.stdout + ended.stderr
    return ended.stdout


def expected(group: int) -> Found:
    """The errors that the comments name: by mypy in group 1, by pyright in group 2."""
    lines = enumerate((HERE / "refused.py").read_text(encoding="utf-8").splitlines(), start=1)
    named = [(number, found[group]) for number, line in lines for found in EXPECTED.finditer(line)]
    return Counter(("refused.py", number, code) for number, codes in named for code in codes.split(", ") if code)


def of(found: Found, name: str) -> Found:
    return Counter({error: times for error, times in found.items() if error[0] == name})


@pytest.mark.parametrize("name", ["accepted.py", "automl.py", "optimize.py", "unseen.py"])
def test_mypy_strict_accepts(by_mypy: Found, name: str) -> None:
    assert of(by_mypy, name) == Counter()


@pytest.mark.parametrize("name", ["accepted.py", "automl.py", "optimize.py", "unseen.py"])
def test_pyright_accepts(by_pyright: Found, name: str) -> None:
    assert of(by_pyright, name) == Counter()


def test_mypy_refuses_what_it_should(by_mypy: Found) -> None:
    assert set(of(by_mypy, "refused.py")) == set(expected(1))


def test_pyright_refuses_what_it_should(by_pyright: Found) -> None:
    assert set(of(by_pyright, "refused.py")) == set(expected(2))


def test_every_comment_is_understood() -> None:
    text = (HERE / "refused.py").read_text(encoding="utf-8")
    assert len(EXPECTED.findall(text)) == text.count("# error:") > 50
    assert sum(expected(1).values()) > 50
    assert sum(expected(2).values()) > 50


def test_what_is_accepted_runs() -> None:
    runpy.run_path(str(HERE / "accepted.py"))


@pytest.mark.parametrize(
    ("misuse", "error"),
    [pytest.param(*case, id=case[0].__name__) for case in runpy.run_path(str(HERE / "unseen.py"))["CASES"]],
)
def test_what_is_not_seen_fails_well(misuse: Callable[[], None], error: type[BaseException]) -> None:
    with pytest.raises(error):
        misuse()
