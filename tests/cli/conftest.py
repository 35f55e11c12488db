"""The program as users run it: a process of its own in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

Done = subprocess.CompletedProcess[str]
HEADWAY = (sys.executable, "-m", "headway")


def environment() -> dict[str, str]:
    """This process's variables, without those of Headway's own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HEADWAY_")}


@pytest.fixture
def headway(tmp_path: Path) -> Callable[..., Done]:
    """Run ``headway WORDS…`` in an empty folder."""

    def run(*words: str, variables: dict[str, str] | None = None) -> Done:
        return subprocess.run(
            [*HEADWAY, *words],
            cwd=tmp_path,
            env={**environment(), **(variables or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], Path]:
    """Write a script into that folder; every one begins with two tasks."""
    prelude = """
    import sys, time
    from headway import Session, current, task

    @task
    def nap(seconds, value=None):
        time.sleep(seconds)
        return value

    @task
    def fail(value=None):
        raise ValueError("no rows")
    """

    def write(source: str, name: str = "job.py") -> Path:
        file = tmp_path / name
        file.write_text(dedent(prelude) + dedent(source), encoding="utf-8")
        return file

    return write
