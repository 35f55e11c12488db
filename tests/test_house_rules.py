"""The rules of conftest.py, tried on a small suite of their own: a full run takes no skip for an answer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
SUITE = """
import pytest

@pytest.mark.full
def test_long(): pass

@pytest.mark.skip(reason="no cable")
def test_skipped(): pass

@pytest.mark.gpu
@pytest.mark.skip(reason="no GPU")
def test_gpu(): pass

@pytest.mark.xfail(reason="known")
def test_known(): assert False
"""


@pytest.fixture
def outcome(tmp_path: Path):
    """Run pytest on files with this house's conftest; give its output."""
    (tmp_path / "conftest.py").write_text(CONFTEST.read_text())
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n full: long\n gpu: graphics\n")

    def run(source: str, *, full: bool) -> str:
        (tmp_path / "test_it.py").write_text(source)
        env = {**os.environ, "HEADWAY_FULL": "1" if full else "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        command = [sys.executable, "-m", "pytest", "-ra", "-p", "no:cacheprovider", str(tmp_path)]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False).stdout

    return run


def test_short_run_leaves_long_counts_out(outcome) -> None:
    assert "2 skipped, 1 deselected, 1 xfailed" in outcome(SUITE, full=False)


def test_full_run_fails_on_skip(outcome) -> None:
    output = outcome(SUITE, full=True)
    assert "1 passed, 1 skipped, 1 xfailed, 1 error" in output
    assert "allows no skip" in output
    assert "no cable" in output


def test_full_run_fails_on_file_that_skips_itself(outcome) -> None:
    output = outcome("import pytest\npytest.importorskip('no_such_module')\n", full=True)
    assert "1 error" in output
    assert "allows no skip" in output
